import { type Context, Hono } from "hono";
import { bodyOf } from "../request-body.js";
import { invalid } from "../service-error.js";
import { chunkFile } from "../statements/chunk-file.js";
import { storagePath } from "../statements/result-links.js";
import { hasEnded } from "../statements/statement.js";
import { readStatementRequest, StatementRequestSchema } from "../statements/statement-request.js";
import { chunkView, statementView } from "../statements/statement-view.js";
import type { WorkspaceState } from "../workspace-state.js";

const base = "/api/2.0/sql/statements";

/** `/api/2.0/sql/statements`: the statement execution API. */
export function statementRoutes(state: WorkspaceState): Hono {
  const routes = new Hono();
  const { statements, links } = state;
  const sourceOf = (c: Context) => ({ links, origin: new URL(c.req.url).origin });
  routes.post(base, async (c) => {
    const request = readStatementRequest(await bodyOf(c.req.raw, StatementRequestSchema));
    state.requireWarehouse(request.warehouseId);
    const statement = statements.submit(request);
    if (request.waitMs > 0) {
      await statements.wait(statement, request.waitMs, c.req.raw.signal);
      if (request.onTimeout === "CANCEL" && !hasEnded(statement)) statements.cancel(statement.id);
    }
    return c.json(statementView(statement, sourceOf(c)));
  });
  routes.get(`${base}/:id`, (c) => c.json(statementView(statements.get(c.req.param("id")), sourceOf(c))));
  routes.get(`${base}/:id/result/chunks/:chunk`, (c) => {
    const text = c.req.param("chunk");
    if (!/^\d+$/.test(text)) throw invalid(`chunk_index must be a whole number, but got '${text}'.`);
    return c.json(chunkView(statements.get(c.req.param("id")), Number(text), sourceOf(c)));
  });
  routes.post(`${base}/:id/cancel`, (c) => {
    statements.cancel(c.req.param("id"));
    return c.json({});
  });
  return routes;
}

/** The files behind links to results. They need no token, and take none, as with cloud storage. */
export function storageRoutes({ statements, links }: WorkspaceState): Hono {
  const routes = new Hono();
  routes.get(`${storagePath}/:id/:chunk`, (c) => {
    const { id, chunk } = c.req.param();
    const refuse = (status: 400 | 403 | 404, code: string, message: string) =>
      c.body(
        `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
        status,
        {
          "content-type": "application/xml",
        },
      );
    if (c.req.header("authorization") !== undefined)
      return refuse(400, "InvalidArgument", "Only one authentication mechanism is allowed");
    const verdict = links.check(
      id,
      Number(chunk),
      Number(c.req.query("expires")),
      c.req.query("signature") ?? "",
    );
    if (verdict === "expired") return refuse(403, "AccessDenied", "Request has expired");
    if (verdict === "forged") return refuse(403, "SignatureDoesNotMatch", "The signature does not match");
    const { outcome, format } = statements.get(id);
    const part = outcome.state === "SUCCEEDED" ? outcome.rows.chunks[Number(chunk)] : undefined;
    if (outcome.state !== "SUCCEEDED" || !part)
      return refuse(404, "NoSuchKey", "The specified key does not exist");
    const { body, contentType } = chunkFile(outcome.rows.result, part, format);
    return c.body(body, 200, { "content-type": contentType });
  });
  return routes;
}

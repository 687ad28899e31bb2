import { Hono } from "hono";
import { randomHex } from "../../../util/random.js";
import type { GenieState } from "../genie/genie-state.js";
import { permittedSpace } from "../genie/permitted-space.js";
import { invalid, notFound } from "../service-error.js";
import { statementView } from "../statements/statement-view.js";

const base =
  "/api/2.0/genie/spaces/:space/conversations/:conversation/messages/:message/attachments/:attachment/downloads";

/** Downloads of whole results, by links that need no token. Starting one executes the query again. */
export function downloadRoutes(genie: GenieState): Hono {
  const { workspace, conversations, downloads } = genie;
  const routes = new Hono();
  routes.post(base, (c) => {
    const { space, conversation, message: messageId, attachment } = c.req.param();
    const message = conversations.message(
      permittedSpace(workspace, space, "CAN_VIEW").id,
      conversation,
      messageId,
    );
    const { status } = genie.progressOf(message);
    if (status !== "COMPLETED" && status !== "QUERY_RESULT_EXPIRED")
      throw invalid(`The result of a message with status ${status} cannot be downloaded.`);
    const query = message.response.queries.find(({ attachmentId }) => attachmentId === attachment);
    if (!query) throw notFound(`Query attachment ${attachment}`);
    const statement = workspace.statements.submit({
      sql: query.sql,
      warehouseId: workspace.parts.warehouseId,
      parameters: query.parameters ?? [],
      disposition: "EXTERNAL_LINKS",
      format: "JSON_ARRAY",
    });
    const id = workspace.newId();
    const signature = randomHex(workspace.parts.random, 32);
    downloads.add({ id, signature, attachmentId: attachment, statementId: statement.id });
    return c.json({ download_id: id, download_id_signature: signature });
  });
  routes.get(`${base}/:download`, (c) => {
    const { space, conversation, message, attachment, download } = c.req.param();
    conversations.message(permittedSpace(workspace, space, "CAN_VIEW").id, conversation, message);
    const { statementId } = downloads.get(download, attachment, c.req.query("download_id_signature"));
    const source = { links: workspace.links, origin: new URL(c.req.url).origin };
    return c.json({ statement_response: statementView(workspace.statements.get(statementId), source) });
  });
  return routes;
}

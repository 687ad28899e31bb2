import { Hono } from "hono";
import { errorReply } from "./error-body.js";
import { drawFault, strike } from "./faults/inject-fault.js";
import type { GenieState } from "./genie/genie-state.js";
import { latencyOf } from "./latency.js";
import { logEntry, type RequestLog } from "./request-log.js";
import { catalogRoutes } from "./routes/catalog-routes.js";
import { conversationRoutes } from "./routes/conversation-routes.js";
import { downloadRoutes } from "./routes/download-routes.js";
import { evalRunRoutes } from "./routes/eval-run-routes.js";
import { messageRoutes } from "./routes/message-routes.js";
import { mlflowRoutes } from "./routes/mlflow-routes.js";
import { permissionRoutes } from "./routes/permission-routes.js";
import { resultRoutes } from "./routes/result-routes.js";
import { servingRoutes } from "./routes/serving-routes.js";
import { spaceRoutes } from "./routes/space-routes.js";
import { statementRoutes, storageRoutes } from "./routes/statement-routes.js";
import { tokenRoutes } from "./routes/token-routes.js";
import { warehouseRoutes } from "./routes/warehouse-routes.js";
import { ServiceError } from "./service-error.js";
import type { TokenStore } from "./token-store.js";
import type { WorkspaceState } from "./workspace-state.js";

export interface ApplicationOptions {
  readonly state: WorkspaceState;
  readonly genie: GenieState;
  readonly tokens: TokenStore;
  /** Where requests are written down. */
  readonly log: RequestLog;
}

/** The whole workspace as one function. Rejects with DroppedConnection where a connection is to break. */
export function createApplication({
  state,
  genie,
  tokens,
  log,
}: ApplicationOptions): (request: Request) => Promise<Response> {
  // Clients of the service write some paths with a slash at the end.
  const app = new Hono({ strict: false });
  app.route("/", tokenRoutes(tokens));
  app.route("/", storageRoutes(state));
  app.use("*", async (c, next) => {
    if (!tokens.accepts(c.req.header("authorization"))) {
      throw new ServiceError(
        401,
        "UNAUTHENTICATED",
        "Request does not have valid authentication credentials.",
      );
    }
    await next();
  });
  for (const routes of [
    spaceRoutes(state),
    permissionRoutes(state),
    conversationRoutes(genie),
    messageRoutes(genie),
    resultRoutes(genie),
    downloadRoutes(genie),
    evalRunRoutes(genie),
    statementRoutes(state),
    warehouseRoutes(state),
    catalogRoutes(state),
    servingRoutes(state),
    mlflowRoutes(state),
  ])
    app.route("/", routes);
  app.notFound((c) => {
    // The service leaves the version out of its words.
    const path = c.req.path.replace(/^\/api\/\d+(\.\d+)?(?=\/)/, "");
    const words = `No API found for '${c.req.method} ${path}'`;
    return errorReply(new ServiceError(404, "ENDPOINT_NOT_FOUND", words), state.newId());
  });
  app.onError((error, c) => {
    if (error instanceof ServiceError) return errorReply(error, state.newId());
    if (c.req.raw.signal.aborted) throw error;
    return errorReply(new ServiceError(500, "INTERNAL_ERROR", error.message), state.newId());
  });
  return async (request) => {
    const { clock, random, knobs } = state.parts;
    const { signal } = request;
    const route = `${request.method} ${new URL(request.url).pathname}`;
    const latencyMs = latencyOf(knobs.latencyMs, route, random);
    if (latencyMs > 0) await clock.sleepInside(latencyMs, { signal });
    const at = clock.now();
    const fault = drawFault(knobs.faults, route, random);
    let isLogged = false;
    const note = async (status: number, response?: Response) => {
      isLogged = true;
      log.add(await logEntry(request, { at, status, response, fault }));
    };
    const carryOut = async () => {
      const response = await app.fetch(request);
      await note(response.status, response);
      return response;
    };
    if (!fault) return carryOut();
    try {
      return await strike(fault, request, clock, carryOut);
    } catch (error) {
      if (!isLogged) await note(error instanceof ServiceError ? error.status : 0);
      const shape = fault.kind === "status" ? fault.shape : undefined;
      if (error instanceof ServiceError) return errorReply(error, state.newId(), shape);
      throw error;
    }
  };
}

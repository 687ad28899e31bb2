import { Hono } from "hono";
import type { GenieState } from "../genie/genie-state.js";
import type { Message, WrittenQuery } from "../genie/message.js";
import { permittedSpace } from "../genie/permitted-space.js";
import { execute, rowsOf } from "../genie/query-rows.js";
import { invalid, notFound, type ServiceError } from "../service-error.js";
import { statementResponse } from "../statement-response.js";

const messagePath = "/api/2.0/genie/spaces/:space/conversations/:conversation/messages/:message";
const resultPaths = [
  `${messagePath}/attachments/:attachment/query-result`,
  `${messagePath}/query-result/:attachment`,
  `${messagePath}/query-result`,
];
const runPaths = [`${messagePath}/attachments/:attachment/execute-query`, `${messagePath}/execute-query`];

interface Address {
  readonly space?: string;
  readonly conversation?: string;
  readonly message?: string;
  /** Absent in the form that the service keeps for old clients: then the answer's query is meant. */
  readonly attachment?: string;
}

/** Rows of Genie's queries, as attachments and in the deprecated forms. */
export function resultRoutes(genie: GenieState): Hono {
  const { workspace, conversations } = genie;
  const routes = new Hono();
  const find = ({ space = "", conversation = "", message = "" }: Address): Message =>
    conversations.message(permittedSpace(workspace, space, "CAN_VIEW").id, conversation, message);
  for (const path of resultPaths) {
    routes.get(path, (c) => {
      const address: Address = c.req.param();
      const message = find(address);
      const { status, queries } = genie.progressOf(message);
      if (status !== "EXECUTING_QUERY" && status !== "COMPLETED") throw unavailable(status);
      const { execution } = queryOf(message, queries, address.attachment);
      if (status === "EXECUTING_QUERY" && execution === message.response.queries[queries - 1]?.execution) {
        const running = { statement_id: execution.statementId, status: { state: "RUNNING" } };
        return c.json({ statement_response: running });
      }
      const record = rowsOf(workspace, execution);
      // An earlier query of an answer may lose its rows before the last one does.
      if (!record) throw unavailable("QUERY_RESULT_EXPIRED");
      return c.json({ statement_response: statementResponse(record) });
    });
  }
  for (const path of runPaths) {
    routes.post(path, async (c) => {
      const address: Address = c.req.param();
      const message = find(address);
      const { status, queries } = genie.progressOf(message);
      if (!["COMPLETED", "QUERY_RESULT_EXPIRED", "FAILED"].includes(status))
        throw invalid(`The query of a message with status ${status} cannot be executed.`);
      const query = queryOf(message, queries, address.attachment);
      const execution = await execute(workspace, query);
      const record = rowsOf(workspace, execution);
      if (execution.problem === undefined) query.execution = execution;
      return c.json({ statement_response: record && statementResponse(record) });
    });
  }
  return routes;
}

function unavailable(status: string): ServiceError {
  return invalid(`Query result is not available for a message with status ${status}.`);
}

function queryOf(message: Message, visible: number, attachmentId: string | undefined): WrittenQuery {
  const queries = message.response.queries.slice(0, visible);
  const query =
    attachmentId === undefined ? queries.at(-1) : queries.find((one) => one.attachmentId === attachmentId);
  if (query) return query;
  if (attachmentId === undefined) throw invalid("The message has no query.");
  throw notFound(`Query attachment ${attachmentId}`);
}

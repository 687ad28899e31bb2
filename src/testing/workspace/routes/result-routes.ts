import { Hono } from "hono";
import type { GenieState } from "../genie/genie-state.js";
import type { Message, WrittenQuery } from "../genie/message.js";
import { progressOf } from "../genie/message-status.js";
import { permittedSpace } from "../genie/permitted-space.js";
import { mostRows } from "../genie/respond.js";
import { invalid, notFound } from "../service-error.js";
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
export function resultRoutes({ workspace, conversations }: GenieState): Hono {
  const routes = new Hono();
  const find = ({ space = "", conversation = "", message = "" }: Address): Message =>
    conversations.message(permittedSpace(workspace, space, "CAN_VIEW").id, conversation, message);
  const standing = (message: Message) =>
    progressOf(message, workspace.now, workspace.parts.knobs.resultLifetimeMs);
  for (const path of resultPaths) {
    routes.get(path, (c) => {
      const address: Address = c.req.param();
      const message = find(address);
      const { status, queries } = standing(message);
      if (status !== "EXECUTING_QUERY" && status !== "COMPLETED")
        throw invalid(`Query result is not available for a message with status ${status}.`);
      const query = queryOf(message, queries, address.attachment);
      const isRunning = status === "EXECUTING_QUERY" && query === message.response.queries[queries - 1];
      return c.json({
        statement_response: isRunning
          ? { statement_id: query.statement.id, status: { state: "RUNNING" } }
          : statementResponse(query.statement),
      });
    });
  }
  for (const path of runPaths) {
    routes.post(path, async (c) => {
      const address: Address = c.req.param();
      const message = find(address);
      const { status, queries } = standing(message);
      if (!["COMPLETED", "QUERY_RESULT_EXPIRED", "FAILED"].includes(status))
        throw invalid(`The query of a message with status ${status} cannot be executed.`);
      const query = queryOf(message, queries, address.attachment);
      const statement = await workspace.runStatement(query.sql, query.parameters, mostRows);
      if (statement.result) {
        query.statement = statement;
        query.ranAt = workspace.now;
      }
      return c.json({ statement_response: statementResponse(statement) });
    });
  }
  return routes;
}

function queryOf(message: Message, visible: number, attachmentId: string | undefined): WrittenQuery {
  const queries = message.response.queries.slice(0, visible);
  const query =
    attachmentId === undefined ? queries.at(-1) : queries.find((one) => one.attachmentId === attachmentId);
  if (query) return query;
  if (attachmentId === undefined) throw invalid("The message has no query.");
  throw notFound(`Query attachment ${attachmentId}`);
}

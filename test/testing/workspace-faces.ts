import {
  type Answerer,
  type EngineResult,
  SimulatedWorkspace,
  type SimulatedWorkspaceOptions,
  type SqlEngine,
  simulatedToken,
} from "genie-enhancer/testing";
import { workspaceHandlers } from "genie-enhancer/testing/msw";
import { setupServer } from "msw/node";

/** The ways to reach a simulated workspace. */
export const faceNames = ["fetch", "server", "msw"] as const;
export type FaceName = (typeof faceNames)[number];

export interface Face {
  readonly workspace: SimulatedWorkspace;
  readonly url: string;
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  readonly body: any;
}

export async function openFace(name: FaceName, options: SimulatedWorkspaceOptions = {}): Promise<Face> {
  const workspace = await SimulatedWorkspace.create({ engine: tinyEngine(), genie: tinyGenie, ...options });
  if (name === "fetch")
    return { workspace, url: workspace.host, fetch: workspace.fetch, close: () => workspace.close() };
  if (name === "server") {
    const { url } = await workspace.listen();
    return { workspace, url, fetch: workspace.clock.trackFetch(fetch), close: () => workspace.close() };
  }
  const server = setupServer(...workspaceHandlers(workspace));
  server.listen({ onUnhandledRequest: "error" });
  return {
    workspace,
    url: workspace.host,
    fetch: (input, init) => fetch(input, init),
    close: async () => {
      server.close();
      await workspace.close();
    },
  };
}

/** Sends a request as the client of a face would, with the accepted token unless another is given. */
export async function send(
  { url, fetch: reach }: Face,
  method: string,
  path: string,
  body?: unknown,
  init: RequestInit = {},
): Promise<Reply> {
  const response = await reach(`${url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    headers: { authorization: `Bearer ${simulatedToken}`, "content-type": "application/json" },
    ...init,
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : JSON.parse(text),
  };
}

const number = { name: "n", typeName: "INT", typeText: "INT" };
const word = { name: "word", typeName: "STRING", typeText: "STRING" };

/** Knows a few statements by heart: `one`, `five`, `echo`; everything else fails. */
export function tinyEngine(): SqlEngine & { readonly statements: string[] } {
  const statements: string[] = [];
  return {
    statements,
    run: async (sql, { parameters = [] } = {}): Promise<EngineResult> => {
      statements.push(sql);
      if (sql === "SELECT one") return { columns: [number], rows: [["1"]] };
      if (sql === "SELECT five")
        return { columns: [number, word], rows: ["1", "2", "3", "4", "5"].map((n) => [n, null]) };
      if (sql === "SELECT echo")
        return {
          columns: [word],
          rows: parameters.map(({ name, value, type }) => [`${name}=${value} ${type}`]),
        };
      throw Object.assign(new Error(`[TABLE_OR_VIEW_NOT_FOUND] The table in "${sql}" cannot be found.`), {
        sqlState: "42P01",
      });
    },
    describeTables: async () => [
      {
        name: "shop.core.orders",
        kind: "table",
        comment: "All orders",
        columns: [
          { name: "id", type: "bigint" },
          { name: "amount", type: "decimal(10,2)", comment: "Net" },
        ],
      },
      { name: "shop.core.recent", kind: "view", columns: [], viewDefinition: "SELECT 1" },
      { name: "shop.core.kpis", kind: "metric_view", columns: [], viewDefinition: "version: 1.1" },
    ],
    close: async () => {},
  };
}

/** Reads its orders off the question: `sql: …`, `ask back`, or words; it also tells what it knows. */
export const tinyGenie: Answerer = ({ question, document, catalog }) => {
  const thoughts = [{ type: "THOUGHT_TYPE_DESCRIPTION", content: "as told" }];
  if (question.startsWith("sql: ")) return { sql: question.slice(5), text: "Here you are.", thoughts };
  if (question === "ask back") return { text: "Which one?", isClarification: true, thoughts };
  if (question === "what do you know?")
    return { text: JSON.stringify({ document, catalog: catalog.map(({ name }) => name) }), thoughts };
  return { text: "No idea.", thoughts };
};

import { staticToken, WorkspaceConnection, type WorkspaceConnectionOptions } from "genie-enhancer";
import { VirtualClock } from "genie-enhancer/testing";

export type Step = Response | Error | ((request: Request) => Response | Promise<Response>);

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: unknown;
  /** Milliseconds since the first request. */
  readonly at: number;
}

export interface ScriptedWorkspace {
  readonly connection: WorkspaceConnection;
  readonly clock: VirtualClock;
  readonly requests: readonly ReceivedRequest[];
  readonly fetch: typeof fetch;
}

export const token = "dapi0123456789abcdef-canary";

/** A workspace that answers in the order of a script, and fails a request that the script does not foresee. */
export function scriptedWorkspace(
  steps: readonly Step[],
  options: Partial<WorkspaceConnectionOptions> = {},
): ScriptedWorkspace {
  const clock = new VirtualClock();
  const requests: ReceivedRequest[] = [];
  const script = [...steps];
  let startedAt: number | undefined;
  const scriptedFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    startedAt ??= clock.now();
    const { pathname, search } = new URL(request.url);
    const text = await request.clone().text();
    requests.push({
      method: request.method,
      target: pathname + search,
      headers: request.headers,
      body: request.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text,
      at: clock.now() - startedAt,
    });
    const step = script.shift();
    if (step === undefined) throw new Error(`nothing is scripted for ${request.method} ${pathname}`);
    if (step instanceof Error) throw step;
    return typeof step === "function" ? step(request) : step;
  };
  const connection = new WorkspaceConnection({
    host: "https://example.cloud.databricks.com",
    auth: staticToken(token),
    fetch: scriptedFetch,
    clock,
    random: () => 0.5,
    ...options,
  });
  return { connection, clock, requests, fetch: scriptedFetch };
}

/** A reply of JSON. */
export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers });

/** What fetch throws when a connection breaks. */
export const broken = (reason = "read ECONNRESET"): Error =>
  new TypeError("fetch failed", { cause: new Error(reason) });

/** A request that never gets an answer, unless it is aborted. */
export const hanging = (request: Request): Promise<Response> =>
  new Promise((_, reject) => {
    request.signal.addEventListener("abort", () => reject(request.signal.reason));
  });

/** What a promise rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

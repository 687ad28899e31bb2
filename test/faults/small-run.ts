import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import {
  type Benchmark,
  type Clock,
  ConsoleReporter,
  DatabricksServingLlm,
  type JournalEntry,
  type LlmClient,
  MemoryRunStore,
  oauthM2m,
  type RunEvent,
  type RunResult,
  renderMarkdownSummary,
  SequentialEnhancer,
  type SequentialEnhancerOptions,
  seededRandom,
  WorkspaceConnection,
} from "genie-enhancer";
import {
  createSqlEngine,
  type Fault,
  type SampleTables,
  SimulatedWorkspace,
  type SqlEngine,
} from "genie-enhancer/testing";

/** A secret that must turn up nowhere. */
const clientSecret = "canary-3f9a1c77d2";

const tables = {
  "main.shop.orders": {
    comment: "All orders",
    columns: [
      { name: "id", type: "BIGINT" },
      { name: "amount", type: "DECIMAL(10,2)" },
      { name: "status", type: "STRING" },
    ],
    rows: [
      [1, 10.5, "open"],
      [2, 20, "paid"],
      [3, 30.25, "paid"],
    ],
  },
} satisfies SampleTables;

/** Why the caller cancels. */
export const cancelReason = "the caller had enough";

/** What production holds at the start. */
export const originalDocument = {
  version: 2,
  data_sources: { tables: [{ identifier: "main.shop.orders" }] },
};

const benchmarks: readonly Benchmark[] = [
  {
    id: "count",
    question: "How many orders are there?",
    expectedSql: "SELECT count(*) FROM main.shop.orders",
  },
  {
    id: "turnover",
    question: "What is the total turnover?",
    expectedSql: "SELECT sum(amount) FROM main.shop.orders",
  },
];

export interface FaultyRun {
  readonly workspace: SimulatedWorkspace;
  readonly enhancer: SequentialEnhancer;
  readonly spaceId: string;
  readonly result: RunResult | undefined;
  readonly error: unknown;
  readonly entries: readonly JournalEntry[];
  readonly events: readonly RunEvent[];
  /** Everything that the run wrote or told, as one text. */
  readonly written: string;
  /** Everything that the run wrote, told or threw, as one text. */
  readonly said: string;
  /** Every credential that was sent. */
  readonly credentials: readonly string[];
  readonly unhandled: readonly unknown[];
  /** Requests that were sent and waits that were begun. */
  readonly counts: { readonly requests: number; readonly sleeps: number };
  /** Virtual milliseconds between the caller's cancelling and the end; absent where nobody cancelled. */
  readonly cancelTookMs: number | undefined;
  /** Listeners that are left on the caller's signal. */
  readonly listeners: number;
}

/** When the caller cancels: just after the request, or the wait, of this number began. */
export type CancelPoint = { readonly request: number } | { readonly sleep: number };

let engine: Promise<SqlEngine> | undefined;

/** Frees what the runs of a file share. */
export async function closeEngine(): Promise<void> {
  await (await engine)?.close();
  engine = undefined;
}

export interface FaultyRunOptions extends Partial<SequentialEnhancerOptions> {
  readonly seed?: number;
  readonly cancelAt?: CancelPoint;
}

/** A whole run, up to the promotion, on a small workspace that misbehaves. */
export async function faultyRun(
  faults: Fault[],
  { seed = 1, cancelAt, ...options }: FaultyRunOptions = {},
): Promise<FaultyRun> {
  engine ??= createSqlEngine({ tables });
  const shared = await engine;
  const workspace = await SimulatedWorkspace.create({
    // A new one for every run would take longer than the run.
    engine: {
      run: (sql, options) => shared.run(sql, options),
      describeTables: () => shared.describeTables(),
      close: async () => {},
    },
    seed,
    clients: { client: clientSecret },
    llm: model,
    spaces: [{ title: "Shop", document: originalDocument }],
    knobs: { faults },
  });
  const spaceId = workspace.spaces[0]?.id ?? "";
  const authorizations = new Set<string>();
  const counts = { requests: 0, sleeps: 0 };
  const controller = new AbortController();
  let cancelledAt: number | undefined;
  const cancelIf = (isDue: boolean) => {
    if (!isDue) return;
    cancelledAt = workspace.clock.now();
    controller.abort(new Error(cancelReason));
  };
  const watched: typeof fetch = (input, init) => {
    const request = new Request(input, init);
    authorizations.add(request.headers.get("authorization") ?? "");
    counts.requests += 1;
    const reply = workspace.fetch(request);
    cancelIf(cancelAt !== undefined && "request" in cancelAt && cancelAt.request === counts.requests);
    return reply;
  };
  const { host } = workspace;
  const clock: Clock = {
    now: () => workspace.clock.now(),
    sleep: (ms, options) => {
      counts.sleeps += 1;
      const slept = workspace.clock.sleep(ms, options);
      cancelIf(cancelAt !== undefined && "sleep" in cancelAt && cancelAt.sleep === counts.sleeps);
      return slept;
    },
  };
  const connection = new WorkspaceConnection({
    host,
    clock,
    auth: oauthM2m({ host, clock, clientId: "client", clientSecret, fetch: watched }),
    fetch: watched,
    random: seededRandom(seed),
  });
  const store = new MemoryRunStore();
  const lines: string[] = [];
  const enhancer = new SequentialEnhancer({
    connection,
    store,
    spaceId,
    benchmarks,
    llm: new DatabricksServingLlm({ connection, endpoint: "analyst" }),
    reporters: [new ConsoleReporter({ write: (line) => void lines.push(line) })],
    questionsPerMinute: 60,
    maxLoops: 1,
    targetScore: 1,
    maxOutageMs: 30 * 60_000,
    onComplete: "promote",
    runId: "run-1",
    ...options,
  });
  const events: RunEvent[] = [];
  enhancer.on("*", (event) => events.push(event));
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on("unhandledRejection", note);
  let result: RunResult | undefined;
  let error: unknown;
  try {
    result = await enhancer.run({ signal: controller.signal });
  } catch (thrown) {
    error = thrown;
  }
  const endedAt = workspace.clock.now();
  const listeners = getEventListeners(controller.signal, "abort").length;
  // What nobody waits for, such as the cancelling of a statement, gets a moment of real time and none of the clock's.
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  const entries = await store.read("run-1");
  const written = [
    JSON.stringify(entries),
    JSON.stringify(events),
    lines.join("\n"),
    result ? renderMarkdownSummary(result.summary, result.disposition) : "",
  ].join("\n");
  const said = [
    written,
    inspect(error, { depth: 20, maxStringLength: Number.POSITIVE_INFINITY }),
    JSON.stringify(error),
    inspect(enhancer, { depth: 20 }),
  ].join("\n");
  workspace.knobs.faults = [];
  return {
    workspace,
    enhancer,
    spaceId,
    result,
    error,
    entries,
    events,
    written,
    said,
    unhandled,
    counts,
    cancelTookMs: cancelledAt === undefined ? undefined : endedAt - cancelledAt,
    listeners,
    credentials: [...authorizations].filter(Boolean),
  };
}

/** A model that proposes one fix that helps and one that does not, and never takes an answer for right. */
export const model: LlmClient = {
  id: "analyst",
  generate: async ({ outputSchema }) => {
    const synonym = (column: string, word: string) => ({
      type: "add_synonym",
      reason: "a guess",
      claims: ["turnover"],
      table: "main.shop.orders",
      column,
      synonym: word,
    });
    const answer =
      outputSchema?.name === "space_analysis"
        ? {
            diagnosis: "a word is unknown",
            fixes: [synonym("status", "condition"), synonym("amount", "turnover")],
          }
        : outputSchema?.name === "readiness"
          ? { ready: true }
          : { isCorrect: false, reason: "it differs", confidence: 1 };
    return {
      text: JSON.stringify(answer),
      finishReason: "stop",
      usage: { inputTokens: 10, outputTokens: 10 },
    };
  },
};

/** The secret itself, and every credential without its scheme. */
export function secretsOf({ credentials }: FaultyRun): readonly string[] {
  return [clientSecret, ...credentials.map((value) => value.replace(/^\w+ /, ""))];
}

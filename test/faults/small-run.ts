import { inspect } from "node:util";
import {
  type Benchmark,
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
  /** Everything that the run wrote, told or threw, as one text. */
  readonly said: string;
  /** Every credential that was sent. */
  readonly credentials: readonly string[];
  readonly unhandled: readonly unknown[];
}

let engine: Promise<SqlEngine> | undefined;

/** Frees what the runs of a file share. */
export async function closeEngine(): Promise<void> {
  await (await engine)?.close();
  engine = undefined;
}

/** A whole run, up to the promotion, on a small workspace that misbehaves. */
export async function faultyRun(
  faults: Fault[],
  { seed = 1, ...options }: Partial<SequentialEnhancerOptions> & { readonly seed?: number } = {},
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
  const watched: typeof fetch = (input, init) => {
    const request = new Request(input, init);
    authorizations.add(request.headers.get("authorization") ?? "");
    return workspace.fetch(request);
  };
  const { host, clock } = workspace;
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
    result = await enhancer.run();
  } catch (thrown) {
    error = thrown;
  }
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  const entries = await store.read("run-1");
  const said = [
    JSON.stringify(entries),
    JSON.stringify(events),
    lines.join("\n"),
    result ? renderMarkdownSummary(result.summary, result.disposition) : "",
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
    said,
    unhandled,
    credentials: [...authorizations].filter(Boolean),
  };
}

/** A model that proposes one fix that helps and one that does not, and never takes an answer for right. */
const model: LlmClient = {
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

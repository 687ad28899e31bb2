import {
  BenchmarkScorer,
  type BenchmarkScorerOptions,
  GenieClient,
  type QuestionLimiter,
  RateLimiter,
  SqlClient,
  seededRandom,
  staticToken,
  WorkspaceConnection,
} from "genie-enhancer";
import {
  type GenieReply,
  type GenieRequest,
  SimulatedWorkspace,
  simulatedToken,
  type WorkspaceKnobs,
} from "genie-enhancer/testing";
import { onTestFinished } from "vitest";
import { engineLender } from "../testing/engine-lender.js";

/** A reply to one question, or what makes it: called with how often the question was asked before. */
export type Reply = string | Partial<GenieReply> | ((before: number) => string | Partial<GenieReply>);

export interface ScoringSetup {
  /** What Genie answers, by question; a text is SQL. */
  readonly replies?: Readonly<Record<string, Reply>>;
  readonly scorer?: Partial<BenchmarkScorerOptions>;
  readonly knobs?: Partial<WorkspaceKnobs>;
  readonly questionsPerMinute?: number;
  /** Benchmark questions that the space holds. */
  readonly stored?: readonly { readonly id: string; readonly question: string; readonly sql: string }[];
  readonly fetch?: (inner: typeof fetch) => typeof fetch;
}

export const sales = "shop.core.sales";

const borrowEngine = engineLender({
  [sales]: {
    columns: [
      { name: "region", type: "STRING" },
      { name: "year", type: "INT" },
      { name: "amount", type: "DECIMAL(10,2)" },
    ],
    rows: [
      ["north", 2023, "10.50"],
      ["north", 2024, "20.00"],
      ["south", 2024, "5.25"],
      ["west", 2024, "5.25"],
    ],
  },
});

/** A space over one small table, whose Genie says what a test tells it to. */
export async function scoringWorkspace({
  replies = {},
  scorer: options,
  knobs,
  questionsPerMinute,
  stored = [],
  fetch: wrap = (inner) => inner,
}: ScoringSetup = {}) {
  const asked: string[] = [];
  const genie = ({ question }: GenieRequest): GenieReply => {
    const reply = replies[question] ?? { text: "I do not know." };
    const before = asked.filter((one) => one === question).length;
    asked.push(question);
    const said = typeof reply === "function" ? reply(before) : reply;
    return { thoughts: [], ...(typeof said === "string" ? { sql: said } : said) };
  };
  const workspace = await SimulatedWorkspace.create({
    engine: await borrowEngine(),
    spaces: [
      {
        title: "Sales",
        document: {
          version: 2,
          data_sources: { tables: [{ identifier: sales }] },
          benchmarks: {
            questions: stored.map(({ id, question, sql }) => ({
              id,
              question: [question],
              answer: [{ format: "SQL", content: [sql] }],
            })),
          },
        },
      },
    ],
    genie,
    knobs: { answerMs: 2_000, ...knobs },
  });
  onTestFinished(() => workspace.close());
  const { clock } = workspace;
  const connection = new WorkspaceConnection({
    host: workspace.host,
    auth: staticToken(simulatedToken),
    fetch: wrap(workspace.fetch),
    clock,
    random: seededRandom(1),
  });
  const questionLimiter: QuestionLimiter | undefined =
    questionsPerMinute === undefined ? undefined : new RateLimiter({ perMinute: questionsPerMinute, clock });
  const client = new GenieClient({ connection, questionLimiter });
  const sql = new SqlClient({ connection, warehouseId: workspace.warehouseId });
  const scorer = new BenchmarkScorer({ client, sql, ...options });
  const statements = () => workspace.requests.filter(({ path }) => path.endsWith("/sql/statements")).length;
  return { workspace, clock, scorer, spaceId: workspace.spaces[0]?.id ?? "", asked, statements };
}

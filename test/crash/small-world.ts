import type { Benchmark, EnhancerConfig, JsonObject, LlmClient } from "genie-enhancer";
import type { SampleTables } from "genie-enhancer/testing";

/** A shop of a few rows: large enough for a run that keeps some fixes, rolls others back, and creates views. */
export const smallTables: SampleTables = {
  "shop.main.orders": {
    columns: [
      { name: "id", type: "BIGINT" },
      { name: "cust_id", type: "BIGINT" },
      { name: "stat_cd", type: "STRING" },
      { name: "ord_dt", type: "DATE" },
      { name: "amt_a", type: "DECIMAL(10,2)" },
      { name: "amt_b", type: "DECIMAL(10,2)" },
    ],
    rows: [
      [1, 1, "P", "2024-02-01", "10.50", "1.00"],
      [2, 1, "S", "2024-03-05", "20.25", "2.50"],
      [3, 2, "S", "2024-07-09", "7.75", "4.00"],
      [4, 3, "P", "2023-11-11", "99.00", "8.25"],
    ],
  },
  "shop.main.customers": {
    columns: [
      { name: "cust_id", type: "BIGINT" },
      { name: "name", type: "STRING" },
      { name: "region", type: "STRING" },
    ],
    rows: [
      [1, "Ada", "north"],
      [2, "Bea", "south"],
      [3, "Cyd", "north"],
    ],
  },
};

export const smallDocument: JsonObject = {
  version: 2,
  data_sources: {
    tables: [
      { identifier: "shop.main.customers" },
      {
        identifier: "shop.main.orders",
        column_configs: [{ column_name: "ord_dt", description: ["Main date"] }],
      },
    ],
  },
  instructions: { text_instructions: [{ id: "a".repeat(32), content: ["Answer briefly.\n"] }] },
};

export const smallBenchmarks: readonly Benchmark[] = [
  {
    id: "orders",
    question: "How many orders are there?",
    expectedSql: "SELECT COUNT(*) FROM shop.main.orders",
  },
  {
    id: "turnover",
    question: "What is the total turnover?",
    expectedSql: "SELECT SUM(amt_b) FROM shop.main.orders",
  },
  {
    id: "by-region",
    question: "What was the revenue by region in 2024?",
    expectedSql:
      "SELECT c.region, SUM(o.amt_a) AS revenue FROM shop.main.orders o JOIN shop.main.customers c ON o.cust_id = c.cust_id WHERE YEAR(o.ord_dt) = 2024 GROUP BY c.region",
  },
];

const view = (name: string, measure: string, expr: string) => ({
  type: "create_metric_view",
  reason: "the answer needs tables joined",
  claims: ["by-region"],
  name: `shop.main.${name}`,
  source: "shop.main.orders",
  joins: [{ name: "customer", source: "shop.main.customers", on: "source.cust_id = customer.cust_id" }],
  dimensions: [
    { name: "region", expr: "customer.region" },
    { name: "order_date", expr: "ord_dt" },
  ],
  measures: [{ name: measure, expr }],
});

const synonym = (column: string, word: string, claims: readonly string[]) => ({
  type: "add_synonym",
  reason: "the word is unknown",
  claims,
  table: "shop.main.orders",
  column,
  synonym: word,
});

/** One kept and one rolled back of each of two kinds, and one that adds an object with an id. */
const proposals = [
  view("order_counts", "orders placed", "COUNT(1)"),
  view("order_revenue", "revenue", "SUM(amt_a)"),
  synonym("stat_cd", "colour", ["turnover"]),
  synonym("amt_b", "turnover", ["turnover"]),
  {
    type: "add_example_query",
    reason: "shows how sums are made",
    claims: ["turnover"],
    question: "Total of the second amount by status",
    sql: "SELECT stat_cd, SUM(amt_b) AS total FROM shop.main.orders GROUP BY stat_cd",
  },
];

/** Those that are kept. */
export const goodProposals: readonly object[] = [proposals[1], proposals[3]].filter(
  (one) => one !== undefined,
);

/** Proposes the same fixes whatever it is asked, and tells how often it is asked. */
export function smallAnalyst(onCall: () => void = () => {}, fixes: readonly object[] = proposals): LlmClient {
  return {
    id: "small-analyst",
    generate: async ({ purpose }, { signal } = {}) => {
      signal?.throwIfAborted();
      onCall();
      const answer = {
        "analyze-failures": { diagnosis: "The space does not say.", fixes },
        "judge-answer": { isCorrect: false, confidence: 1, reason: "other values", failureCategory: null },
      };
      const text = JSON.stringify(
        purpose.kind === "analyze-failures" || purpose.kind === "judge-answer"
          ? answer[purpose.kind]
          : { ready: true },
      );
      return { text, finishReason: "stop", usage: { inputTokens: 10, outputTokens: 5 } };
    },
  };
}

/** What the small run is told, but for its space. */
export const smallConfig = {
  runId: "run-small",
  benchmarks: smallBenchmarks,
  metricViewSchema: "shop.main",
  maxLoops: 2,
  targetScore: 1,
  onComplete: "promote",
  questionsPerMinute: 60_000,
} as const satisfies Partial<EnhancerConfig>;

import type { Benchmark, SerializedSpace } from "genie-enhancer";
import type { Answerer, SampleTables } from "genie-enhancer/testing";

/** Name that plan B gives the space of its sample log. */
export const title = "My Genie Space";

const orders = "main.shop.orders";
const customers = "main.shop.customers";

export const tables = {
  [orders]: {
    comment: "All orders",
    columns: [
      { name: "id", type: "BIGINT" },
      { name: "customer_id", type: "BIGINT" },
      { name: "amount", type: "DECIMAL(10,2)" },
      { name: "status", type: "STRING" },
    ],
    rows: [
      [1, 1, 10.5, "open"],
      [2, 1, 20, "paid"],
      [3, 2, 30.25, "paid"],
    ],
  },
  [customers]: {
    comment: "All customers",
    columns: [
      { name: "id", type: "BIGINT" },
      { name: "name", type: "STRING" },
    ],
    rows: [
      [1, "Ann"],
      [2, "Bo"],
    ],
  },
} satisfies SampleTables;

export const document = {
  version: 2,
  data_sources: {
    tables: [
      { identifier: customers },
      {
        identifier: orders,
        column_configs: [{ column_name: "id", synonyms: ["total"] }],
      },
    ],
  },
};

const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
const questionOf = (number: number) => `How many orders are there in shop ${number}?`;
const idOf = (number: number) => `q${String(number).padStart(2, "0")}`;
const expectedSqlOf = (number: number) => `SELECT count(*) + ${number} AS orders FROM ${orders}`;

/** The 20 questions of the sample. */
export const benchmarks: readonly Benchmark[] = numbers.map((number) => ({
  id: idOf(number),
  question: questionOf(number),
  expectedSql: expectedSqlOf(number),
}));

/** A fix of the script, and which answers a document that carries it changes. */
export interface ScriptedFix {
  /** Number of the failed question for which it is proposed. */
  readonly proposedFor: number;
  readonly fix: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly isIn: (document: SerializedSpace) => boolean;
  readonly mends?: number | undefined;
  readonly breaks?: number | undefined;
}

const view = (name: string, source: string, measure: string) => ({
  type: "create_metric_view",
  name: `main.shop.${name}`,
  source,
  dimensions: [{ name: "key", expr: "id" }],
  measures: [{ name: measure, expr: "COUNT(*)" }],
});
const hasView = (name: string) => (space: SerializedSpace) =>
  space.data_sources?.metric_views?.some(({ identifier }) => identifier.endsWith(`.${name}`)) ?? false;
const columnOf = (space: SerializedSpace, table: string, column: string) =>
  space.data_sources?.tables
    ?.find(({ identifier }) => identifier === table)
    ?.column_configs?.find(({ column_name }) => column_name === column);

/**
 * The sample run of plan B: two metric views, five changes of metadata, a sample query and an instruction. The plan
 * shows the first three scores and the last; the others are chosen so that they lead there.
 */
export const scriptedFixes: readonly ScriptedFix[] = [
  {
    proposedFor: 10,
    fix: view("revenue_metrics", orders, "number of orders"),
    isIn: hasView("revenue_metrics"),
    mends: 10,
  },
  {
    proposedFor: 14,
    fix: view("customer_metrics", customers, "number of customers"),
    isIn: hasView("customer_metrics"),
    breaks: 1,
  },
  {
    proposedFor: 11,
    fix: { type: "add_synonym", table: orders, column: "amount", synonym: "revenue" },
    isIn: (space) => columnOf(space, orders, "amount")?.synonyms?.includes("revenue") ?? false,
    mends: 11,
  },
  {
    proposedFor: 12,
    fix: {
      type: "add_column_description",
      table: orders,
      column: "status",
      description: "How far the order is: open or paid.",
    },
    isIn: (space) => columnOf(space, orders, "status")?.description !== undefined,
    mends: 12,
  },
  {
    proposedFor: 15,
    fix: { type: "add_table_description", table: customers, description: "One row for each customer." },
    isIn: (space) => space.data_sources?.tables?.some(({ description }) => description) ?? false,
  },
  {
    proposedFor: 16,
    fix: { type: "add_synonym", table: customers, column: "name", synonym: "client" },
    isIn: (space) => columnOf(space, customers, "name")?.synonyms?.includes("client") ?? false,
    breaks: 2,
  },
  {
    proposedFor: 17,
    fix: { type: "delete_synonym", table: orders, column: "id", synonym: "total" },
    isIn: (space) => !columnOf(space, orders, "id")?.synonyms?.includes("total"),
  },
  {
    proposedFor: 13,
    fix: {
      type: "add_example_query",
      question: "Customers by the state of what they bought",
      sql: `SELECT c.name FROM ${customers} c JOIN ${orders} o ON o.customer_id = c.id WHERE o.status = :status`,
      parameters: [
        { name: "status", typeHint: "STRING", defaultValue: "paid", description: "State of the order" },
      ],
    },
    isIn: (space) => (space.instructions?.example_question_sqls ?? []).length > 0,
    mends: 13,
  },
  {
    proposedFor: 18,
    fix: { type: "update_text_instruction", mode: "merge", content: "- Amounts are in euros." },
    isIn: (space) => (space.instructions?.text_instructions ?? []).length > 0,
    breaks: 3,
  },
];

/** Ids of the questions that are answered rightly from a document: nine at first, 13 with all that helps. */
export function passingWith(space: SerializedSpace): ReadonlySet<string> {
  const present = scriptedFixes.filter(({ isIn }) => isIn(space));
  const passing = new Set(numbers.filter((number) => number <= 9));
  for (const { mends } of present) if (mends !== undefined) passing.add(mends);
  for (const { breaks } of present) if (breaks !== undefined) passing.delete(breaks);
  return new Set([...passing].map(idOf));
}

/** A Genie that answers from the script: rightly or with a number that is none. */
export const scriptedGenie: Answerer = ({ question, document: space }) => {
  const number = numbers.find((candidate) => questionOf(candidate) === question) ?? 0;
  const isRight = passingWith(space).has(idOf(number));
  return { sql: isRight ? expectedSqlOf(number) : `SELECT -1 AS orders FROM ${orders}`, thoughts: [] };
};

/** What the model proposes for one failed question. */
export function analysisFor(prompt: string, more: readonly object[] = []): string {
  const fixes = scriptedFixes
    .filter(({ proposedFor }) => prompt.includes(`"${questionOf(proposedFor)}"`))
    .map(({ proposedFor, fix }) => ({ ...fix, reason: "as the script says", claims: [idOf(proposedFor)] }));
  return JSON.stringify({ diagnosis: "as the script says", fixes: [...more, ...fixes] });
}

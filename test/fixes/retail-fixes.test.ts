import {
  type Benchmark,
  BenchmarkScorer,
  CatalogClient,
  defaultFixTypes,
  documentIds,
  FixApplier,
  FixTypeRegistry,
  GenieClient,
  type JsonObject,
  SqlClient,
  seededRandom,
  staticToken,
  UnityMetricViews,
  unrestrictedWrites,
  WorkspaceConnection,
} from "genie-enhancer";
import { SimulatedWorkspace, simulatedToken, VirtualClock } from "genie-enhancer/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { borrowRetailEngine, retail } from "../testing/retail/retail-engine.js";
import { fix } from "./shop-workspace.js";

const orders = "retail.sales.orders";
const year = [{ name: "year", typeHint: "INTEGER", defaultValue: "2024" }];

type Step = readonly [type: string, params: JsonObject];

/** Questions of this file's own, beside those of the sample company. */
const ownBenchmarks: readonly Benchmark[] = [
  {
    id: "purchases",
    question: "How many purchases were there in 2024?",
    expectedSql: `SELECT COUNT(*) FROM ${orders} WHERE YEAR(ord_dt) = 2024`,
    tags: ["purchases"],
  },
];
const benchmarks = [...retail.benchmarks, ...ownBenchmarks];

const orderMetrics: JsonObject = {
  name: "retail.sales.order_metrics",
  source: orders,
  joins: [{ name: "stores", source: "retail.sales.stores", on: "source.store_id = stores.store_id" }],
  dimensions: [
    { name: "region", expr: "stores.region" },
    { name: "city", expr: "stores.city" },
    { name: "order_date", expr: "ord_dt" },
  ],
  measures: [{ name: "revenue", expr: "SUM(amt_net)" }],
};
const grossRevenue: JsonObject = {
  name: "retail.sales.gross_metrics",
  source: orders,
  dimensions: [
    { name: "order_date", expr: "ord_dt" },
    { name: "channel", expr: "chan_cd" },
  ],
  measures: [{ name: "revenue", expr: "SUM(amt_grs)", synonyms: ["total revenue"] }],
};
const revenueSynonym: Step = ["add_synonym", { table: orders, column: "amt_net", synonym: "revenue" }];
const purchases = "Purchases of our customers, one row each.";
const areaExample: JsonObject = {
  question: "What is the revenue per square metre of each store in a given year?",
  sql: "WITH sold AS (SELECT store_id, SUM(amt_net) AS revenue FROM retail.sales.orders WHERE YEAR(ord_dt) = :year GROUP BY store_id) SELECT s.store_nm, sold.revenue / s.sq_m AS revenue_per_sq_m FROM sold JOIN retail.sales.stores s ON s.store_id = sold.store_id",
  parameters: year,
};

interface Case {
  readonly type: string;
  /** Fixes that the space has already. */
  readonly after?: readonly Step[];
  readonly params: JsonObject | ((exampleId: string) => JsonObject);
  readonly repairs: readonly string[];
  readonly bad: {
    readonly after?: readonly Step[];
    readonly params: JsonObject | ((exampleId: string) => JsonObject);
    readonly breaks: readonly string[];
  };
}

const cases: readonly Case[] = [
  {
    type: "create_metric_view",
    params: orderMetrics,
    repairs: ["revenue-by-region", "top-cities"],
    bad: { after: [revenueSynonym], params: grossRevenue, breaks: ["revenue-2024"] },
  },
  {
    type: "delete_metric_view",
    after: [revenueSynonym, ["create_metric_view", grossRevenue]],
    params: { identifier: "retail.sales.gross_metrics" },
    repairs: ["revenue-2024"],
    bad: {
      after: [["create_metric_view", orderMetrics]],
      params: { identifier: "retail.sales.order_metrics" },
      breaks: ["revenue-by-region", "top-cities"],
    },
  },
  {
    type: "add_table_description",
    params: { table: orders, description: purchases },
    repairs: ["purchases"],
    bad: {
      after: [["add_table_description", { table: orders, description: purchases }]],
      params: { table: "retail.crm.customers", description: "Customers and their purchases." },
      breaks: ["purchases"],
    },
  },
  {
    type: "add_column_description",
    params: {
      table: "retail.crm.customers",
      column: "ctry_cd",
      description: "Country: DE = Germany, FR = France, NL = Netherlands, AT = Austria, ES = Spain",
    },
    repairs: ["customers-by-country", "german-customers"],
    bad: {
      params: { table: orders, column: "amt_dsc", description: "Gross amount of the order" },
      breaks: ["gross-by-quarter"],
    },
  },
  {
    type: "add_synonym",
    params: { table: orders, column: "amt_net", synonym: "revenue" },
    repairs: ["revenue-2024", "revenue-q3"],
    bad: { params: { table: orders, column: "amt_dsc", synonym: "orders" }, breaks: ["orders-2024"] },
  },
  {
    type: "delete_synonym",
    after: [["add_synonym", { table: orders, column: "amt_net", synonym: "sales" }]],
    params: { table: "retail.sales.order_items", column: "qty", synonym: "sales" },
    repairs: ["sales-total"],
    bad: {
      after: [revenueSynonym],
      params: { table: orders, column: "amt_net", synonym: "revenue" },
      breaks: ["revenue-2024"],
    },
  },
  {
    type: "add_example_query",
    params: areaExample,
    repairs: ["area-revenue-2024", "area-revenue-2023"],
    bad: {
      params: { question: "Show orders", sql: `SELECT COUNT(*) AS orders FROM ${orders}` },
      breaks: ["orders-2024"],
    },
  },
  {
    type: "delete_example_query",
    params: { exampleId: "01f0be0a000000000000000000000020" },
    repairs: ["orders-by-month"],
    bad: {
      after: [["add_example_query", areaExample]],
      params: (exampleId) => ({ exampleId }),
      breaks: ["area-revenue-2024"],
    },
  },
  {
    type: "update_text_instruction",
    params: { mode: "merge", content: "Average order value (AOV) = SUM(orders.amt_net) / COUNT(*)." },
    repairs: ["order-value-2024", "order-value-by-quarter"],
    bad: {
      params: { mode: "merge", content: "Always exclude orders where ord_stat_cd = 'X'." },
      breaks: ["orders-2024"],
    },
  },
];

let workspace: SimulatedWorkspace;
let applier: FixApplier;
let scorer: BenchmarkScorer;
let metricViews: UnityMetricViews;

beforeAll(async () => {
  const clock = new VirtualClock();
  workspace = await SimulatedWorkspace.create({
    clock,
    engine: await borrowRetailEngine(() => clock.now()),
    knobs: { indexingDelayMs: 0, answerMs: 0 },
  });
  const connection = new WorkspaceConnection({
    host: workspace.host,
    auth: staticToken(simulatedToken),
    fetch: workspace.fetch,
    clock: workspace.clock,
    random: seededRandom(1),
  });
  const client = new GenieClient({ connection, writeScope: unrestrictedWrites });
  const sql = new SqlClient({ connection, warehouseId: workspace.warehouseId });
  const tables = retail.spaceDocument.data_sources?.tables?.map(({ identifier }) => identifier) ?? [];
  metricViews = new UnityMetricViews({ sql, runId: "run-test", allowedSchemas: [retail.metricViewSchema] });
  applier = new FixApplier({
    client,
    registry: new FixTypeRegistry(defaultFixTypes),
    catalog: await new CatalogClient({ connection }).describe(tables),
    newId: documentIds({ clock: workspace.clock, random: seededRandom(2) }),
    metricViews,
    sql,
  });
  scorer = new BenchmarkScorer({ client, sql, judge: "never" });
});

afterAll(() => workspace.close());

/** How many of the questions are answered right. */
async function scoreOf(spaceId: string, names: readonly string[]): Promise<number> {
  const chosen = benchmarks.filter(({ tags = [] }) => names.includes(tags[0] ?? ""));
  expect(chosen.length).toBe(names.length);
  const { results } = await scorer.score(spaceId, chosen);
  return results.filter(({ verdict }) => verdict === "pass").length / names.length;
}

/** A space of its own for a case, with the fixes that it has already. */
async function spaceAfter(steps: readonly Step[] = []) {
  const spaceId = workspace.addSpace({ title: "Retail", document: retail.spaceDocument });
  const undo: (() => Promise<unknown>)[] = [];
  for (const [type, params] of steps) {
    const outcome = await applier.apply(fix(type, params), spaceId);
    if (outcome.status !== "applied") throw new Error(JSON.stringify(outcome));
    undo.unshift(() => applier.undo(outcome, spaceId));
  }
  return { spaceId, undo };
}

/** Id of the example that a case added. */
const addedExample = (spaceId: string) => {
  const known = retail.spaceDocument.instructions?.example_question_sqls?.map(({ id }) => id) ?? [];
  const examples = workspace.documentOf(spaceId).data.instructions?.example_question_sqls ?? [];
  return examples.find(({ id }) => !known.includes(id))?.id ?? "";
};
const paramsOf = (params: Case["params"], spaceId: string) =>
  typeof params === "function" ? params(addedExample(spaceId)) : params;

/** Applies a fix, takes it back, and gives the scores before, with and after it. */
async function scores(
  type: string,
  after: readonly Step[] | undefined,
  params: Case["params"],
  names: readonly string[],
) {
  const { spaceId, undo } = await spaceAfter(after);
  const start = workspace.documentOf(spaceId);
  const before = await scoreOf(spaceId, names);
  const outcome = await applier.apply(fix(type, paramsOf(params, spaceId)), spaceId);
  if (outcome.status !== "applied") throw new Error(JSON.stringify(outcome));
  const held = workspace.documentOf(spaceId);
  expect(held.equals(outcome.after)).toBe(true);
  const withFix = await scoreOf(spaceId, names);
  expect(await applier.undo(outcome, spaceId)).toMatchObject({ status: "undone" });
  expect(workspace.documentOf(spaceId).equals(start)).toBe(true);
  expect(workspace.documentOf(spaceId).hash).toBe(start.hash);
  const back = await scoreOf(spaceId, names);
  for (const step of undo) await step().catch(() => undefined);
  for (const view of [...metricViews.created]) await metricViews.drop(view);
  return { before, withFix, back };
}

describe("each default fix type on the sample company", () => {
  it("has a case", () => {
    expect(cases.map(({ type }) => type).sort()).toEqual(defaultFixTypes.map(({ type }) => type).sort());
  });

  it.each(cases.map((one) => [one.type, one] as const))(
    "%s raises the score, survives the round trip and is rolled back",
    async (type, { after, params, repairs }) => {
      const { before, withFix, back } = await scores(type, after, params, repairs);
      expect(before).toBe(0);
      expect(withFix).toBe(1);
      expect(back).toBe(0);
    },
  );

  it.each(cases.map((one) => [one.type, one.bad] as const))(
    "%s breaks right answers when it is wrong, and is rolled back",
    async (type, { after, params, breaks }) => {
      const { before, withFix, back } = await scores(type, after, params, breaks);
      expect(before).toBe(1);
      expect(withFix).toBe(0);
      expect(back).toBe(1);
    },
  );
});

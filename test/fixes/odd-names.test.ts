import {
  CatalogClient,
  defaultFixTypes,
  extendedFixTypes,
  FixApplier,
  FixTypeRegistry,
  GenieClient,
  SqlClient,
  seededRandom,
  staticToken,
  UnityMetricViews,
  unrestrictedWrites,
  WorkspaceConnection,
} from "genie-enhancer";
import { SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { fix, idsFrom } from "./shop-workspace.js";

const table = { columns: [{ name: "amount", type: "BIGINT" }], rows: [[1]] };
/** How Unity Catalog calls each table, and how the space does. */
const spellings = [
  ["main.shop.orders", "Main.Shop.Orders"],
  ["main.shop.my-orders", "main.shop.`my-orders`"],
  ["prod-eu.shop.주문", "prod-eu.shop.주문"],
] as const;

async function openSpace() {
  const workspace = await SimulatedWorkspace.create({
    tables: Object.fromEntries(spellings.map(([name]) => [name, table])),
    spaces: [
      {
        title: "Odd",
        document: {
          version: 2,
          data_sources: { tables: spellings.map(([, identifier]) => ({ identifier })) },
        },
      },
    ],
    knobs: { indexingDelayMs: 0 },
  });
  onTestFinished(() => workspace.close());
  const connection = new WorkspaceConnection({
    host: workspace.host,
    auth: staticToken(simulatedToken),
    fetch: workspace.fetch,
    clock: workspace.clock,
    random: seededRandom(1),
  });
  const sql = new SqlClient({ connection, warehouseId: workspace.warehouseId });
  const catalog = await new CatalogClient({ connection }).describe(spellings.map(([, name]) => name));
  const applier = new FixApplier({
    client: new GenieClient({ connection, writeScope: unrestrictedWrites }),
    registry: new FixTypeRegistry([...defaultFixTypes, ...extendedFixTypes]),
    catalog,
    newId: idsFrom(1),
    metricViews: new UnityMetricViews({ sql, runId: "run-odd", allowedSchemas: ["main.metrics"] }),
    sql,
  });
  const spaceId = workspace.spaces[0]?.id ?? "";
  return { applier, spaceId, document: () => workspace.documentOf(spaceId) };
}

describe("tables that are not spelled as Unity Catalog spells them, or need backquotes", () => {
  it("can be fixed in every way", async () => {
    const { applier, spaceId, document } = await openSpace();
    const before = document();
    const last = ["Orders", "`my-orders`", "`주문`"];
    const full = ["main.shop.orders", "main.shop.`my-orders`", "`prod-eu`.shop.`주문`"];
    const fixes = spellings.flatMap(([, name], index) => [
      fix("add_synonym", { table: name, column: "amount", synonym: "revenue" }),
      fix("create_metric_view", {
        name: `main.metrics.view_${index}`,
        source: name,
        dimensions: [],
        measures: [{ name: "total", expr: "SUM(amount)" }],
      }),
      fix("add_example_query", { question: `Total ${index}`, sql: `SELECT SUM(amount) FROM ${full[index]}` }),
      fix("add_measure", {
        displayName: `total ${index}`,
        alias: "total",
        sql: `SUM(${last[index]}.amount)`,
      }),
      fix("add_join", {
        leftTable: name,
        leftColumn: "amount",
        rightTable: spellings[(index + 1) % spellings.length]?.[1] ?? "",
        rightColumn: "amount",
        relationship: "ONE_TO_ONE",
      }),
    ]);
    const outcomes = await applier.applyAll(fixes, spaceId);
    expect(outcomes.filter(({ status }) => status !== "applied")).toEqual([]);
    expect(
      document()
        .validate()
        .filter(({ rule }) => rule.startsWith("join-")),
    ).toEqual([]);
    for (const outcome of outcomes.toReversed())
      if (outcome.status === "applied")
        expect(await applier.undo(outcome, spaceId)).toMatchObject({ status: "undone" });
    expect(document().equals(before)).toBe(true);
  });

  it("are refused where no SQL can name them", async () => {
    const { applier, document } = await openSpace();
    const odd = "main.shop.";
    const held = document().with({
      version: 2,
      data_sources: { tables: [{ identifier: odd, column_configs: [{ column_name: "amount" }] }] },
    });
    const join = { leftColumn: "amount", rightColumn: "amount", relationship: "ONE_TO_ONE" };
    const view = {
      name: "main.metrics.v",
      source: odd,
      dimensions: [],
      measures: [{ name: "n", expr: "COUNT(*)" }],
    };
    for (const one of [
      fix("add_join", { leftTable: odd, rightTable: odd, ...join }),
      fix("create_metric_view", view),
    ])
      expect(applier.preview(one, held)).toMatchObject({
        status: "invalid",
        problems: expect.arrayContaining([
          expect.objectContaining({ message: expect.stringContaining("is not a usable name") }),
        ]),
      });
  });
});

import { CatalogClient } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import {
  broken,
  failureOf,
  hanging,
  json,
  type Step,
  scriptedWorkspace,
} from "../http/scripted-workspace.js";

function catalogOf(steps: readonly Step[]) {
  const workspace = scriptedWorkspace(steps);
  return { ...workspace, catalog: new CatalogClient({ connection: workspace.connection }) };
}

const orders = () =>
  json({
    full_name: "main.sales.orders",
    table_type: "MANAGED",
    comment: "One row for each order",
    columns: [
      { name: "id", type_text: "bigint", type_name: "LONG" },
      { name: "at", type_name: "TIMESTAMP", comment: "when" },
      { name: "odd" },
    ],
  });
const refusal = (error_code: string, status: number) => json({ error_code, message: "no" }, status);

const metricView = (rest: object) =>
  json({
    full_name: "main.sales.metrics",
    table_type: "METRIC_VIEW",
    columns: [{ name: "region" }, { name: "Total revenue" }],
    ...rest,
  });
const typeJson = (kind: string) => JSON.stringify({ name: "x", metadata: { "metric_view.type": kind } });

describe("CatalogClient", () => {
  it("describes tables with their columns", async () => {
    const { catalog, requests } = catalogOf([orders()]);
    expect(await catalog.describe(["main.sales.orders"])).toEqual({
      tables: [
        {
          name: "main.sales.orders",
          kind: "table",
          comment: "One row for each order",
          columns: [
            { name: "id", type: "bigint" },
            { name: "at", type: "TIMESTAMP", comment: "when" },
            { name: "odd", type: "unknown" },
          ],
        },
      ],
      problems: [],
    });
    expect(requests[0]?.target).toBe("/api/2.1/unity-catalog/tables/main.sales.orders");
  });

  it("reads each table once, also when it is asked for twice at the same time", async () => {
    const { catalog, requests } = catalogOf([orders()]);
    const names = ["main.sales.orders", "main.sales.orders"];
    const [first, second] = await Promise.all([catalog.describe(names), catalog.describe(names)]);
    await catalog.describe(names);
    expect(first).toEqual(second);
    expect(first.tables).toHaveLength(1);
    expect(requests).toHaveLength(1);
    catalog.forget("main.sales.orders");
    await expect(catalog.describe(names)).rejects.toThrow("nothing is scripted");
  });

  it("reports each table that cannot be read once, and looks again later", async () => {
    const { catalog, requests } = catalogOf([
      orders(),
      refusal("TABLE_DOES_NOT_EXIST", 404),
      refusal("PERMISSION_DENIED", 403),
      refusal("INVALID_PARAMETER_VALUE", 400),
      orders(),
    ]);
    const names = ["a.b.fine", "a.b.gone", "a.b.gone", "a.b.secret", "a.b.odd", "not..a name"];
    const { tables, problems } = await catalog.describe(names);
    expect(tables).toHaveLength(1);
    expect(problems.map(({ table }) => table)).toEqual(["a.b.gone", "a.b.secret", "a.b.odd", "not..a name"]);
    expect(problems[0]?.reason).toContain("a.b.gone");
    expect(problems[1]?.reason).toContain("permission");
    expect((await catalog.describe(["a.b.gone"])).problems).toEqual([]);
    expect(requests).toHaveLength(5);
  });

  it("fails when the service does, and does not remember it", async () => {
    const down = Array.from({ length: 6 }, () => broken());
    const { catalog } = catalogOf([...down, orders()]);
    await expect(catalog.describe(["main.sales.orders"])).rejects.toMatchObject({ code: "NETWORK" });
    expect((await catalog.describe(["main.sales.orders"])).tables).toHaveLength(1);
  });

  it("goes on for others when one caller gives up", async () => {
    let answer = (_: Response) => {};
    const { catalog, requests, clock } = catalogOf([
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
      hanging,
      orders(),
    ]);
    const controller = new AbortController();
    const leaving = failureOf(catalog.describe(["main.sales.orders"], { signal: controller.signal }));
    const staying = catalog.describe(["main.sales.orders"]);
    await clock.sleep(1);
    controller.abort("left");
    expect(await leaving).toBe("left");
    answer(orders());
    expect((await staying).tables).toHaveLength(1);
    catalog.forget("main.sales.orders");
    const alone = new AbortController();
    const abandoned = failureOf(catalog.describe(["main.sales.orders"], { signal: alone.signal }));
    await clock.sleep(1);
    alone.abort("left too");
    expect(await abandoned).toBe("left too");
    expect((await catalog.describe(["main.sales.orders"])).tables).toHaveLength(1);
    expect(requests).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });

  it("sends nothing for a caller who has given up", async () => {
    const { catalog, requests, clock } = catalogOf([hanging]);
    const signal = AbortSignal.abort("left");
    await expect(catalog.describe(["a.b.c"], { signal })).rejects.toBe("left");
    expect(requests).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it.each<[string, object, (boolean | undefined)[]]>([
    [
      "the definition",
      {
        view_definition: 'version: "1.1"\nsource: a\nmeasures:\n  - name: Total revenue\n    expr: SUM(x)\n',
      },
      [false, true],
    ],
    [
      "the columns' metadata, when the definition is hidden",
      {
        columns: [
          { name: "region", type_json: typeJson("dimension") },
          { name: "Total revenue", type_json: typeJson("measure") },
        ],
      },
      [false, true],
    ],
    ["nothing, when neither tells", { view_definition: "{broken: [" }, [undefined, undefined]],
  ])("knows the measures of a metric view from %s", async (_, rest, expected) => {
    const { catalog } = catalogOf([metricView(rest)]);
    const [table] = (await catalog.describe(["main.sales.metrics"])).tables;
    expect(table?.kind).toBe("metric_view");
    expect(table?.columns.map(({ isMeasure }) => isMeasure)).toEqual(expected);
  });

  it("tells the keys that a table declares", async () => {
    const { catalog } = catalogOf([
      json({
        columns: [{ name: "id" }, { name: "customer_id" }],
        table_constraints: [
          { primary_key_constraint: { name: "pk", child_columns: ["id"] } },
          {
            foreign_key_constraint: {
              name: "fk",
              child_columns: ["customer_id"],
              parent_table: "main.sales.customers",
              parent_columns: ["id"],
            },
          },
          { named_table_constraint: { name: "positive" } },
        ],
      }),
    ]);
    expect((await catalog.describe(["main.sales.orders"])).tables[0]).toMatchObject({
      primaryKey: ["id"],
      foreignKeys: [{ columns: ["customer_id"], table: "main.sales.customers", tableColumns: ["id"] }],
    });
  });

  it("names tables as the space does, whatever Unity Catalog makes of the name", async () => {
    const { catalog, requests } = catalogOf([orders(), orders()]);
    const names = ["Main.Sales.Orders", "main.`sales`.orders"];
    expect((await catalog.describe(names)).tables.map(({ name }) => name)).toEqual(names);
    expect(requests[1]?.target).toBe("/api/2.1/unity-catalog/tables/main.sales.orders");
  });

  it("tells views from tables", async () => {
    const kinds = ["VIEW", "MATERIALIZED_VIEW", "EXTERNAL", undefined];
    const { catalog } = catalogOf(kinds.map((table_type) => json({ table_type, columns: [] })));
    const { tables } = await catalog.describe(kinds.map((_, index) => `a.b.t${index}`));
    expect(tables.map(({ kind }) => kind)).toEqual(["view", "view", "table", "table"]);
  });
});

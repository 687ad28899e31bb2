import { createSqlEngine, type SqlEngine, SqlEngineError } from "genie-enhancer/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let engine: SqlEngine;
beforeAll(async () => {
  engine = await createSqlEngine({
    now: () => Date.UTC(2025, 5, 30, 12),
    tables: {
      "shop.core.orders": {
        columns: [
          { name: "id", type: "INT" },
          { name: "city", type: "STRING" },
          { name: "amt", type: "DECIMAL(10,2)" },
          { name: "day", type: "DATE" },
        ],
        rows: [
          [1, "Berlin", "10.00", "2025-05-31"],
          [2, "Berlin", "32.50", "2025-06-01"],
          [3, "Paris", null, "2025-06-15"],
          [4, null, "7.25", "2024-02-29"],
        ],
      },
      "shop.core.towns": {
        columns: [
          { name: "city", type: "STRING" },
          { name: "country", type: "STRING" },
        ],
        rows: [
          ["Berlin", "DE"],
          ["Paris", "FR"],
        ],
      },
    },
  });
});
afterAll(() => engine.close());

const rows = async (sql: string) => (await engine.run(sql)).rows;
const one = async (expression: string) => (await rows(`SELECT ${expression}`))[0]?.[0];

describe("values, as Databricks computes and prints them", () => {
  // Each expected value is the one in Spark's documentation of the function, or follows from its wording.
  it.each([
    ["array(10, 20)[0]", "10"],
    ["split('a,b,c', ',')[1]", "b"],
    ["concat('a', NULL)", null],
    ["'a' || NULL", null],
    ["CAST(1.9 AS INT)", "1"],
    ["dayofweek(DATE '2025-06-30')", "2"],
    ["weekday(DATE '2025-06-30')", "0"],
    ["datediff(DATE '2025-03-01', DATE '2025-02-01')", "28"],
    ["add_months(DATE '2024-01-31', 1)", "2024-02-29"],
    ["months_between(DATE '1997-02-28', DATE '1996-10-30')", "3.93548387"],
    ["date_trunc('MONTH', DATE '2025-06-30')", "2025-06-01T00:00:00.000Z"],
    ["date_format(DATE '2016-04-08', 'yyyy-MM')", "2016-04"],
    ["regexp_replace('100-200', '(\\\\d+)', 'num')", "num-num"],
    ["nvl(NULL, 'x')", "x"],
    ["try_divide(1, 0)", null],
    ["current_date()", "2025-06-30"],
    ["count_if(v > 1) FROM VALUES (1), (2), (3) AS t(v)", "2"],
    ["CAST('true' AS BOOLEAN)", "true"],
  ])("%s", async (expression, value) => {
    expect(await one(expression)).toBe(value);
  });

  it.each([
    ["1 / 0", "DIVIDE_BY_ZERO"],
    ["CAST('x' AS INT)", "CAST_INVALID_INPUT"],
    ["nope FROM shop.core.orders", "UNRESOLVED_COLUMN"],
    ["1 FROM shop.core.nothing", "TABLE_OR_VIEW_NOT_FOUND"],
    ["(", "PARSE_SYNTAX_ERROR"],
  ])("%s is an error of class %s", async (expression, errorClass) => {
    const error: unknown = await one(expression).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SqlEngineError);
    expect(String(error)).toContain(`[${errorClass}`);
  });
});

describe("queries", () => {
  it("put NULL first when ascending and last when descending", async () => {
    expect(await rows("SELECT city FROM shop.core.orders ORDER BY city, id LIMIT 2")).toEqual([
      [null],
      ["Berlin"],
    ]);
    expect(await rows("SELECT DISTINCT city FROM shop.core.orders ORDER BY city DESC")).toEqual([
      ["Paris"],
      ["Berlin"],
      [null],
    ]);
  });

  it("keep decimals exact and types named as the statement API names them", async () => {
    const { columns, rows: found } = await engine.run(
      "SELECT SUM(amt) AS total, COUNT(*) AS n FROM shop.core.orders",
    );
    expect(columns.map(({ name, typeName }) => [name, typeName])).toEqual([
      ["total", "DECIMAL"],
      ["n", "LONG"],
    ]);
    expect(found).toEqual([["49.75", "4"]]);
  });

  it("name columns without an alias as Databricks does", async () => {
    const { columns } = await engine.run(
      "SELECT CAST(amt AS DOUBLE), CAST(amt AS INT) + 1, CAST(1 AS STRING), 5L, '' FROM shop.core.orders",
    );
    expect(columns.map(({ name }) => name)).toEqual([
      "amt",
      "(CAST(amt AS INT) + 1)",
      "CAST(1 AS STRING)",
      "5",
      "",
    ]);
  });

  it("bind named parameters by their type", async () => {
    const parameters = [{ name: "since", value: "2025-06-01", type: "DATE" }];
    const { rows: found } = await engine.run("SELECT COUNT(*) FROM shop.core.orders WHERE day >= :since", {
      parameters,
    });
    expect(found).toEqual([["2"]]);
  });

  it.each([
    "COPY shop.core.orders TO '/tmp/x'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SET threads = 4",
    "ATTACH '/tmp/x.db' AS y",
    "INSTALL httpfs",
  ])("refuse to leave the sandbox: %s", async (sql) => {
    await expect(engine.run(sql)).rejects.toBeInstanceOf(SqlEngineError);
  });
});

describe("metric views", () => {
  const yaml = `version: "1.1"
source: shop.core.orders
filter: amt IS NOT NULL
joins:
  - name: town
    source: shop.core.towns
    "on": source.city = town.city
dimensions:
  - name: country
    expr: town.country
measures:
  - name: revenue
    expr: SUM(amt)
  - name: order value
    expr: SUM(amt) / COUNT(*)
`;

  it("are created, described, queried through MEASURE and dropped", async () => {
    await engine.run(`CREATE VIEW shop.core.sales WITH METRICS LANGUAGE YAML AS $$\n${yaml}$$`);
    const view = (await engine.describeTables()).find(({ name }) => name === "shop.core.sales");
    expect(view).toMatchObject({ kind: "metric_view" });
    expect(view?.columns.filter(({ isMeasure }) => isMeasure).map(({ name }) => name)).toEqual([
      "revenue",
      "order value",
    ]);
    const sql =
      "SELECT country, MEASURE(revenue) AS revenue, MEASURE(`order value`) AS v FROM shop.core.sales GROUP BY ALL ORDER BY revenue DESC";
    const { rows: found } = await engine.run(sql);
    expect(found.map(([country, revenue]) => [country, revenue])).toEqual([
      ["DE", "42.50"],
      [null, "7.25"],
    ]);
    expect(Number(found[0]?.[2])).toBeCloseTo(21.25, 6);
    await expect(
      engine.run(`CREATE VIEW shop.core.sales WITH METRICS LANGUAGE YAML AS $$\n${yaml}$$`),
    ).rejects.toThrow("ALREADY_EXISTS");
    await expect(engine.run("SELECT * FROM shop.core.sales")).rejects.toBeInstanceOf(SqlEngineError);
    await engine.run("DROP VIEW shop.core.sales");
    await expect(engine.run(sql)).rejects.toThrow("TABLE_OR_VIEW_NOT_FOUND");
  });

  it.each([
    ["no measures", 'version: "1.1"\nsource: shop.core.orders\n'],
    [
      "an unknown source",
      'version: "1.1"\nsource: shop.core.nothing\nmeasures:\n  - name: n\n    expr: COUNT(*)\n',
    ],
    [
      "an unknown column",
      'version: "1.1"\nsource: shop.core.orders\nmeasures:\n  - name: n\n    expr: SUM(nope)\n',
    ],
    ["text that is no YAML", "version: [\n"],
  ])("with %s are refused", async (_, wrong) => {
    await expect(
      engine.run(`CREATE VIEW shop.core.wrong WITH METRICS LANGUAGE YAML AS $$\n${wrong}$$`),
    ).rejects.toBeInstanceOf(SqlEngineError);
    expect((await engine.describeTables()).map(({ name }) => name)).not.toContain("shop.core.wrong");
  });
});

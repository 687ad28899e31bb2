import { beforeAll, describe, expect, it } from "vitest";
import { createSqlEngine } from "../../../src/testing/sql/sql-engine.js";
import type { SqlEngine } from "../../../src/testing/workspace/ports.js";

/** Sales of two regions, with days on which nothing was sold: dates count, not rows. */
const rows = [
  ["2024-01-30", "N", 1, 7],
  ["2024-01-31", "N", 2, 8],
  ["2024-01-31", "S", 4, 7],
  ["2024-02-01", "N", 8, 7],
  ["2024-02-04", "N", 16, 9],
  ["2024-02-04", "S", 32, 8],
  ["2025-02-04", "S", 64, 7],
];

const windowed = (name: string, expr: string, ...windows: readonly (readonly [string, string, string?])[]) =>
  [
    `  - name: ${name}`,
    `    expr: ${expr}`,
    "    window:",
    ...windows.flatMap(([order, range, offset]) => [
      `      - order: ${order}`,
      `        range: ${range}`,
      "        semiadditive: last",
      ...(offset ? [`        offset: ${offset}`] : []),
    ]),
  ].join("\n");

const yaml = [
  'version: "1.1"',
  "source: main.shop.sales",
  "dimensions:",
  "  - {name: day, expr: day}",
  "  - {name: month, expr: \"DATE_TRUNC('month', day)\"}",
  '  - {name: year, expr: "YEAR(day)"}',
  "  - {name: region, expr: region}",
  "measures:",
  "  - {name: sold, expr: SUM(amount)}",
  windowed("today", "MEASURE(sold)", ["day", "current"]),
  windowed("so_far", "MEASURE(sold)", ["day", "cumulative"]),
  windowed("before", "SUM(amount)", ["day", "trailing 3 day"]),
  windowed("lately", "SUM(amount)", ["day", "trailing 3 day inclusive"]),
  windowed("next", "SUM(amount)", ["day", "leading 3 day"]),
  windowed("soon", "SUM(amount)", ["day", "leading 3 day inclusive"]),
  windowed("buyers", "COUNT(DISTINCT customer)", ["day", "trailing 3 day inclusive"]),
  windowed("buyers_before", "COUNT(DISTINCT customer)", ["day", "trailing 3 day"]),
  windowed("ytd", "SUM(amount)", ["day", "cumulative"], ["year", "current"]),
  windowed("last_month", "SUM(amount)", ["month", "trailing 1 month"]),
  windowed("everywhere", "SUM(amount)", ["region", "all"]),
  "  - {name: change, expr: MEASURE(sold) - MEASURE(before)}",
  '  - {name: share, expr: "MEASURE(sold) * 100 / MEASURE(everywhere)"}',
  windowed("shifted", "SUM(amount)", ["day", "current", "-1 day"]),
  windowed("monthwise", "SUM(amount)", ["day", "trailing 1 month"]),
  windowed("nested", "MEASURE(so_far)", ["day", "cumulative"]),
].join("\n");

let engine: SqlEngine;
beforeAll(async () => {
  engine = await createSqlEngine({
    tables: {
      "main.shop.sales": {
        columns: [
          { name: "day", type: "DATE" },
          { name: "region", type: "STRING" },
          { name: "amount", type: "INT" },
          { name: "customer", type: "INT" },
        ],
        rows,
      },
    },
  });
  await engine.run(`CREATE VIEW main.shop.v WITH METRICS LANGUAGE YAML AS $$\n${yaml}\n$$`);
  return () => engine.close();
});

const answer = async (sql: string) => (await engine.run(sql)).rows;
const byDay = (measure: string) =>
  answer(`SELECT day, MEASURE(${measure}) FROM main.shop.v GROUP BY ALL ORDER BY day`).then((found) =>
    found.map(([, value]) => (value === null ? null : Number(value))),
  );

describe("a measure over a window of the days", () => {
  // Days: 30 Jan, 31 Jan, 1 Feb, 4 Feb, 4 Feb of the next year.
  it.each([
    ["today", [1, 6, 8, 48, 64]],
    ["so_far", [1, 7, 15, 63, 127]],
    ["before", [null, 1, 7, 8, null]],
    ["lately", [1, 7, 15, 48, 64]],
    ["next", [14, 8, 48, null, null]],
    ["soon", [15, 14, 8, 48, 64]],
    ["buyers", [1, 2, 2, 2, 1]],
    ["ytd", [1, 7, 15, 63, 64]],
    ["change", [null, 5, 1, 40, null]],
  ])("%s takes in the rows that its range says", async (measure, expected) => {
    expect(await byDay(measure)).toEqual(expected);
  });

  it("is computed for each group of the other dimensions", async () => {
    const sql =
      "SELECT region, day, MEASURE(so_far) AS m FROM main.shop.v GROUP BY region, day ORDER BY 1, 2";
    expect((await answer(sql)).map(([region, , m]) => [region, Number(m)])).toEqual([
      ["N", 1],
      ["N", 3],
      ["N", 11],
      ["N", 27],
      ["S", 4],
      ["S", 36],
      ["S", 100],
    ]);
  });

  it("may stand in HAVING, ORDER BY and a common table expression, and beside other measures", async () => {
    const sql = `WITH m AS (SELECT day, MEASURE(sold) AS sold, MEASURE(so_far) AS total FROM main.shop.v GROUP BY day
      HAVING MEASURE(so_far) > 10 ORDER BY MEASURE(so_far) DESC LIMIT 2)
      SELECT sum(sold), max(total) FROM m WHERE day > '2024-01-01'`;
    expect(await answer(sql)).toEqual([["112", "127"]]);
  });
});

it("counts months back where the dimension is made of months", async () => {
  const found = await answer(
    "SELECT month, MEASURE(last_month) FROM main.shop.v GROUP BY ALL ORDER BY month",
  );
  expect(found.map(([, value]) => value)).toEqual([null, "7", null]);
});

it("leaves a dimension out of the grouping with the range all", async () => {
  const sql = "SELECT region, MEASURE(share) FROM main.shop.v GROUP BY ALL ORDER BY region";
  const found = (await answer(sql)).map(([region, share]) => [region, Number(share)]);
  expect(found[0]?.[1]).toBeCloseTo(2700 / 127, 6);
  expect(found[1]?.[1]).toBeCloseTo(10_000 / 127, 6);
  expect(await answer("SELECT MEASURE(everywhere) FROM main.shop.v")).toEqual([["127"]]);
});

it("takes a filter where it means the same before and after the window", async () => {
  const sql =
    "SELECT day, MEASURE(today) FROM main.shop.v WHERE region = 'S' AND year = 2024 GROUP BY ALL ORDER BY day";
  expect((await answer(sql)).map(([, value]) => value)).toEqual(["4", "32"]);
});

describe("what the service's documentation leaves open is refused by name", () => {
  it.each([
    [
      "a group without the order",
      "SELECT region, MEASURE(so_far) FROM main.shop.v GROUP BY ALL",
      "without day",
    ],
    ["no group at all", "SELECT MEASURE(so_far) FROM main.shop.v", "without day"],
    [
      "groups that are no dimensions",
      "SELECT date_add(day, 1), MEASURE(so_far) FROM main.shop.v GROUP BY ALL",
      "anything but dimensions",
    ],
    ["a filter", "SELECT day, MEASURE(so_far) FROM main.shop.v WHERE region = 'N' GROUP BY ALL", "WHERE"],
    ["an offset", "SELECT day, MEASURE(shifted) FROM main.shop.v GROUP BY ALL", "offset"],
    ["months over days", "SELECT day, MEASURE(monthwise) FROM main.shop.v GROUP BY ALL", "months over day"],
    [
      "windows within windows",
      "SELECT day, MEASURE(nested) FROM main.shop.v GROUP BY ALL",
      "of measures over windows",
    ],
    [
      "a group made of the same column",
      "SELECT day, month, MEASURE(before) FROM main.shop.v GROUP BY ALL",
      "made of the same column",
    ],
    [
      "a count over no rows",
      "SELECT day, MEASURE(buyers_before) FROM main.shop.v GROUP BY ALL",
      "without rows",
    ],
  ])("%s", async (_, sql, words) => {
    await expect(engine.run(sql)).rejects.toThrow(words);
  });

  it.each([
    ["an unknown range", "lately", "must be current, cumulative, all, trailing or leading"],
    ["an unknown order", "current", "is no dimension"],
  ])("%s is a wrong definition", async (_, range, words) => {
    const order = range === "current" ? "week" : "day";
    const wrong = [
      'version: "1.1"',
      "source: main.shop.sales",
      "dimensions:",
      "  - {name: day, expr: day}",
      "measures:",
      windowed("m", "SUM(amount)", [order, range]),
    ].join("\n");
    const sql = `CREATE VIEW main.shop.wrong WITH METRICS LANGUAGE YAML AS $$\n${wrong}\n$$`;
    await expect(engine.run(sql)).rejects.toThrow(words);
  });
});

import { type Benchmark, LeakageCheck } from "genie-enhancer";
import { describe, expect, it } from "vitest";

const orders = "shop.core.orders";
const benchmarks: readonly Benchmark[] = [
  {
    id: "late",
    question: "How many parcels arrived late in Madrid in 2024?",
    expectedSql: `SELECT COUNT(*) AS late FROM ${orders} WHERE city = 'Madrid' AND is_late = 1 AND ord_dt >= DATE '2024-01-01'`,
    expectedResult: { columns: [{ name: "late" }], rows: [["48213"]] },
  },
  {
    id: "cities",
    question: "Which city sells most?",
    expectedSql: `SELECT city, SUM(amt) AS sales FROM ${orders} GROUP BY city ORDER BY sales DESC LIMIT 1`,
    expectedResult: { columns: [{ name: "city" }, { name: "sales" }], rows: [["Lyon", "1234567.891"]] },
  },
];
const check = new LeakageCheck(benchmarks);
const [late, cities] = benchmarks;
const lateSql = late?.expectedSql ?? "";
const kinds = (params: object) =>
  check.find(params).copied.map(({ benchmarkId, kind, path }) => `${benchmarkId} ${kind} ${path}`);

describe("a copy", () => {
  it.each([
    [
      "the question",
      { question: "how many PARCELS arrived late, in madrid, in 2024", sql: "SELECT 1" },
      "late question question",
    ],
    [
      "nearly the question",
      { question: "How many parcels arrived late in Madrid during 2024?" },
      "late question question",
    ],
    [
      "the question inside a text",
      { content: `If asked: "${late?.question}", think.` },
      "late question content",
    ],
    ["the question as a synonym", { synonym: "which city sells most" }, "cities question synonym"],
    ["the SQL", { sql: lateSql }, "late sql sql"],
    [
      "the SQL in other spelling",
      { sql: `${lateSql.toLowerCase().replaceAll(" ", "\n ").replace("'madrid'", "'Madrid'")} -- x\n;` },
      "late sql sql",
    ],
    [
      "the SQL with other values",
      { sql: lateSql.replace("Madrid", "Paris").replace("2024", "2023") },
      "late sql sql",
    ],
    ["the SQL under another name", { sql: lateSql.replace("AS late", "AS parcels") }, "late sql sql"],
    ["the SQL without a name", { sql: lateSql.replace(" AS late", "") }, "late sql sql"],
    [
      "the SQL with its table under an alias",
      {
        sql: lateSql
          .replace(orders, `${orders} o`)
          .replace("city =", "o.city =")
          .replace("is_late", "o.is_late")
          .replace("ord_dt", "o.ord_dt"),
      },
      "late sql sql",
    ],
    [
      "the SQL with its conditions in another order",
      {
        sql: `SELECT COUNT(*) FROM ${orders} WHERE is_late = 1 AND ord_dt >= DATE '2024-01-01' AND city = 'Madrid'`,
      },
      "late sql sql",
    ],
    [
      "the SQL with all its names changed",
      { sql: `SELECT o.city, SUM(o.amt) AS x FROM ${orders} AS o GROUP BY o.city ORDER BY x DESC LIMIT 1` },
      "cities sql sql",
    ],
    [
      "the SQL inside a text",
      { content: `Use this: \`\`\`${lateSql}\`\`\` for late parcels.` },
      "late sql content",
    ],
    ["an answer", { content: "In 2024 it was 48,213 parcels." }, "late answer content"],
    [
      "a rounded answer",
      { parameters: [{ description: "e.g. 1 234 567.89" }] },
      "cities answer parameters.0.description",
    ],
  ])("is found: %s", (_, params, expected) => {
    expect(kinds(params)).toEqual([expected]);
    expect(check.find(params).derivedFrom).toEqual([expected.split(" ")[0]]);
  });
});

describe("knowledge", () => {
  it.each([
    [
      "a template with parameters",
      {
        question: "Late deliveries of a city",
        sql: lateSql.replace("'Madrid'", ":city").replace("DATE '2024-01-01'", ":start"),
      },
    ],
    [
      "another statement on the table",
      {
        question: "Late deliveries by carrier",
        sql: `SELECT carrier, COUNT(*) FROM ${orders} WHERE is_late = 1 GROUP BY carrier`,
      },
    ],
    [
      "a statement with one condition less",
      { sql: `SELECT COUNT(*) FROM ${orders} WHERE city = 'Madrid' AND ord_dt >= DATE '2024-01-01'` },
    ],
    ["a statement of another column", { sql: lateSql.replace("is_late", "is_lost") }],
    ["a statement in another order", { sql: `${cities?.expectedSql}`.replace("DESC", "ASC") }],
    ["a cast", { sql: `SELECT CAST(SUM(amt) AS BIGINT) FROM ${orders} GROUP BY city` }],
    [
      "a description with its codes",
      { description: "Late flag: 1 = late, 0 = on time. Cities such as Lyon and Madrid." },
    ],
    ["a rule with a year", { content: "- The fiscal year 2024 starts in February 2024." }],
    ["a short common phrase", { synonym: "city" }],
    ["the value of a default", { parameters: [{ name: "min", defaultValue: "48213" }] }],
  ])("is no copy: %s", (_, params) => {
    expect(kinds(params)).toEqual([]);
  });

  it("names what it was made from, so that it gets no credit for it", () => {
    const template = lateSql.replace("'Madrid'", ":city").replace("DATE '2024-01-01'", ":start");
    expect(check.find({ sql: template }).derivedFrom).toEqual(["late"]);
    expect(check.find({ sql: `${template} AND carrier = :carrier` }).derivedFrom).toEqual(["late"]);
    const named = template.replace("AS late", "AS parcels").replace(orders, `${orders} p`);
    expect(check.find({ sql: `${named} AND p.carrier = :carrier` }).derivedFrom).toEqual(["late"]);
    expect(check.find({ sql: `SELECT MAX(amt) FROM ${orders}` }).derivedFrom).toEqual([]);
    expect(check.find({ sql: `${cities?.expectedSql}`.replace("LIMIT 1", "LIMIT 10") }).derivedFrom).toEqual([
      "cities",
    ]);
  });
});

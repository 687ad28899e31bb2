import { SpaceDocument } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { checkExampleSql } from "../../src/fixes/example-sql.js";
import { sourcesOf } from "../../src/fixes/fix-statement.js";
import { sample, sampleSpace } from "../space/sample-space.js";
import { customers, fix, openShop, orders, type ShopSetup } from "./shop-workspace.js";

const messagesOf = (sql: string, ...names: readonly string[]) =>
  checkExampleSql(
    sql,
    names.map((name) => ({ name })),
    sample,
  ).map(({ message }) => message);

describe("the tables of an example", () => {
  it.each([
    ["a join", `SELECT * FROM ${orders} o JOIN ${customers} c ON o.customer_id = c.id`],
    [
      "names between backticks and in capitals",
      `SELECT * FROM \`main\`.\`shop\`.\`orders\` WHERE EXISTS (SELECT 1 FROM ${customers.toUpperCase()})`,
    ],
    ["a comma", `SELECT * FROM ${orders} o, ${customers} AS c WHERE o.customer_id = c.id`],
    [
      "a common table expression",
      `WITH x (a) AS (SELECT amount FROM ${orders}), y AS (SELECT a FROM x) SELECT * FROM y, x`,
    ],
    ["FROM inside calls", `SELECT EXTRACT(YEAR FROM o.day), TRIM(BOTH 'x' FROM o.region) FROM ${orders} o`],
    [
      "a comparison with FROM",
      `SELECT * FROM ${orders} o JOIN ${customers} c ON o.region IS NOT DISTINCT FROM c.region`,
    ],
    [
      "a table function and a lateral view",
      `SELECT * FROM ${orders} LATERAL VIEW explode(array(1)) t AS a, range(3)`,
    ],
    ["values", "SELECT * FROM (VALUES (1, 2), (3, 4)) AS v(a, b), (SELECT 1 AS c)"],
    ["columns called as clauses are", `SELECT o.from, o.table FROM ${orders} o WHERE o.group = 1`],
    [
      "a stream and the changes of a table",
      `SELECT * FROM STREAM(${orders}), table_changes('${customers}', 1)`,
    ],
    [
      "a union",
      `SELECT amount, region FROM ${orders} UNION ALL SELECT id, region FROM ${customers} ORDER BY 1, 2`,
    ],
    [
      "a window",
      `SELECT SUM(amount) OVER (PARTITION BY region, day ORDER BY day) FROM ${orders} GROUP BY region, day, amount`,
    ],
    ["a join in parentheses", `SELECT * FROM (${orders} o JOIN ${customers} c ON o.region = c.region)`],
  ])("may be named by %s", (_, sql) => {
    expect(messagesOf(sql)).toEqual([]);
  });

  it("are named when the space does not have them", () => {
    expect(messagesOf(`SELECT * FROM ${orders}, main.hr.pay p, other`)).toEqual([
      "the space has no table main.hr.pay",
      "the space has no table other; write names in full, as catalog.schema.table",
    ]);
  });

  it.each(["main.hr.pay(1)", "STREAM(main.hr.pay)", "STREAM main.hr.pay", "table_changes('main.hr.pay', 1)"])(
    "are named when %s hides one that the space does not have",
    (source) => {
      expect(messagesOf(`SELECT * FROM ${source}`)).toEqual(["the space has no table main.hr.pay"]);
    },
  );

  it("may be functions that the space lists", () => {
    const functions = [{ id: "a".repeat(32), identifier: "main.hr.pay" }];
    const document = sample.with({
      ...sampleSpace,
      instructions: { ...sampleSpace.instructions, sql_functions: functions },
    });
    expect(checkExampleSql("SELECT * FROM main.hr.pay(1)", [], document)).toEqual([]);
  });

  it("are told apart from those whose name only begins alike", () => {
    const document = SpaceDocument.parse({
      ...sampleSpace,
      data_sources: {
        tables: [...(sampleSpace.data_sources?.tables ?? []), { identifier: `${orders}_old` }],
      },
    });
    expect(sourcesOf(`SELECT 1 FROM ${orders}_old`, document)).toEqual([`${orders}_old`]);
  });
});

describe("the parameters of an example", () => {
  it.each([
    ["a marker that is not declared", "SELECT :a", [], ":a stands in the SQL but is not declared"],
    [
      "a declaration without a marker",
      "SELECT ':a', b:a FROM (SELECT 1 AS b) -- :a",
      ["a"],
      '"a" is declared but :a does not stand in the SQL',
    ],
    ["a name that is declared twice", "SELECT :a", ["a", "a"], "a name is declared twice"],
    ["a marker without a name", "SELECT ?", [], "a parameter is written :name; ? has no name"],
  ])("show %s", (_, sql, names, message) => {
    expect(messagesOf(sql, ...names)).toEqual([message]);
  });

  it("match when each is declared and used", () => {
    expect(messagesOf("SELECT :a, :b, :a::INT", "b", "a")).toEqual([]);
  });
});

describe("the SQL of an example on the warehouse", () => {
  const statements: string[] = [];
  const watching: ShopSetup["fetch"] = (inner) => async (input, init) => {
    const request = new Request(input, init);
    if (request.url.endsWith("/sql/statements")) statements.push(await request.clone().text());
    return inner(request);
  };
  const example = (
    sql: string,
    parameters: readonly { name: string; typeHint: string; defaultValue: string }[] = [],
  ) => fix("add_example_query", { question: "How many orders in a region?", sql, parameters });

  it("is compiled with the defaults of its parameters, and not run", async () => {
    const { applier, spaceId } = await openShop({ fetch: watching });
    statements.length = 0;
    const sql = `SELECT COUNT(*) AS n FROM ${orders} WHERE region = :region AND day > :since AND amount > :least`;
    const outcome = await applier.apply(
      example(sql, [
        { name: "region", typeHint: "STRING", defaultValue: "it's EU" },
        { name: "since", typeHint: "DATE", defaultValue: "2024-01-01" },
        { name: "least", typeHint: "DECIMAL", defaultValue: "1.5" },
      ]),
      spaceId,
    );
    expect(outcome).toMatchObject({ status: "applied" });
    expect(statements.map((text) => JSON.parse(text))).toMatchObject([
      {
        statement: `EXPLAIN ${sql}`,
        parameters: [
          { name: "region", value: "it's EU", type: "STRING" },
          { name: "since", value: "2024-01-01", type: "DATE" },
          { name: "least", value: "1.5", type: "DECIMAL" },
        ],
      },
    ]);
  });

  it.each([
    ["a column", `SELECT amuont FROM ${orders}`, /cannot compile it: .*amuont/],
    ["a function", `SELECT SUMM(amount) FROM ${orders}`, /cannot compile it: .*SUMM/i],
    ["the grammar", `SELECT amount amount2 amount3 FROM ${orders}`, /cannot compile it: /],
  ])("comes back with the words of the service when %s is wrong", async (_, sql, message) => {
    const { applier, spaceId, document } = await openShop();
    const before = document();
    expect(await applier.apply(example(sql), spaceId)).toMatchObject({
      status: "invalid",
      problems: [{ path: "params.sql", message: expect.stringMatching(message) }],
    });
    expect(document().equals(before)).toBe(true);
  });

  it.each(["last spring", "2024-02-30"])("refuses the default %s of a date", async (defaultValue) => {
    const { applier, spaceId } = await openShop();
    const wrong = example(`SELECT COUNT(*) AS n FROM ${orders} WHERE day > :since`, [
      { name: "since", typeHint: "DATE", defaultValue },
    ]);
    expect(await applier.apply(wrong, spaceId)).toMatchObject({
      status: "invalid",
      problems: [
        { path: "params.parameters.0.defaultValue", message: `"${defaultValue}" of "since" is no DATE` },
      ],
    });
  });

  it.each([
    [
      "a hint outside the allowed ones",
      { name: "region", typeHint: "TEXT", defaultValue: "EU" },
      "params.parameters.0.typeHint",
    ],
    [
      "a parameter without a default",
      { name: "region", typeHint: "STRING" },
      "params.parameters.0.defaultValue",
    ],
  ])("refuses %s", async (_, parameter, path) => {
    const { applier, spaceId } = await openShop();
    const wrong = fix("add_example_query", {
      question: "How many?",
      sql: `SELECT COUNT(*) AS n FROM ${orders} WHERE region = :region`,
      parameters: [parameter],
    });
    expect(await applier.apply(wrong, spaceId)).toMatchObject({ status: "invalid", problems: [{ path }] });
  });
});

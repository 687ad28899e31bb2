import { defaultFixTypes, extendedFixTypes, FixTypeRegistry, type JsonObject } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { MetricViewSchema } from "../../src/fixes/metric-views/metric-view-schema.js";
import { metricViewYaml } from "../../src/fixes/metric-views/metric-view-yaml.js";
import { customers, fix, openShop, orders, regionMetrics } from "./shop-workspace.js";

const registry = new FixTypeRegistry([...defaultFixTypes, ...extendedFixTypes]);
const measure = (expr: string) => ({ measures: [{ name: "m", expr }] });
const example = (sql: string) => ["add_example_query", { question: "How many?", sql }] as const;
const view = (changes: JsonObject) => ["create_metric_view", { ...regionMetrics, ...changes }] as const;
const filter = (sql: string) => ["add_filter", { displayName: "f", sql }] as const;
const join = (changes: JsonObject) =>
  [
    "add_join",
    {
      leftTable: orders,
      leftColumn: "customer_id",
      rightTable: customers,
      rightColumn: "region",
      relationship: "MANY_TO_ONE",
      ...changes,
    },
  ] as const;

/** Attempts to make a fix do more than it says. */
const refused: readonly (readonly [string, readonly [string, JsonObject]])[] = [
  ["a second statement", example(`SELECT 1; DROP TABLE ${orders}`)],
  ["a statement that changes data", example(`DELETE FROM ${orders}`)],
  [
    "a change behind a common table expression",
    example(`WITH x AS (SELECT 1) INSERT INTO ${orders} SELECT * FROM x`),
  ],
  ["a comment that ends early", example(`SELECT 1 /* */ ; DROP TABLE ${orders} -- */`)],
  ["a table outside the space", example("SELECT * FROM main.hr.salaries")],
  ["a table outside the space behind a comma", example(`SELECT * FROM ${orders}, main.hr.salaries`)],
  [
    "a table outside the space behind a comma and an alias",
    example(`SELECT * FROM ${orders} AS o, main.hr.salaries s`),
  ],
  [
    "a table outside the space in a subquery",
    example(`SELECT (SELECT MAX(pay) FROM main.hr.salaries) FROM ${orders}`),
  ],
  ["a table outside the space between backticks", example("SELECT * FROM `main`.`hr`.`salaries`")],
  [
    "a table outside the space in a parenthesis",
    example(`SELECT * FROM (${orders} o JOIN main.hr.salaries s ON true)`),
  ],
  ["a table without catalog and schema", example("SELECT * FROM salaries")],
  ["a name that is computed", example("SELECT * FROM IDENTIFIER('main.hr.' || 'salaries')")],
  ["a file read as a table", example("SELECT * FROM csv.`/etc/passwd`")],
  ["a second name hidden in one part", example("SELECT * FROM `main.hr.salaries`")],
  ["a newline before a second statement", example("SELECT 1\n;\nGRANT ALL ON SCHEMA main.shop TO everybody")],
  [
    "another statement in a view's name",
    view({ name: `main.metrics.v AS SELECT 1; DROP TABLE ${orders}; --` }),
  ],
  ["backticks in a view's name", view({ name: "main.metrics.`v` WITH METRICS" })],
  ["a newline in a view's name", view({ name: "main.metrics.v\nx" })],
  ["dollars that end the definition", view({ comment: `$$; DROP TABLE ${orders}; --` })],
  ["dollars in an expression", view(measure("SUM(amount) $$ ; SELECT 1"))],
  ["dollars in a synonym", view({ measures: [{ name: "m", expr: "COUNT(*)", synonyms: ["a $$ b"] }] })],
  ["an expression that closes its parenthesis", view(measure("1) FROM main.hr.salaries; --"))],
  ["an expression that adds a query", view(measure("COUNT(*)) FROM t UNION SELECT (1"))],
  ["an expression with a comment", view(measure("COUNT(*) -- and more"))],
  ["an expression with a comment that is not closed", view(measure("COUNT(*) /* and more"))],
  ["an expression that reads another table", view(measure("(SELECT MAX(pay) FROM main.hr.salaries)"))],
  ["two expressions", view(measure("COUNT(*), 1 AS x"))],
  ["a null character in a text", view({ comment: "a\u0000b" })],
  ["a filter of the view with a statement", view({ filter: "1 = 1; DROP VIEW x" })],
  [
    "a join condition that goes on",
    view({ joins: [{ name: "c", source: customers, on: "1 = 1) JOIN main.hr.salaries s ON (1 = 1" }] }),
  ],
  ["a join name that is SQL", view({ joins: [{ name: "c ON 1 = 1 --", source: customers, on: "1 = 1" }] })],
  ["a filter that goes on", filter("orders.amount > 1) OR (1 = 1")],
  ["a filter with a statement", filter("orders.amount > 1; DROP TABLE x")],
  ["a filter with a comment", filter("orders.amount > 1 -- no more")],
  ["a filter with a parameter that has no value", filter("orders.amount > :limit")],
  ["an unusual blank in a filter", filter("orders.amount\u00a0> 1")],
  ["a quote that is not closed", filter("orders.region = 'EU")],
  ["a join column that is SQL", join({ rightColumn: "region` = `x`; --" })],
  ["a join side that is SQL", join({ rightTable: `${customers} c, main.hr.salaries` })],
  ["a join marker in place of a relationship", join({ relationship: "MANY_TO_ONE-- OR 1=1" })],
  [
    "a table that only looks like one of the space",
    ["add_synonym", { table: `${orders}\u200b`, column: "amount", synonym: "x" }],
  ],
  [
    "a column that only looks like one of the table",
    ["add_synonym", { table: orders, column: "аmount", synonym: "x" }],
  ],
  [
    "a column inherited from every object",
    ["add_synonym", { table: orders, column: "constructor", synonym: "x" }],
  ],
  ["an id that is a path", ["delete_example_query", { exampleId: "../../sample_questions" }]],
  [
    "a parameter name that is SQL",
    [
      "add_example_query",
      {
        question: "q",
        sql: "SELECT :a",
        parameters: [{ name: "a) OR (1=1", typeHint: "STRING", defaultValue: "x" }],
      },
    ],
  ],
];

describe("attempts to make a fix do more than it says", () => {
  it("are many", () => expect(refused.length).toBeGreaterThanOrEqual(25));

  it("are refused without anything being written or created", async () => {
    const shop = await openShop({ applier: { registry }, views: { allowedSchemas: ["main.metrics"] } });
    const before = shop.document();
    for (const [what, [type, params]] of refused) {
      const outcome = await shop.applier.apply(fix(type, params), shop.spaceId);
      expect(outcome.status, `${what}: ${JSON.stringify(outcome).slice(0, 300)}`).toBe("invalid");
      if (outcome.status === "invalid") expect(outcome.problems.length, what).toBeGreaterThan(0);
    }
    expect(shop.document().equals(before)).toBe(true);
    expect((await shop.workspace.tables()).map(({ name }) => name).sort()).toEqual([customers, orders]);
    expect(shop.workspace.requests.some(({ method }) => method === "PATCH")).toBe(false);
  });
});

/** Texts that look like something else, which must arrive as they are. */
const texts = [
  "yes",
  "null",
  "1.1",
  "- a list",
  "{a: b}",
  "key: value # comment",
  "*anchor &other !tag %directive @at",
  "'single' and \"double\"",
  "back\\slash \\n \\u0041",
  "line one\nline two\n\n---\n...\nline five",
  "tab\there",
  "`backticks` and */ and --",
  "'; DROP TABLE x; --",
  "$ one dollar",
  "매출 売上 إيراد 📦 \u202eright to left",
  "line\u2028separator\u2029and\u0085next line",
  " leading and trailing ",
];

describe("texts that look like YAML or SQL", () => {
  it.each(texts)("arrive in the definition of a view as they are: %j", (text) => {
    const trimmed = text.trim();
    const definition = MetricViewSchema.parse({
      ...regionMetrics,
      comment: text,
      measures: [{ name: "m", expr: "COUNT(*)", comment: text, synonyms: [text] }],
    });
    const yaml = metricViewYaml(definition);
    expect(parse(yaml, { version: "1.1" })).toMatchObject({
      comment: trimmed,
      measures: [{ name: "m", comment: trimmed, synonyms: [trimmed] }],
    });
    // Whatever breaks lines in YAML 1.1 stands there escaped.
    expect(yaml).not.toMatch(/[\u0085\u2028\u2029]/);
  });

  it("arrive in the space as they are", async () => {
    const shop = await openShop();
    for (const [index, text] of texts.entries()) {
      const outcome = await shop.applier.apply(
        fix("add_column_description", {
          table: orders,
          column: "amount",
          description: `${index} ${text}`.trim(),
        }),
        shop.spaceId,
      );
      expect(outcome.status, text).toBe("applied");
      expect(shop.document().column(orders, "amount")?.description?.join("")).toBe(`${index} ${text}`.trim());
    }
  });

  it("are quoted where they are names", async () => {
    const shop = await openShop();
    const odd = "main.metrics.odd-name";
    const outcome = await shop.applier.apply(
      fix("create_metric_view", {
        ...regionMetrics,
        name: odd,
        measures: [{ name: "it's `odd`; --", expr: "COUNT(*)" }],
      }),
      shop.spaceId,
    );
    expect(outcome).toMatchObject({ status: "applied" });
    expect((await shop.workspace.tables()).map(({ name }) => name)).toContain(odd);
  });
});

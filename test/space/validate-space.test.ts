import { describe, expect, it } from "vitest";
import { newFindings } from "../../src/space/document-finding.js";
import { SpaceDocument } from "../../src/space/space-document.js";
import { documentRules } from "../../src/space/validate-space.js";
import { largeSpace } from "./large-space.js";
import { ids, sample, sampleSpace, sampleWith } from "./sample-space.js";

const example = "/instructions/example_question_sqls/0";
const join = "/instructions/join_specs/0";
const marker = "--rt=FROM_RELATIONSHIP_TYPE_MANY_TO_ONE--";
const condition = "`orders`.`customer_id` = `customers`.`id`";
const column = "/data_sources/tables/1/column_configs/0";
const list = <Item>(length: number, make: (index: number) => Item) =>
  Array.from({ length }, (_, index) => make(index));
const hex = (index: number) => (0xabc000 + index).toString(16).padStart(32, "0");

/** What is changed in a document without findings, the rule that this breaks, and where. */
const breaches: readonly (readonly [
  rule: string,
  pointer: string,
  changes: Readonly<Record<string, unknown>>,
])[] = [
  ["version-1-field", `${column}/get_example_values`, { [`${column}/get_example_values`]: true }],
  ["unknown-field", `${column}/id`, { [`${column}/id`]: "x" }],
  ["unknown-field", "/instructions/join_specs/0/join_type", { [`${join}/join_type`]: "left" }],
  ["unknown-field", "/a~1b~0c", { "/a~1b~0c": 0 }],
  [
    "line-without-newline",
    `${example}/sql`,
    { [`${example}/sql`]: ["SELECT 1 AS a, :region AS r", "FROM t"] },
  ],
  ["empty-member", `${column}/synonyms`, { [`${column}/synonyms`]: [] }],
  ["string-length", `${column}/description/0`, { [`${column}/description`]: ["x".repeat(25_001)] }],
  ["list-length", `${column}/synonyms`, { [`${column}/synonyms`]: list(10_001, (index) => `s${index}`) }],
  ["id-missing", `${example}/id`, { [`${example}/id`]: undefined }],
  ["id-format", `${example}/id`, { [`${example}/id`]: "01F00000-0000-0000-a000-000000000003" }],
  ["id-duplicate", "/instructions/example_question_sqls/0/id", { [`${example}/id`]: ids.text }],
  ["id-shared", `${example}/id`, { [`${example}/id`]: ids.question }],
  [
    "id-duplicate",
    `${example}/id`,
    {
      [`${example}/id`]: ids.question,
      "/instructions/text_instructions/0/id": ids.question,
    },
  ],
  ["unsorted", "/data_sources/tables", { "/data_sources/tables/1/identifier": "main.Shop.orders" }],
  ["unsorted", "/data_sources/tables/1/column_configs", { [`${column}/column_name`]: "zip" }],
  [
    "sample-question-order",
    "/config/sample_questions",
    { "/config/sample_questions": [2, 1].map((n) => ({ id: hex(n), question: [`${n}`] })) },
  ],
  [
    "benchmark-order",
    "/benchmarks/questions",
    {
      "/benchmarks/questions": [2, 1].map((n) => ({
        id: hex(n),
        question: [`q${n}`],
        answer: [{ format: "SQL", content: ["SELECT 1"] }],
      })),
    },
  ],
  [
    "parameter-order",
    `${example}/parameters`,
    {
      [`${example}/sql`]: ["SELECT :b, :a"],
      [`${example}/parameters`]: ["b", "a"].map((name) => ({ name, type_hint: "DATE" })),
    },
  ],
  [
    "identifier-parts",
    "/data_sources/tables/1/identifier",
    { "/data_sources/tables/1/identifier": "shop.orders" },
  ],
  [
    "identifier-parts",
    "/data_sources/tables/1/identifier",
    { "/data_sources/tables/1/identifier": "main..orders" },
  ],
  [
    "source-duplicate",
    "/data_sources/metric_views/0/identifier",
    { "/data_sources/metric_views": [{ identifier: "main.shop.orders" }] },
  ],
  [
    "name-case-twin",
    "/data_sources/metric_views/0/identifier",
    { "/data_sources/metric_views": [{ identifier: "main.shop.ORDERS" }] },
  ],
  ["name-case-twin", "/data_sources/tables/1/column_configs/1", { [`${column}/column_name`]: "Customer_ID" }],
  ["no-sources", "/data_sources", { "/data_sources/tables": undefined }],
  ["column-name-missing", column, { [`${column}/column_name`]: undefined }],
  [
    "column-duplicate",
    "/data_sources/tables/1/column_configs/1",
    { "/data_sources/tables/1/column_configs/1/column_name": "amount" },
  ],
  [
    "entity-matching-alone",
    `${column}/enable_entity_matching`,
    { [`${column}/enable_entity_matching`]: true },
  ],
  [
    "matching-excluded",
    column,
    { [`${column}/exclude`]: true, [`${column}/enable_format_assistance`]: true },
  ],
  ["synonym-duplicate", `${column}/synonyms/1`, { [`${column}/synonyms`]: ["매출", "매출"] }],
  ["synonym-empty", `${column}/synonyms/0`, { [`${column}/synonyms`]: [" "] }],
  [
    "synonym-collision",
    "/data_sources/tables/1/column_configs/1/synonyms/0",
    { "/data_sources/tables/1/column_configs/1/synonyms": ["Turnover"] },
  ],
  [
    "one-text-instruction",
    "/instructions/text_instructions",
    {
      "/instructions/text_instructions/1": { id: hex(1), content: ["More."] },
      "/instructions/text_instructions/0/id": hex(0),
    },
  ],
  ["text-missing", `${example}/question`, { [`${example}/question`]: undefined }],
  ["parameter-incomplete", `${example}/parameters/0`, { [`${example}/parameters/0/type_hint`]: undefined }],
  [
    "parameter-duplicate",
    `${example}/parameters/1`,
    { [`${example}/parameters/1`]: { name: "region", type_hint: "DATE" } },
  ],
  [
    "parameter-undeclared",
    `${example}/sql`,
    { [`${example}/sql`]: ["SELECT :region, :since, a::int, b:c, ':no', `:no` -- :no"] },
  ],
  ["parameter-unused", `${example}/parameters/0`, { [`${example}/sql`]: ["SELECT a:region, b::region"] }],
  ["parameter-quoted", `${example}/parameters/0`, { [`${example}/sql`]: ["SELECT 1 WHERE r = ':region'"] }],
  [
    "parameter-type-hint",
    `${example}/parameters/0/type_hint`,
    { [`${example}/parameters/0/type_hint`]: "TIMESTAMP" },
  ],
  [
    "example-duplicate",
    "/instructions/example_question_sqls/1/question",
    {
      "/instructions/example_question_sqls/1": {
        id: hex(9),
        question: ["revenue in a region"],
        sql: ["SELECT 1"],
      },
      [`${example}/id`]: hex(8),
    },
  ],
  ["join-side-incomplete", `${join}/left`, { [`${join}/left/alias`]: undefined }],
  ["join-marker-missing", `${join}/sql`, { [`${join}/sql`]: [condition] }],
  [
    "join-marker-unknown",
    `${join}/sql`,
    { [`${join}/sql`]: [condition, marker.replace("MANY_TO_ONE", "SOME")] },
  ],
  ["join-condition-missing", `${join}/sql`, { [`${join}/sql`]: [marker] }],
  ["join-sql-elements", `${join}/sql`, { [`${join}/sql`]: [`${condition} ${marker}`] }],
  ["join-source-unknown", `${join}/right/identifier`, { [`${join}/right/identifier`]: "main.crm.customers" }],
  [
    "join-alias-unusual",
    `${join}/left/alias`,
    { [`${join}/left/alias`]: "o", [`${join}/sql/0`]: "`o`.`customer_id` = `customers`.`id`" },
  ],
  ["join-unquoted", `${join}/sql`, { [`${join}/sql/0`]: "orders.customer_id = customers.id" }],
  [
    "join-conjunction",
    `${join}/sql`,
    { [`${join}/sql/0`]: `${condition} AND \`orders\`.\`b\` = \`customers\`.\`b\`` },
  ],
  ["join-foreign-alias", `${join}/sql`, { [`${join}/sql/0`]: "`orders`.`customer_id` = `clients`.`id`" }],
  [
    "join-duplicate",
    "/instructions/join_specs/1",
    {
      "/instructions/join_specs/1": { ...sampleSpace.instructions?.join_specs?.[0], id: hex(3) },
      [`${join}/id`]: hex(2),
    },
  ],
  [
    "display-name-missing",
    "/instructions/sql_snippets/measures/0",
    { "/instructions/sql_snippets/measures/0/display_name": undefined },
  ],
  [
    "snippet-sql-missing",
    "/instructions/sql_snippets/filters/0/sql",
    { "/instructions/sql_snippets/filters/0/sql": [] },
  ],
  [
    "snippet-alias-missing",
    "/instructions/sql_snippets/measures/0",
    { "/instructions/sql_snippets/measures/0/alias": undefined },
  ],
  [
    "snippet-alias-unsafe",
    "/instructions/sql_snippets/measures/0/alias",
    { "/instructions/sql_snippets/measures/0/alias": "total revenue" },
  ],
  [
    "filter-with-where",
    "/instructions/sql_snippets/filters/0/sql",
    { "/instructions/sql_snippets/filters/0/sql": ["WHERE orders.amount > 1"] },
  ],
  [
    "snippet-unqualified-column",
    "/instructions/sql_snippets/filters/0/sql",
    { "/instructions/sql_snippets/filters/0/sql": ["amount > 1"] },
  ],
  [
    "benchmark-question-missing",
    "/benchmarks/questions/0/question",
    { "/benchmarks/questions/0/question": [] },
  ],
  ["benchmark-answer-count", "/benchmarks/questions/0", { "/benchmarks/questions/0/answer": undefined }],
  [
    "benchmark-answer-format",
    "/benchmarks/questions/0/answer/0/format",
    { "/benchmarks/questions/0/answer/0/format": "TEXT" },
  ],
  [
    "benchmark-without-sql",
    "/benchmarks/questions/0/answer/0",
    { "/benchmarks/questions/0/answer/0/content": [] },
  ],
  [
    "benchmark-in-examples",
    "/benchmarks/questions/0",
    { "/benchmarks/questions/0/question": ["Revenue  in a region"] },
  ],
  [
    "benchmark-contradiction",
    "/benchmarks/questions/1",
    {
      "/benchmarks/questions/1": {
        id: hex(4),
        question: ["how many orders were there?"],
        answer: [{ format: "SQL", content: ["SELECT 2"] }],
      },
      "/benchmarks/questions/0/id": hex(3),
    },
  ],
  [
    "metric-view-sql",
    "/benchmarks/questions/0/answer/0",
    {
      "/data_sources/metric_views": [{ identifier: "main.shop.sales" }],
      "/benchmarks/questions/0/answer/0/content": ["SELECT SUM(x) FROM `main`.shop.sales"],
    },
  ],
  [
    "many-sources",
    "/data_sources",
    { "/data_sources/metric_views": list(29, (index) => ({ identifier: `a.b.v${index + 10}` })) },
  ],
  [
    "source-count",
    "/data_sources",
    { "/data_sources/metric_views": list(49, (index) => ({ identifier: `a.b.v${index + 10}` })) },
  ],
  [
    "instruction-count",
    "/instructions",
    { "/instructions/sql_functions": list(99, (index) => ({ id: hex(index), identifier: "a.b.f" })) },
  ],
  [
    "snippet-count",
    "/instructions",
    {
      "/instructions/sql_snippets/filters": list(198, (index) => ({
        id: hex(index),
        sql: ["true"],
        display_name: `f${index}`,
      })),
    },
  ],
  [
    "benchmark-count",
    "/benchmarks/questions",
    {
      "/benchmarks/questions": list(501, (index) => ({
        id: hex(index),
        question: [`q${index}`],
        answer: [{ format: "SQL", content: ["SELECT 1"] }],
      })),
    },
  ],
  [
    "entity-matching-count",
    "/data_sources",
    {
      "/data_sources/tables/1/column_configs": list(121, (index) => ({
        column_name: `c${1000 + index}`,
        enable_format_assistance: true,
        enable_entity_matching: true,
      })),
    },
  ],
  [
    "guidance-length",
    "/instructions",
    {
      "/instructions/text_instructions/0/content": list(
        3,
        (index) => `${"x".repeat(24_000)}${index < 2 ? "\n" : ""}`,
      ),
    },
  ],
];

describe("SpaceDocument.validate", () => {
  it("finds nothing in a document without faults", () => {
    expect(sample.validate()).toEqual([]);
  });

  it.each(breaches)("finds %s at %s", (rule, pointer, changes) => {
    const document = sampleWith(changes);
    const findings = document.validate();
    const finding = findings.find((candidate) => candidate.rule === rule);
    expect(findings.map((found) => `${found.rule} ${found.pointer}`)).toContain(`${rule} ${pointer}`);
    const { severity, mend, isFixable } = documentRules.find(({ id }) => id === rule) ?? {};
    expect(finding).toMatchObject({ severity, mend, isFixable });
    expect(finding?.message.length).toBeGreaterThan(8);
    const normal = document.normalize();
    expect(normal.normalize().serialize()).toBe(normal.serialize());
    const left = document
      .normalize()
      .validate()
      .map((found) => found.rule);
    expect(left.includes(rule)).toBe(!isFixable);
  });

  it("has a case for every rule", () => {
    const elsewhere = ["version-1", "document-size"];
    const covered = new Set([...breaches.map(([rule]) => rule), ...elsewhere]);
    expect(documentRules.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
    expect(new Set(documentRules.map(({ id }) => id)).size).toBe(documentRules.length);
  });

  it("takes the workspace's limits, and templates where asked", () => {
    const rulesOf = (document: SpaceDocument, options: Parameters<SpaceDocument["validate"]>[0]) =>
      document.validate(options).map(({ rule }) => rule);
    expect(rulesOf(sample, { limits: { sources: 1 } })).toEqual(["source-count"]);
    expect(rulesOf(sample, { limits: { documentBytes: 100, sources: undefined } })).toEqual([
      "document-size",
    ]);
    const template = sampleWith({ "/data_sources/tables/1/identifier": "{schema}.orders" });
    expect(rulesOf(template, {})).toContain("identifier-parts");
    expect(rulesOf(template, { isTemplate: true })).not.toContain("identifier-parts");
    expect(rulesOf(SpaceDocument.parse({ version: 1 }), {})).toContain("version-1");
    expect(rulesOf(SpaceDocument.parse(largeSpace({ lines: 4 })), {})).toContain("document-size");
  });

  it("tells what an edit broke from what was broken before", () => {
    const before = sampleWith({ [`${example}/id`]: "bad" });
    const after = sampleWith({ [`${example}/id`]: "bad", "/data_sources/tables/0/identifier": "customers" });
    const broken = newFindings(before.validate(), after.validate()).map(({ rule }) => rule);
    expect(broken).toEqual(["identifier-parts", "join-source-unknown"]);
    expect(newFindings(after.validate(), after.validate())).toEqual([]);
  });
});

describe("SpaceDocument.normalize", () => {
  it("unites what two entries for one column say", () => {
    const document = sampleWith({
      "/data_sources/tables/1/column_configs/1": {
        column_name: "amount",
        synonyms: ["turnover", "sales"],
        enable_entity_matching: true,
      },
    });
    expect(document.normalize().column("main.shop.orders", "amount")).toEqual({
      column_name: "amount",
      description: ["Net amount."],
      synonyms: ["turnover", "sales"],
      enable_format_assistance: true,
      enable_entity_matching: true,
    });
  });

  it("keeps every description of a column that has two entries", () => {
    const twice = (...descriptions: readonly string[]) =>
      sampleWith({
        "/data_sources/tables/1/column_configs": descriptions.map((text) => ({
          column_name: "amount",
          description: [text],
        })),
      })
        .normalize()
        .column("main.shop.orders", "amount")?.description;
    expect(twice("Net.", "In euros.")).toEqual(["In euros.\n", "Net."]);
    expect(twice("Net.", "Net.")).toEqual(["Net."]);
  });

  it("unites text instructions and breaks lines that ran together", () => {
    const { data } = sampleWith({
      "/instructions/text_instructions/0/content": ["One", "Two"],
      "/instructions/text_instructions/1": { id: "f".repeat(32), content: ["Three"], note: 1 },
    }).normalize();
    expect(data.instructions?.text_instructions).toEqual([
      { id: ids.text, content: ["One\n", "Two\n", "\n", "Three"], note: 1 },
    ]);
  });

  it("gives new ids from the source it is given, and the same ones without", () => {
    const broken = sampleWith({ [`${example}/id`]: "bad" });
    const idIn = (document: SpaceDocument) => document.data.instructions?.example_question_sqls?.[0]?.id;
    expect(idIn(broken.normalize({ newId: () => "e".repeat(32) }))).toBe("e".repeat(32));
    expect(idIn(broken.normalize())).toMatch(/^[0-9a-f]{32}$/);
    expect(idIn(broken.normalize())).toBe(idIn(broken.normalize()));
  });
});

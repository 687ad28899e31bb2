import { describe, expect, it } from "vitest";
import { mergeDocuments } from "../../src/space/document-merge.js";
import type { JsonPatch } from "../../src/space/json-patch.js";
import type { SpaceDocument } from "../../src/space/space-document.js";
import { SpaceDocumentError } from "../../src/space/space-document-error.js";
import { sample, sampleSpace, sampleWith } from "./sample-space.js";

const amount = "/data_sources/tables/1/column_configs/0";
const hex = (index: number) => index.toString(16).padStart(32, "0");

describe("SpaceDocument.diff", () => {
  const cases: readonly (readonly [changes: Readonly<Record<string, unknown>>, lines: readonly string[]])[] =
    [
      [{ [`${amount}/synonyms/1`]: "revenue" }, ["orders.amount: + synonym 'revenue'"]],
      [{ [`${amount}/synonyms`]: undefined }, ["orders.amount: - synonym 'turnover'"]],
      [{ [`${amount}/enable_entity_matching`]: true }, ["orders.amount: + entity matching"]],
      [{ [`${amount}/description`]: ["Net."] }, ["orders.amount: description 'Net amount.' → 'Net.'"]],
      [
        { "/data_sources/tables/1/column_configs/2": { column_name: "note", description: ["Free text"] } },
        ["orders.note: + description 'Free text'"],
      ],
      [
        { "/data_sources/tables/1/column_configs/1": undefined },
        ["orders.customer_id: - entry that says nothing"],
      ],
      [
        { "/data_sources/tables/1/description": ["One row per order.\n", "Times are local."] },
        ["orders: description: - 'Times are in UTC.'", "orders: description: + 'Times are local.'"],
      ],
      [
        { "/data_sources/metric_views": [{ identifier: "main.shop.sales" }] },
        ["+ metric view main.shop.sales"],
      ],
      [
        {
          "/instructions/text_instructions/0/content": [
            "- Weeks begin on Monday.\n",
            "- Amounts are in euros.\n",
            "- 서울 is KR.",
          ],
        },
        ["text instruction: text: + '- 서울 is KR.'"],
      ],
      [{ "/instructions/example_question_sqls": [] }, ["- example 'Revenue in a region'"]],
      [
        { "/instructions/example_question_sqls/0/parameters/0/type_hint": "DATE" },
        ["example 'Revenue in a region', parameter region: type hint 'STRING' → 'DATE'"],
      ],
      [
        { "/instructions/join_specs/0/sql/1": "--rt=FROM_RELATIONSHIP_TYPE_ONE_TO_ONE--" },
        ["join orders – customers: relationship 'MANY_TO_ONE' → 'ONE_TO_ONE'"],
      ],
      [{ "/instructions/sql_snippets/filters": undefined }, ["- filter 'large orders'"]],
      [
        { "/benchmarks/questions/0/answer/0/content": ["SELECT 1"] },
        [
          "benchmark 'How many orders were there?': text 'SELECT COUNT(*) FROM main.shop.orders' → 'SELECT 1'",
        ],
      ],
      [{ "/config/sample_questions": undefined }, ["- sample question 'What sold best?'"]],
      [{ "/data_sources/tables/0/new_field": { a: 1 } }, ["customers: + new_field '{\"a\":1}'"]],
    ];

  it.each(cases)("reads like what was done: %o", (changes, lines) => {
    expect(sample.diff(sampleWith(changes)).lines).toEqual(lines);
  });

  it("names tables in full where the short name is not one table's", () => {
    const twin = { identifier: "main.test.orders", description: ["A copy."] };
    const before = sampleWith({ "/data_sources/tables/2": { identifier: "main.test.orders" } });
    const after = sampleWith({ "/data_sources/tables/2": twin });
    expect(before.diff(after).lines).toEqual(["main.test.orders: + description 'A copy.'"]);
  });

  it("touches what changed and nothing else", () => {
    const { patch } = sample.diff(sampleWith({ [`${amount}/synonyms`]: ["turnover", "revenue"] }));
    expect(patch).toEqual([{ op: "add", path: `${amount}/synonyms/1`, value: "revenue" }]);
    const [orders] = [...(sampleSpace.data_sources?.tables ?? [])].reverse();
    const added = sampleWith({ "/data_sources/tables/2": { identifier: "main.shop.items" } });
    expect(sample.diff(added).patch).toEqual([
      { op: "add", path: "/data_sources/tables/1", value: { identifier: "main.shop.items" } },
    ]);
    expect(sample.applyPatch(sample.diff(added).patch).source("main.shop.orders")).toEqual(orders);
    const untouched = sample.applyPatch(patch);
    expect(untouched.data.instructions).toBe(sample.data.instructions);
    expect(untouched.data.data_sources?.tables?.[0]).toBe(sample.data.data_sources?.tables?.[0]);
  });
});

describe("SpaceDocument.applyPatch", () => {
  it("knows every operation of RFC 6902", () => {
    const patch: JsonPatch = [
      { op: "test", path: `${amount}/synonyms`, value: ["turnover"] },
      { op: "add", path: `${amount}/synonyms/-`, value: "sales" },
      { op: "copy", from: `${amount}/synonyms/1`, path: `${amount}/synonyms/0` },
      { op: "move", from: `${amount}/description`, path: "/data_sources/tables/0/description" },
      { op: "replace", path: "/instructions/sql_snippets/filters/0/display_name", value: "big" },
      { op: "remove", path: "/config" },
      { op: "add", path: "/a~1b", value: null },
    ];
    const patched = sample.applyPatch(patch);
    expect(patched.column("main.shop.orders", "amount")?.synonyms).toEqual(["sales", "turnover", "sales"]);
    expect(patched.source("main.shop.customers")?.description).toEqual(["Net amount."]);
    expect(patched.data.config).toBeUndefined();
    expect(patched.data).toHaveProperty(["a/b"], null);
    expect(sample.data.config).toBeDefined();
  });

  it("keeps what it copied apart from the copy", () => {
    const patched = sample.applyPatch([
      { op: "add", path: "/data_sources/tables/0/description", value: ["Who buys."] },
      { op: "copy", from: "/data_sources/tables/0", path: "/data_sources/tables/1" },
      { op: "replace", path: "/data_sources/tables/1/identifier", value: "main.shop.guests" },
    ]);
    expect(patched.sources.map(({ identifier }) => identifier)).toEqual([
      "main.shop.customers",
      "main.shop.guests",
      "main.shop.orders",
    ]);
  });

  const bad: readonly JsonPatch[] = [
    [{ op: "test", path: "/version", value: 3 }],
    [{ op: "remove", path: "/nothing" }],
    [{ op: "replace", path: "/toString", value: 1 }],
    [{ op: "add", path: "/data_sources/tables/7", value: {} }],
    [{ op: "add", path: "/data_sources/tables/01", value: {} }],
    [{ op: "add", path: "/__proto__/polluted", value: true }],
    [{ op: "add", path: "version", value: 2 }],
    [{ op: "move", from: "/data_sources", path: "/data_sources/tables/0" }],
  ];
  it.each(bad)("refuses what does not fit: %o", (operation) => {
    expect(() => sample.applyPatch([operation] as JsonPatch)).toThrow(SpaceDocumentError);
    expect(() => sample.applyPatch([operation] as JsonPatch)).toThrow(/Operation 0 of the patch/);
  });

  it("refuses a patch whose result is no space document", () => {
    expect(() => sample.applyPatch([{ op: "replace", path: "/data_sources", value: [] }])).toThrow(
      /wrong type/,
    );
    expect(() => sample.applyPatch([{ op: "remove", path: "/version" }])).toThrow(/version/);
  });
});

describe("mergeDocuments", () => {
  const merged = (base: SpaceDocument, ours: SpaceDocument, theirs: SpaceDocument) => {
    const result = mergeDocuments(base, ours, theirs);
    if (result.status === "conflict") throw new Error(JSON.stringify(result.conflicts));
    return result.document;
  };
  const text = (...lines: readonly string[]) => ({
    "/instructions/text_instructions/0/content": [lines.join("\n")],
  });
  const contentOf = ({ data }: SpaceDocument) => data.instructions?.text_instructions?.[0]?.content.join("");

  it("brings together changes of different objects and members", () => {
    const ours = sampleWith({ [`${amount}/synonyms/1`]: "revenue", "/config": undefined });
    const theirs = sampleWith({
      [`${amount}/synonyms`]: ["sales"],
      "/data_sources/tables/2": { identifier: "a.b.c" },
    });
    const result = merged(sample, ours, theirs);
    expect(result.column("main.shop.orders", "amount")?.synonyms).toEqual(["revenue", "sales"]);
    expect(result.data.config).toBeUndefined();
    expect(result.sources.map(({ identifier }) => identifier)[0]).toBe("a.b.c");
  });

  it("merges guidance line by line", () => {
    const base = sampleWith(text("one", "two", "three"));
    const result = merged(
      base,
      sampleWith(text("one", "two", "three", "ours")),
      sampleWith(text("1", "two", "three", "theirs")),
    );
    expect(contentOf(result)).toBe("1\ntwo\nthree\nours\ntheirs");
    const conflict = mergeDocuments(
      base,
      sampleWith(text("one", "2", "three")),
      sampleWith(text("one", "II", "three")),
    );
    expect(conflict).toMatchObject({
      status: "conflict",
      conflicts: [{ path: expect.stringContaining("text_instructions[") }],
    });
  });

  it("takes one change back from under a later one", () => {
    const before = sampleWith(text("one"));
    const after = sampleWith(text("one", "first fix"));
    const now = sampleWith({
      ...text("one", "first fix", "second fix"),
      [`${amount}/synonyms/1`]: "revenue",
    });
    const undone = merged(after, now, before);
    expect(contentOf(undone)).toBe("one\nsecond fix");
    expect(undone.column("main.shop.orders", "amount")?.synonyms).toEqual(["turnover", "revenue"]);
    const newColumn = sampleWith({
      "/data_sources/tables/1/column_configs/2": { column_name: "note", synonyms: ["memo"] },
    });
    const both = sampleWith({
      "/data_sources/tables/1/column_configs/2": {
        column_name: "note",
        synonyms: ["memo"],
        description: ["Free."],
      },
    });
    expect(merged(newColumn, both, sample).column("main.shop.orders", "note")).toEqual({
      column_name: "note",
      description: ["Free."],
    });
    expect(merged(newColumn, newColumn, sample).column("main.shop.orders", "note")).toBeUndefined();
  });

  it("lists every conflict with the three values", () => {
    const ours = sampleWith({
      [`${amount}/description`]: ["A"],
      "/data_sources/tables/0/x": 1,
      "/instructions/sql_snippets/filters": undefined,
    });
    const theirs = sampleWith({
      [`${amount}/description`]: ["B"],
      "/data_sources/tables/0/x": 2,
      "/instructions/sql_snippets/filters/0/sql": ["false"],
    });
    const result = mergeDocuments(sample, ours, theirs);
    expect(result.status === "conflict" && result.conflicts.map(({ path }) => path)).toEqual([
      "data_sources.tables[main.shop.customers].x",
      "data_sources.tables[main.shop.orders].column_configs[amount].description",
      expect.stringMatching(/^instructions\.sql_snippets\.filters\[/),
    ]);
    expect(result.status === "conflict" && result.conflicts[1]).toMatchObject({
      base: ["Net amount."],
      ours: ["A"],
      theirs: ["B"],
    });
  });

  it("merges sections of which one side leaves nothing", () => {
    const measures = [{ id: hex(9), alias: "n", display_name: "number", sql: ["COUNT(orders.amount)"] }];
    const snippets = "/instructions/sql_snippets";
    const both = sampleWith({ [`${snippets}/measures`]: measures });
    const noFilter = sampleWith({ [snippets]: { measures } });
    const noMeasure = sampleWith({ [`${snippets}/measures`]: undefined });
    const neither = sampleWith({ [snippets]: undefined });
    expect(merged(both, noFilter, noMeasure).equals(neither)).toBe(true);
    expect(merged(noFilter, neither, both).equals(noMeasure)).toBe(true);
  });

  it("does not make two text instructions of which the service takes one", () => {
    const withText = (index: number) =>
      sampleWith({ "/instructions/text_instructions": [{ id: hex(index), content: [`Rule ${index}`] }] });
    const without = sampleWith({ "/instructions/text_instructions": undefined });
    const result = mergeDocuments(without, withText(21), withText(22));
    expect(result.status === "conflict" && result.conflicts.map(({ path }) => path)).toEqual([
      "instructions.text_instructions",
    ]);
  });

  it("takes SQL whole or not at all", () => {
    const sql = "/instructions/example_question_sqls/0/sql";
    const ours = sampleWith({ [sql]: ["SELECT 1\n", "FROM a"] });
    const theirs = sampleWith({ [sql]: ["SELECT 1\n", "FROM a\n", "LIMIT 1"] });
    expect(mergeDocuments(sample, ours, theirs).status).toBe("conflict");
    expect(merged(sample, ours, sampleWith({ "/benchmarks/questions/0/id": hex(5) })).equals(ours)).toBe(
      false,
    );
  });
});

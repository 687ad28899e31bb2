import { type Catalog, defaultFixTypes, type Fix, FixTypeRegistry, SpaceDocument } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { findConflicts } from "../../src/analysis/find-conflicts.js";

const orders = "shop.core.orders";
const metrics = "shop.core.metrics";
const exampleId = "a".repeat(32);
const document = SpaceDocument.parse({
  version: 2,
  data_sources: {
    tables: [{ identifier: orders, column_configs: [{ column_name: "amt", synonyms: ["sales"] }] }],
    metric_views: [{ identifier: metrics }],
  },
  instructions: {
    text_instructions: [
      { id: "b".repeat(32), content: ["Amounts are in euros.\n", "\n", "Years are fiscal.\n"] },
    ],
    example_question_sqls: [{ id: exampleId, question: ["All?"], sql: [`SELECT 1 FROM ${orders}`] }],
  },
});
const catalog: Catalog = {
  tables: [orders, metrics].map((name) => ({
    name,
    kind: "table",
    columns: ["amt", "fee", "city"].map((column) => ({ name: column, type: "string" })),
  })),
  problems: [],
};
const registry = new FixTypeRegistry(defaultFixTypes);

function conflicts(...list: readonly Record<string, string>[]) {
  const fixes = list.map(({ type = "", ...params }, index): Fix => {
    const category = registry.get(type)?.category ?? "metadata";
    return { id: `f${index + 1}`, type, category, params, reason: "", claims: [], derivedFrom: [] };
  });
  return findConflicts(fixes, { registry, document, catalog });
}

const say = (description: string, column = "city") => ({
  type: "add_column_description",
  table: orders,
  column,
  description,
});
const word = (type: string, synonym: string, column: string) => ({ type, table: orders, column, synonym });
const text = (content: string, more: object = {}) => ({ type: "update_text_instruction", content, ...more });
const example = (question: string, sql: string) => ({ type: "add_example_query", question, sql });

describe("fixes that contradict each other", () => {
  it.each([
    ["two descriptions of one column", say("Town"), say("Country"), /each replaces what the other says/],
    [
      "one term for two columns",
      word("add_synonym", "Revenue", "amt"),
      word("add_synonym", "revenue", "fee"),
      /term "Revenue"/,
    ],
    [
      "a rule, and all rules replaced",
      text("- Be brief.", { mode: "merge" }),
      text("Only this.", { mode: "replace" }),
      /undoes/,
    ],
    [
      "two versions of one paragraph",
      text("All in USD.", { mode: "merge", replaces: "Amounts" }),
      text("All in GBP.", { mode: "merge", replaces: "Amounts" }),
      /cannot follow|undoes|replaces/,
    ],
    [
      "a view described and removed",
      { type: "add_table_description", table: metrics, description: "Key figures" },
      { type: "delete_metric_view", identifier: metrics },
      /cannot follow|undoes/,
    ],
    [
      "two answers to one question",
      example("Sales by city", `SELECT city, SUM(amt) FROM ${orders} GROUP BY city`),
      example("sales by city?", `SELECT city, SUM(fee) FROM ${orders} GROUP BY city`),
      /same question/,
    ],
  ])("are found: %s", (_, first, second, reason) => {
    const found = conflicts(first, second);
    expect(found).toEqual([{ fixIds: ["f1", "f2"], reason: expect.stringMatching(reason) }]);
    expect(conflicts(second, first)).toHaveLength(1);
  });
});

describe("fixes that go together", () => {
  it.each([
    [
      "two terms of one column",
      word("add_synonym", "takings", "amt"),
      word("add_synonym", "turnover", "amt"),
    ],
    ["descriptions of two columns", say("Town"), say("Fee", "fee")],
    ["two rules", text("- Be brief.", { mode: "merge" }), text("- Use names.", { mode: "merge" })],
    [
      "two examples on one table",
      example("Sales", `SELECT SUM(amt) FROM ${orders}`),
      example("Fees", `SELECT SUM(fee) FROM ${orders}`),
    ],
    [
      "a term moved to another column",
      word("delete_synonym", "sales", "amt"),
      word("add_synonym", "sales", "fee"),
    ],
    [
      "an example in the place of another",
      { type: "delete_example_query", exampleId },
      example("Sales", `SELECT SUM(amt) FROM ${orders}`),
    ],
  ])("are no conflict: %s", (_, first, second) => {
    expect(conflicts(first, second)).toEqual([]);
  });
});

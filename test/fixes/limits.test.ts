import {
  defaultFixTypes,
  extendedFixTypes,
  FixTypeRegistry,
  type JsonObject,
  SpaceDocument,
} from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { applyFix } from "../../src/fixes/apply-fix.js";
import { catalogOf } from "../../src/testing/conformance/fix-type-case.js";
import { largeSpace } from "../space/large-space.js";
import { fix, idsFrom } from "./shop-workspace.js";

const large = SpaceDocument.parse(largeSpace());
const context = {
  registry: new FixTypeRegistry([...defaultFixTypes, ...extendedFixTypes]),
  catalog: catalogOf(large),
  newId: idsFrom(1),
};
const apply = (type: string, params: JsonObject, document = large) =>
  applyFix(fix(type, params), document, context);
const table = "main.shop.table_049";
const column = "column_0199";
const scripts = [
  "순매출(유로) 📦",
  "売上高。支払い前は null。",
  "صافي المبلغ باليورو",
  "\u202eabc\u202c",
  "e\u0301 ≠ \u00e9",
  "👩‍👩‍👧‍👦",
].join(" / ");

describe("fixes on a document as large as a space may be", () => {
  it.each([
    ["add_column_description", { table, column, description: scripts }],
    ["add_synonym", { table, column, synonym: scripts }],
    ["update_text_instruction", { mode: "merge", content: scripts }],
  ])("keep text of every script as it is: %s", (type, params) => {
    const outcome = apply(type, params);
    expect(outcome.status).toBe("applied");
    if (outcome.status !== "applied") return;
    const text = outcome.after.serialize();
    expect(text).toContain(JSON.stringify(scripts).slice(1, -1));
    expect(SpaceDocument.parse(text).equals(outcome.after)).toBe(true);
    expect(context.registry.get(type)?.invert(params, outcome.after, large).serialize()).toBe(
      large.serialize(),
    );
  });

  it("change nothing but what they name", () => {
    const outcome = apply("add_synonym", { table, column, synonym: "last one" });
    expect(outcome.status === "applied" && outcome.summary).toEqual([
      "table_049.column_0199: + synonym 'last one'",
    ]);
    expect(outcome.status === "applied" && outcome.patch).toHaveLength(1);
  });

  it.each([
    ["a text of 25,000 characters", "漢".repeat(25_000), "applied"],
    ["one more", "漢".repeat(25_001), "invalid"],
    [
      "lines that are short, of a text that is not",
      Array(2_000).fill("twenty characters and").join("\n"),
      "applied",
    ],
  ])("take %s as the service does", (_, description, status) => {
    expect(apply("add_table_description", { table, description }).status).toBe(status);
  });

  it("stop at a hundred instructions", () => {
    const sql = `SELECT COUNT(*) AS n FROM ${table}`;
    expect(apply("add_example_query", { question: "How many?", sql })).toMatchObject({
      status: "invalid",
      problems: [{ message: expect.stringContaining("100 instructions") }],
    });
    const removed = apply("delete_example_query", { exampleId: `20000000${"0".repeat(24)}` });
    const left = removed.status === "applied" ? removed.after : large;
    const added = apply("add_example_query", { question: "How many?", sql }, left);
    const full = added.status === "applied" ? added.after : large;
    expect(apply("add_example_query", { question: "How many?", sql }, full).status).toBe("no-change");
  });

  it("stop at the number of columns that can be matched", () => {
    let document = SpaceDocument.parse(largeSpace({ tables: 1, columns: 130, benchmarks: 0, examples: 0 }));
    const outcomes = [];
    for (let index = 1; index < 125; index += 1) {
      const name = `column_${String(index).padStart(4, "0")}`;
      const outcome = apply(
        "set_entity_matching",
        { table: "main.shop.table_000", column: name, isEnabled: true },
        document,
      );
      outcomes.push(outcome.status);
      if (outcome.status === "applied") document = outcome.after;
    }
    const matched = document.sources[0]?.column_configs?.filter((one) => one.enable_entity_matching) ?? [];
    expect(outcomes.filter((status) => status === "applied").length).toBeLessThan(outcomes.length);
    expect(matched.length).toBe(120);
    const errors = document.validate().filter(({ severity }) => severity === "error");
    expect(errors).toEqual([]);
  });
});

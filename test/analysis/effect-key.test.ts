import { defaultFixTypes, type JsonObject } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { effectKey } from "../../src/analysis/effect-key.js";

function keyOf({ type: name, ...params }: JsonObject): string {
  const type = defaultFixTypes.find(({ type }) => type === name);
  if (!type) throw new Error(`no type ${String(name)}`);
  return effectKey(type, params);
}

const table = "shop.core.orders";
const synonym = (word: string, more: object = {}) => ({
  type: "add_synonym",
  table,
  column: "amt",
  synonym: word,
  ...more,
});
const described = (description: string) => ({
  type: "add_column_description",
  table,
  column: "st",
  description,
});
const rule = (content: string) => ({ type: "update_text_instruction", mode: "merge", content });
const example = (question: string, sql: string, more: object = {}) => ({
  type: "add_example_query",
  question,
  sql,
  ...more,
});

describe("fixes with the same effect", () => {
  it.each([
    ["terms in other case and spacing", synonym("Net Revenue"), synonym(" net  revenue ")],
    ["terms with and without hyphen", synonym("net-revenue"), synonym("net revenue")],
    [
      "descriptions that say the same",
      described("The order status: O = open, S = shipped."),
      described("Order status (O=open; S=shipped)"),
    ],
    [
      "rules with and without bullet",
      rule("- The fiscal year starts in February."),
      rule("Fiscal year starts in February"),
    ],
    [
      "examples with the same SQL",
      example("Sales", `SELECT SUM(amt) FROM ${table}`),
      example("All sales", `select sum( amt )\nfrom ${table} ;`),
    ],
    [
      "examples whose parameters have other names",
      example("A", `SELECT 1 FROM ${table} WHERE d >= :start AND d < :end`),
      example("B", `SELECT 1 FROM ${table} WHERE d >= :from_day AND d < :to_day`),
    ],
  ])("have one key: %s", (_, one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });
});

describe("fixes with different effects", () => {
  it.each([
    ["another term", synonym("net revenue"), synonym("gross revenue")],
    ["another column", synonym("revenue"), synonym("revenue", { column: "fee" })],
    ["another code", described("O = open"), described("O = ordered")],
    ["another formula", rule("Margin means price - cost"), rule("Margin means price + cost")],
    ["a formula and a list", rule("Margin means price - cost"), rule("Margin means price, cost")],
    [
      "another value",
      example("A", `SELECT 1 FROM ${table} WHERE s = 'X'`),
      example("A", `SELECT 1 FROM ${table} WHERE s = 'x'`),
    ],
    [
      "parameters in another place",
      example("A", `SELECT 1 FROM ${table} WHERE a = :x AND b = :x`),
      example("A", `SELECT 1 FROM ${table} WHERE a = :x AND b = :y`),
    ],
    ["another kind", synonym("revenue"), { ...synonym("revenue"), type: "delete_synonym" }],
  ])("have different keys: %s", (_, one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });
});

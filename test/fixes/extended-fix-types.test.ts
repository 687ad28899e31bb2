import { defaultFixTypes, extendedFixTypes, FixTypeRegistry, type JsonObject } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { ids, sampleSpace } from "../space/sample-space.js";
import { customers, fix, openShop, orders, type ShopSetup } from "./shop-workspace.js";

const registry = new FixTypeRegistry([...defaultFixTypes, ...extendedFixTypes]);
const open = (setup: ShopSetup = {}) => openShop({ ...setup, applier: { registry } });

const join = {
  leftTable: orders,
  leftColumn: "region",
  rightTable: customers,
  rightColumn: "region",
  relationship: "MANY_TO_MANY",
};

/** A fix of each type that applies to the shop. */
const cases: readonly (readonly [string, JsonObject, readonly string[]])[] = [
  ["add_join", join, ["join orders – customers"]],
  [
    "fix_join",
    { joinId: ids.join, leftColumn: "customer_id", rightColumn: "id", relationship: "ONE_TO_ONE" },
    ["ONE_TO_ONE"],
  ],
  ["delete_join", { joinId: ids.join }, ["orders"]],
  [
    "add_filter",
    { displayName: "European", sql: "orders.region = 'EU'", synonyms: ["in Europe"] },
    ["European"],
  ],
  ["delete_filter", { snippetId: ids.filter }, ["large orders"]],
  ["add_expression", { displayName: "Order month", sql: "DATE_TRUNC('MONTH', orders.day)" }, ["Order month"]],
  [
    "add_measure",
    { displayName: "Average amount", sql: "AVG(orders.amount)", instruction: "Per order." },
    ["Average amount"],
  ],
  ["delete_measure", { snippetId: ids.measure }, ["revenue"]],
  ["set_format_assistance", { table: orders, column: "region", isEnabled: true }, ["region"]],
  ["set_entity_matching", { table: customers, column: "region", isEnabled: true }, ["region"]],
  ["update_sample_questions", { questions: ["Which region sold the most?"] }, ["Which region"]],
];

describe("extended fix types on a workspace", () => {
  it.each(cases)(
    "%s survives the round trip and is taken back to an equal document",
    async (type, params, words) => {
      const { applier, spaceId, document } = await open();
      const before = document();
      const outcome = await applier.apply(fix(type, params), spaceId);
      expect(outcome).toMatchObject({ status: "applied" });
      if (outcome.status !== "applied") return;
      expect(document().equals(outcome.after)).toBe(true);
      expect(document().equals(before)).toBe(false);
      for (const word of words) expect(outcome.summary.join("\n")).toContain(word);
      expect(await applier.undo(outcome, spaceId)).toMatchObject({ status: "undone" });
      expect(document().equals(before)).toBe(true);
    },
  );

  it.each([
    [
      "a column that does not exist",
      "add_measure",
      { displayName: "x", sql: "SUM(orders.nothing)" },
      "nothing",
    ],
    [
      "an aggregate as an expression",
      "add_expression",
      { displayName: "x", sql: "SUM(orders.amount)" },
      "warehouse",
    ],
    [
      "a column without its table",
      "add_filter",
      { displayName: "x", sql: "amount > 1" },
      "write orders.amount",
    ],
    [
      "a clause behind the condition",
      "add_filter",
      { displayName: "x", sql: "orders.amount > 1 ORDER BY 1" },
      "ORDER",
    ],
    [
      "a name that is taken by other SQL",
      "add_filter",
      { displayName: "Large orders", sql: "orders.amount > 5" },
      "delete it first",
    ],
    [
      "a display name that gives no alias",
      "add_measure",
      { displayName: "매출", sql: "SUM(orders.amount)" },
      "is needed",
    ],
    ["a join of unknown columns", "add_join", { ...join, rightColumn: "regoin" }, 'no column "regoin"'],
    [
      "a join that exists with another relationship",
      "add_join",
      { ...join, leftColumn: "customer_id", rightColumn: "id" },
      "change it with fix_join",
    ],
    ["a column joined with itself", "add_join", { ...join, rightTable: orders }, "joined with itself"],
    [
      "matching of numbers",
      "set_entity_matching",
      { table: orders, column: "amount", isEnabled: true },
      "only texts can be matched",
    ],
    [
      "a sample question twice",
      "update_sample_questions",
      { questions: ["Which?", "which? "] },
      "is there twice",
    ],
    ["an unknown join", "delete_join", { joinId: "0".repeat(32) }, "no join with id"],
  ])("refuses %s", async (_, type, params, message) => {
    const { applier, spaceId } = await open();
    expect(await applier.apply(fix(type, params as JsonObject), spaceId)).toMatchObject({
      status: "invalid",
      problems: [{ message: expect.stringContaining(message) }],
    });
  });
});

describe("snippets", () => {
  it.each([
    "orders.region IS NOT DISTINCT FROM orders.day",
    "orders.order > 3",
    "orders.from = orders.group",
  ])("may hold %s", async (sql) => {
    const { applier, document } = await open();
    expect(applier.preview(fix("add_filter", { displayName: "odd", sql }), document())).toMatchObject({
      status: "applied",
    });
  });
});

describe("joins", () => {
  it("are written with the tables' names as aliases, in quotes, and the relationship as marker", async () => {
    const { applier, document } = await open();
    const outcome = applier.preview(fix("add_join", join), document());
    expect(outcome.status === "applied" && outcome.after.data.instructions?.join_specs?.[1]).toMatchObject({
      left: { identifier: orders, alias: "orders" },
      right: { identifier: customers, alias: "customers" },
      sql: ["`orders`.`region` = `customers`.`region`", "--rt=FROM_RELATIONSHIP_TYPE_MANY_TO_MANY--"],
    });
  });

  it("of a table with itself tell the two sides apart", async () => {
    const { applier, document } = await open();
    const itself = { ...join, rightTable: orders, rightColumn: "customer_id" };
    const outcome = applier.preview(fix("add_join", itself), document());
    expect(outcome.status === "applied" && outcome.after.data.instructions?.join_specs?.[1]).toMatchObject({
      right: { identifier: orders, alias: "orders_1" },
      sql: ["`orders`.`region` = `orders_1`.`customer_id`", expect.any(String)],
    });
  });

  it("are recognised the other way round", async () => {
    const { applier, document } = await open();
    const turned = {
      leftTable: customers,
      leftColumn: "id",
      rightTable: orders,
      rightColumn: "customer_id",
      relationship: "ONE_TO_MANY",
    };
    expect(applier.preview(fix("add_join", turned), document())).toMatchObject({ status: "no-change" });
  });
});

describe("matching flags", () => {
  it("go on together where one needs the other, and off together", async () => {
    const { applier, spaceId, document } = await open();
    await applier.apply(
      fix("set_entity_matching", { table: orders, column: "region", isEnabled: true }),
      spaceId,
    );
    expect(document().column(orders, "region")).toMatchObject({
      enable_format_assistance: true,
      enable_entity_matching: true,
    });
    await applier.apply(
      fix("set_format_assistance", { table: orders, column: "region", isEnabled: false }),
      spaceId,
    );
    expect(document().column(orders, "region")).toEqual({ column_name: "region" });
  });

  it("are refused on a hidden column", async () => {
    const tables = sampleSpace.data_sources?.tables?.map((source) => ({
      ...source,
      column_configs: [...(source.column_configs ?? []).map((config) => ({ ...config, exclude: true }))],
    }));
    const { applier, document } = await open({ document: { ...sampleSpace, data_sources: { tables } } });
    const wanted = fix("set_format_assistance", { table: customers, column: "region", isEnabled: true });
    expect(applier.preview(wanted, document())).toMatchObject({
      problems: [{ message: "customers.region is hidden, so that it would do nothing" }],
    });
  });
});

describe("update_sample_questions", () => {
  it("keeps the ids of questions that stay, whatever their case", async () => {
    const { applier, document } = await open();
    const wanted = fix("update_sample_questions", {
      questions: ["Which region sold the most?", "what sold BEST?"],
    });
    const outcome = applier.preview(wanted, document());
    expect(outcome.status === "applied" && outcome.after.data.config?.sample_questions).toMatchObject([
      { id: ids.question, question: ["What sold best?"] },
      { question: ["Which region sold the most?"] },
    ]);
  });
});

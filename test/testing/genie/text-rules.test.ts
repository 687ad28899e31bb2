import { describe, expect, it } from "vitest";
import { buildLexicon } from "../../../src/testing/genie/lexicon.js";
import { readTextRules } from "../../../src/testing/genie/text-rules.js";
import { ask, catalog, shop, sqlFor } from "./shop.js";

const rulesOf = (instruction: string) => {
  const document = shop({ instruction });
  return readTextRules(document, buildLexicon({ document, catalog }));
};

describe("definitions of terms", () => {
  it.each([
    ["Revenue = SUM(orders.amt_b)", "measure", "SUM(orders.amt_b)"],
    ["- **Revenue** means SUM(amt_b).", "measure", "SUM(amt_b)"],
    ["Revenue: SUM(amt_b)", "measure", "SUM(amt_b)"],
    ["The revenue is calculated as the sum of amt_b.", "measure", "SUM(amt_b)"],
    ["When users ask for revenue, use SUM(shop.main.orders.amt_b)", "measure", "SUM(shop.main.orders.amt_b)"],
    ["For revenue, use `SUM(amt_b)`.", "measure", "SUM(amt_b)"],
    ["Use amt_b for revenue (not amt_a).", "column", "amt_b"],
    ["Revenue refers to the amt_b column in the orders table.", "column", "amt_b"],
    ["Revenue is amt_b, not amt_a.", "column", "amt_b"],
    ["'revenue' is amt_a minus amt_b", "expression", "amt_a - amt_b"],
  ])("reads %s", (instruction, kind, sql) => {
    const [term] = rulesOf(instruction).terms;
    expect(term).toMatchObject({ stems: ["revenu"], kind, sql });
  });

  it("reads conditions and several names", () => {
    expect(rulesOf("Active customers are customers where tier_cd = 'A'.").terms[0]).toMatchObject({
      kind: "condition",
      sql: "tier_cd = 'A'",
    });
    expect(
      rulesOf("'Basket' or 'average order value' (AOV) is SUM(amt_b) / COUNT(*)").terms.map(
        (term) => term.term,
      ),
    ).toEqual(["Basket", "average order value", "AOV"]);
  });

  it("ignores what refers to columns that no source has", () => {
    expect(rulesOf("Revenue = SUM(orders.no_such_column)").terms).toEqual([]);
    expect(rulesOf("You are a friendly assistant. All amounts are in euros.").terms).toEqual([]);
  });
});

describe("rules for all questions", () => {
  it("adds a standing filter, with its exception", () => {
    const columns = { "orders.stat_cd": { description: ["O = open, X = cancelled"] } };
    const instruction = "Always exclude cancelled orders unless the question is about cancellations.";
    expect(sqlFor("How many orders are there?", { columns, instruction })).toContain("stat_cd NOT IN ('X')");
    expect(sqlFor("How many cancelled orders are there?", { columns, instruction })).toContain(
      "WHERE stat_cd = 'X'",
    );
  });

  it("keeps a scoped filter to its topic", () => {
    const columns = { "orders.amt_b": { synonyms: ["revenue"] } };
    const instruction = "When calculating revenue, exclude orders where stat_cd = 'X'.";
    expect(sqlFor("What is the total revenue?", { columns, instruction })).toContain("NOT (stat_cd = 'X')");
    expect(sqlFor("How many orders are there?", { columns, instruction })).not.toContain("WHERE");
  });

  it("reads settings of dates, rankings and layout", () => {
    expect(rulesOf("The fiscal year starts on 1 April.").fiscalYearStart).toBe(4);
    expect(rulesOf("Use orders.ord_dt for dates.").dateColumns).toEqual(["orders.ord_dt"]);
    expect(rulesOf('"Top" means the top 10.').defaultTop).toBe(10);
    expect(rulesOf("Always limit results to 20 rows.").alwaysLimit).toBe(20);
    expect(rulesOf("Round amounts to 2 decimals.").roundTo).toBe(2);
    expect(
      sqlFor("How many orders were there in 2024?", { instruction: "Use ord_dt for all time filters." }),
    ).not.toContain("shp_dt");
  });

  it("sends a topic to a source", () => {
    const instruction = "For questions about traffic, use evt_log.";
    expect(rulesOf(instruction).routes[0]).toMatchObject({ stems: ["traffic"], source: "shop.main.evt_log" });
  });

  it("asks back when told to", () => {
    const instruction = 'When users ask about "performance", ask them which measure they mean.';
    const answer = ask("How is the performance of the regions?", { instruction });
    expect(answer).toMatchObject({ isClarification: true });
    expect(answer.sql).toBeUndefined();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerQuestion } from "../../../src/testing/genie/answer-question.js";
import { ask, catalog, now, type ShopChanges, shop, sqlFor } from "./shop.js";

const known: ShopChanges = {
  columns: {
    "orders.amt_b": { description: ["Net amount"], synonyms: ["revenue"] },
    "orders.ord_dt": { description: ["Main date"] },
    "orders.stat_cd": { description: ["Order status: O = open, X = cancelled, R = returned"] },
    "customers.tier_cd": { description: ["Tier: G = gold, S = silver"] },
  },
};

describe("answerQuestion", () => {
  it.each([
    [
      "How many orders were placed in 2024?",
      "SELECT COUNT(*) AS orders_count FROM shop.main.orders WHERE ord_dt >= DATE '2024-01-01' AND ord_dt < DATE '2025-01-01'",
    ],
    [
      "How many customers are there in each region?",
      "SELECT region, COUNT(*) AS customers_count FROM shop.main.customers GROUP BY region",
    ],
    [
      "Show revenue by month for 2024",
      "SELECT DATE_TRUNC('MONTH', ord_dt) AS month, SUM(amt_b) AS total_amt_b FROM shop.main.orders WHERE ord_dt >= DATE '2024-01-01' AND ord_dt < DATE '2025-01-01' GROUP BY DATE_TRUNC('MONTH', ord_dt) ORDER BY DATE_TRUNC('MONTH', ord_dt) ASC",
    ],
    ["What is the average net amount?", "SELECT AVG(amt_b) AS avg_amt_b FROM shop.main.orders"],
    [
      "Which region has the most customers?",
      "SELECT region, COUNT(*) AS customers_count FROM shop.main.customers GROUP BY region ORDER BY customers_count DESC LIMIT 1",
    ],
    [
      "Top 3 regions by number of customers",
      "SELECT region, COUNT(*) AS customers_count FROM shop.main.customers GROUP BY region ORDER BY customers_count DESC LIMIT 3",
    ],
    [
      "How many gold and silver customers do we have?",
      "SELECT COUNT(*) AS customers_count FROM shop.main.customers WHERE tier_cd IN ('G', 'S')",
    ],
    [
      "How many orders were not cancelled?",
      "SELECT COUNT(*) AS orders_count FROM shop.main.orders WHERE stat_cd <> 'X'",
    ],
    [
      "What percentage of orders were returned?",
      "SELECT COUNT_IF(stat_cd = 'R') * 100.0 / COUNT(*) AS orders_count_share FROM shop.main.orders",
    ],
    [
      "How many orders have a net amount over 500?",
      "SELECT COUNT(*) AS orders_count FROM shop.main.orders WHERE amt_b > 500",
    ],
    [
      "How many customers are in the North region?",
      "SELECT COUNT(*) AS customers_count FROM shop.main.customers WHERE region = 'North'",
    ],
    ["Which customers are gold?", "SELECT name FROM shop.main.customers WHERE tier_cd = 'G'"],
  ])("answers %s", (question, sql) => {
    expect(sqlFor(question, known)).toBe(sql);
  });

  it("asks back when nothing in the document decides", () => {
    expect(ask("What is our churn?", known)).toMatchObject({
      isClarification: true,
      text: 'What do you mean by "churn"?',
    });
  });

  it("says which words matched what, through which part of the document", () => {
    const steps = ask("What is the revenue of returned orders?", known).thoughts.map(
      (thought) => thought.content,
    );
    expect(steps).toContain("shop.main.orders covers the question best.");
    expect(steps.some((step) => step.includes('synonym "revenue"'))).toBe(true);
    expect(steps.some((step) => step.includes("description of stat_cd"))).toBe(true);
  });

  it("takes the first by name when two columns fit alike, and says so", () => {
    const columns = {
      "orders.amt_a": { description: ["Amount paid"] },
      "orders.amt_b": { description: ["Amount paid"] },
    };
    const answer = ask("What is the total amount paid?", { columns });
    expect(answer.sql).toContain("SUM(amt_a)");
    expect(answer.thoughts.some((thought) => thought.content.includes("amt_b fits as well"))).toBe(true);
  });

  it("uses a declared join only where no single source suffices", () => {
    const join = {
      id: "b".repeat(32),
      left: { identifier: "shop.main.orders", alias: "orders" },
      right: { identifier: "shop.main.customers", alias: "customers" },
      sql: ["`orders`.`cust_id` = `customers`.`cust_id`", "--rt=FROM_RELATIONSHIP_TYPE_MANY_TO_ONE--"],
    };
    const changes: ShopChanges = { ...known, rest: { join_specs: [join] } };
    expect(sqlFor("Show revenue by region", known)).not.toContain("region");
    expect(sqlFor("Show revenue by region", changes)).toBe(
      "SELECT customers.region, SUM(orders.amt_b) AS total_amt_b FROM shop.main.orders AS orders JOIN shop.main.customers AS customers ON `orders`.`cust_id` = `customers`.`cust_id` GROUP BY customers.region",
    );
    expect(sqlFor("How many orders are there?", changes)).not.toContain("JOIN");
  });

  it("reads SQL snippets as terms", () => {
    const snippet = {
      id: "c".repeat(32),
      display_name: "big order",
      sql: ["orders.amt_b > 1000"],
      synonyms: ["large order"],
    };
    expect(
      sqlFor("How many large orders are there?", { rest: { sql_snippets: { filters: [snippet] } } }),
    ).toContain("WHERE amt_b > 1000");
  });

  it("looks at stored values only of columns that allow it", () => {
    const sampleValues = { "shop.main.customers.region": ["North Sea", "Alps"] };
    const question = "How many customers live in the Alps?";
    const asked = (document: ReturnType<typeof shop>) =>
      answerQuestion({ question, document, catalog, now, sampleValues }).sql;
    expect(asked(shop())).not.toContain("WHERE");
    expect(asked(shop({ columns: { "customers.region": { enable_entity_matching: true } } }))).toContain(
      "WHERE region = 'Alps'",
    );
  });

  it("never reads the benchmarks", () => {
    const question = "How many orders were placed in 2024?";
    const document = shop(known);
    const answer = { format: "SQL" as const, content: ["SELECT 42"] };
    const told = {
      ...document,
      benchmarks: { questions: [{ id: "d".repeat(32), question: [question], answer: [answer] }] },
    };
    expect(answerQuestion({ question, document: told, catalog, now })).toEqual(
      answerQuestion({ question, document, catalog, now }),
    );
  });

  it("gives the same answer again, whatever it is asked, and never throws", () => {
    const words = fc.constantFrom(
      ..."how many which top 5 orders customers revenue by region in 2024 last month share of cancelled , ? 'x' per each not over 100 average the highest and or gold %".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 14 }), (parts) => {
        const question = parts.join(" ");
        const first = ask(question, known);
        expect(ask(question, known)).toEqual(first);
        expect(first.sql !== undefined || first.isClarification === true).toBe(true);
      }),
    );
  });
});

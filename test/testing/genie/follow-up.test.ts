import { describe, expect, it } from "vitest";
import { answerInConversation } from "../../../src/testing/genie/answer-in-conversation.js";
import { readFollowUp } from "../../../src/testing/genie/follow-up.js";
import { catalog, now, shop } from "./shop.js";

const earlier = "What was the total revenue by region in 2024?";

describe("a follow-up", () => {
  it.each([
    ["And in 2023?", "What was the total revenue by region in 2023"],
    ["I mean last quarter", "What was the total revenue by region last quarter"],
    ["and what about last year?", "What was the total revenue by region last year"],
    ["by product", "What was the total revenue in 2024 by product"],
    ["Now show it per product category", "What was the total revenue in 2024 per product category"],
    ["same for 2023 by month", "What was the total revenue for 2023 by month"],
    ["What about Berlin?", "What was the total revenue by region in 2024 for Berlin"],
    ["just completed orders", "What was the total revenue by region in 2024 for completed orders"],
    ['only "New York"', 'What was the total revenue by region in 2024 for "New York"'],
    ["over 100", "What was the total revenue by region in 2024 over 100"],
  ])("that names nothing to measure goes on from the question before: %s", (question, whole) => {
    const read = readFollowUp(question, earlier, now);
    expect(read.isFollowUp).toBe(true);
    expect(read.question.replace(/\?$/, "")).toBe(whole);
  });

  it.each([
    "How many customers are there?",
    "and the average discount?",
    "profit",
    "which store sold most?",
    "What share of orders was late?",
    "",
    "now",
  ])("that names something of its own stands alone: %s", (question) => {
    expect(readFollowUp(question, earlier, now)).toEqual({ question, isFollowUp: false });
  });

  it("without a question before stands alone", () => {
    expect(readFollowUp("And in 2023?", undefined, now).isFollowUp).toBe(false);
  });

  it("is answered with the measure of the question before, and says how it was read", () => {
    const document = shop({ columns: { "orders.amt_b": { synonyms: ["revenue"] } } });
    const ask = (question: string, before: readonly string[]) =>
      answerInConversation({
        question,
        document,
        catalog,
        now,
        earlier: before.map((readAs) => ({ readAs })),
      });
    const first = ask("What was the total revenue in 2024?", []);
    const second = ask("And in 2023?", [first.readAs]);
    expect(second.sql).toBe(first.sql?.replaceAll("2024", "2023").replaceAll("2025", "2024"));
    expect(second.thoughts[0]?.content).toContain('"What was the total revenue in 2023?"');
    const third = ask("by month", [first.readAs, second.readAs]);
    expect(third.sql).toContain("SUM(amt_b)");
    expect(third.sql).toContain("GROUP BY");
    expect(third.sql).toContain("2023-01-01");
    expect(ask("And in 2023?", []).isClarification).toBe(true);
  });
});

import { describe, expect, it } from "vitest";
import { questionAsksForOrder } from "../../src/scoring/question-order.js";

describe("questionAsksForOrder", () => {
  it.each([
    "What are the top 5 products by revenue?",
    "List customers sorted by signup date",
    "Rank the regions by sales",
    "Show orders in descending order of amount",
    "Which stores sold the most, from highest to lowest?",
    "Give me all invoices, newest first",
    "Show the bottom ten stores",
    "Products ordered by price",
    "매출 상위 10개 제품은?",
    "지역별 매출을 내림차순으로 정렬해줘",
    "売上の順に並べて",
    "销售额排名",
    "Liste os clientes classificados por receita",
    "Umsatz je Region, absteigend sortiert",
  ])("%s: yes", (question) => {
    expect(questionAsksForOrder(question)).toBe(true);
  });

  it.each([
    "How many orders were placed in March?",
    "What is the total revenue by region?",
    "Which customers ordered more than once last year?",
    "How many orders are in progress?",
    "Average order value per month",
    "What is the highest salary?",
    "List all work orders of the first quarter",
    "지역별 총매출은 얼마인가요?",
  ])("%s: no", (question) => {
    expect(questionAsksForOrder(question)).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { answerQuestion } from "../../../src/testing/genie/answer-question.js";
import type { GenieCatalogTable } from "../../../src/testing/genie/genie-question.js";
import { catalog, now, ordersView, shop } from "./shop.js";

const yaml = `version: "1.1"
source: shop.main.orders
joins:
  - name: customers
    source: shop.main.customers
    "on": source.cust_id = customers.cust_id
dimensions:
  - name: area
    expr: customers.region
    synonyms: ["territory"]
  - name: placed
    expr: ord_dt
measures:
  - name: income
    expr: SUM(amt_b)
    comment: Turnover after tax
  - name: order_count
    expr: COUNT(*)
  - name: average_income
    expr: AVG(amt_b)
`;

const view: GenieCatalogTable = {
  name: "shop.main.income_metrics",
  kind: "metric_view",
  viewDefinition: yaml,
  columns: [
    { name: "area", type: "string" },
    { name: "placed", type: "string" },
    ...["income", "order_count", "average_income"].map((name) => ({ name, type: "double", isMeasure: true })),
  ],
};

const sqlFor = (question: string, definition: GenieCatalogTable = view) =>
  (
    answerQuestion({
      question,
      document: shop({ metricViews: [view.name] }),
      catalog: [...catalog, definition],
      now,
    }).sql ?? ""
  ).replace(/\s+/g, " ");

describe("metric views", () => {
  it("are found by the synonyms and comments of their definition", () => {
    expect(sqlFor("Turnover by territory")).toBe(
      "SELECT area, MEASURE(income) AS income FROM shop.main.income_metrics GROUP BY area",
    );
  });

  it("know a date by the column behind it when the catalog does not tell its type", () => {
    expect(sqlFor("Income by area in 2024")).toContain(
      "WHERE placed >= DATE '2024-01-01' AND placed < DATE '2025-01-01'",
    );
    expect(sqlFor("Monthly income")).toContain("DATE_TRUNC('MONTH', placed) AS month");
  });

  it("choose the measure by what is asked: a count, an average, a total", () => {
    expect(sqlFor("How many orders per area?")).toContain("MEASURE(order_count)");
    expect(sqlFor("What is the average income by area?")).toContain("MEASURE(average_income)");
    expect(sqlFor("What is the income by area?")).toContain("MEASURE(income)");
  });

  it("leave a count to the table that can answer it alone", () => {
    expect(sqlFor("How many orders are there?")).toContain("FROM shop.main.orders");
  });

  it("say nothing more when their definition cannot be read", () => {
    expect(sqlFor("Income by area", { ...view, viewDefinition: ": not yaml [" })).toContain(
      "MEASURE(income)",
    );
    expect(sqlFor("Turnover by territory", { ...view, viewDefinition: ": not yaml [" })).not.toContain(
      "MEASURE",
    );
  });

  it("are ignored when the catalog does not know them", () => {
    const document = shop({ metricViews: [ordersView.name] });
    expect(answerQuestion({ question: "How many orders are there?", document, catalog, now }).sql).toContain(
      "FROM shop.main.orders",
    );
  });
});

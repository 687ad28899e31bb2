import { describe, expect, it } from "vitest";
import { ask, type ShopChanges, sqlFor } from "./shop.js";

const revenueOnA: ShopChanges["columns"] = {
  "orders.amt_a": { synonyms: ["revenue"] },
  "orders.ord_dt": { description: ["Main date"] },
};
const byYear = {
  question: ["Customers with more than one order in a year"],
  sql: [
    "SELECT COUNT(*) FROM (SELECT cust_id FROM shop.main.orders WHERE YEAR(ord_dt) = :year GROUP BY cust_id HAVING COUNT(*) > 1)",
  ],
  parameters: [{ name: "year", type_hint: "INTEGER", default_value: { values: ["2024"] } }],
};

describe("create_metric_view", () => {
  const question = "What was the revenue by region in 2024?";

  it("brings a measure and a dimension of two tables together", () => {
    expect(sqlFor(question, { columns: revenueOnA })).not.toContain("region");
    expect(sqlFor(question, { columns: revenueOnA, metricViews: ["shop.main.order_metrics"] })).toBe(
      "SELECT region, MEASURE(revenue) AS revenue FROM shop.main.order_metrics WHERE order_date >= DATE '2024-01-01' AND order_date < DATE '2025-01-01' GROUP BY region",
    );
  });

  it("takes over a question that a table answered, whatever its expression", () => {
    const changes: ShopChanges = {
      columns: {
        "orders.amt_a": { description: ["Revenue"] },
        "orders.ord_dt": { description: ["Main date"] },
      },
    };
    expect(sqlFor("What was the revenue in 2024?", changes)).toContain("SUM(amt_a)");
    expect(
      sqlFor("What was the revenue in 2024?", { ...changes, metricViews: ["shop.main.order_metrics"] }),
    ).toContain("MEASURE(revenue)");
  });
});

describe("delete_metric_view", () => {
  it("frees questions from a view that attracts them", () => {
    const columns = { "orders.amt_a": { description: ["Revenue"] } };
    expect(
      sqlFor("What is the total revenue?", { columns, metricViews: ["shop.main.order_metrics"] }),
    ).toContain("order_metrics");
    expect(sqlFor("What is the total revenue?", { columns })).toBe(
      "SELECT SUM(amt_a) AS total_amt_a FROM shop.main.orders",
    );
  });

  it("takes the joined columns away", () => {
    const question = "Show the revenue by region";
    expect(sqlFor(question, { columns: revenueOnA, metricViews: ["shop.main.order_metrics"] })).toContain(
      "GROUP BY region",
    );
    expect(sqlFor(question, { columns: revenueOnA })).not.toContain("GROUP BY");
  });
});

describe("add_table_description", () => {
  it("says what the rows of a cryptically named table are", () => {
    expect(ask("How many page views did we get in 2024?").sql ?? "").not.toContain("FROM shop.main.evt_log");
    expect(
      sqlFor("How many page views did we get in 2024?", {
        descriptions: { evt_log: "Page views, one row each" },
      }),
    ).toContain("COUNT(*) AS evt_log_count FROM shop.main.evt_log");
  });

  it("claims the rows of another table", () => {
    const right: ShopChanges = { descriptions: { evt_log: "Page views" } };
    const wrong: ShopChanges = {
      descriptions: { evt_log: "Page views", customers: "Customers and their page views" },
    };
    expect(sqlFor("How many page views are there?", right)).toContain("evt_log");
    expect(sqlFor("How many page views are there?", wrong)).toContain("FROM shop.main.customers");
  });
});

describe("add_column_description", () => {
  it("tells a code list", () => {
    expect(sqlFor("How many cancelled orders are there?")).not.toContain("WHERE");
    expect(
      sqlFor("How many cancelled orders are there?", {
        columns: { "orders.stat_cd": { description: ["O = open, X = cancelled"] } },
      }),
    ).toBe("SELECT COUNT(*) AS orders_count FROM shop.main.orders WHERE stat_cd = 'X'");
  });

  it("claims the words of another column", () => {
    const right = { "orders.amt_b": { description: ["Net amount"] } };
    const wrong = { ...right, "orders.amt_a": { description: ["Net amount before tax"] } };
    expect(sqlFor("What is the net amount of all orders?", { columns: right })).toContain("SUM(amt_b)");
    expect(sqlFor("What is the net amount of all orders?", { columns: wrong })).toContain("SUM(amt_a)");
  });
});

describe("add_synonym", () => {
  it("maps a business word to a column", () => {
    expect(ask("What is our total turnover?").isClarification).toBe(true);
    expect(
      sqlFor("What is our total turnover?", { columns: { "orders.amt_b": { synonyms: ["turnover"] } } }),
    ).toContain("SUM(amt_b)");
  });

  it("wins over a description when it sits on the wrong column", () => {
    const right = { "orders.amt_b": { description: ["Turnover"] } };
    expect(sqlFor("What is our total turnover?", { columns: right })).toContain("SUM(amt_b)");
    expect(
      sqlFor("What is our total turnover?", {
        columns: { ...right, "evt_log.pg_cnt": { synonyms: ["turnover"] } },
      }),
    ).toContain("SUM(pg_cnt)");
  });

  it("steals the word that names a table's rows when it is too broad", () => {
    expect(sqlFor("How many orders are there?")).toContain("COUNT(*)");
    expect(
      sqlFor("How many orders are there?", { columns: { "orders.amt_a": { synonyms: ["orders"] } } }),
    ).toContain("SUM(amt_a)");
  });
});

describe("delete_synonym", () => {
  const right = { "orders.amt_b": { description: ["Turnover"] } };

  it("lets a misleading word go", () => {
    const misled = { ...right, "orders.amt_a": { synonyms: ["turnover"] } };
    expect(sqlFor("What is our total turnover?", { columns: misled })).toContain("SUM(amt_a)");
    expect(sqlFor("What is our total turnover?", { columns: right })).toContain("SUM(amt_b)");
  });

  it("takes the only word for a column", () => {
    expect(sqlFor("Orders by phase?", { columns: { "orders.stat_cd": { synonyms: ["phase"] } } })).toContain(
      "GROUP BY stat_cd",
    );
    expect(sqlFor("Orders by phase?")).not.toContain("stat_cd");
  });
});

describe("add_example_query", () => {
  it("teaches a shape that no rule builds, with the question's own year", () => {
    const question = "How many customers placed more than one order in 2023?";
    expect(sqlFor(question)).not.toContain("HAVING");
    const answer = ask(question, {
      examples: [{ ...byYear, question: ["How many customers placed more than one order in a given year?"] }],
    });
    expect(answer.sql).toContain("HAVING COUNT(*) > 1");
    expect(answer.parameters).toEqual([{ name: "year", type: "INTEGER", value: "2023" }]);
  });

  it("attracts questions it does not answer when it is too general", () => {
    const examples = [{ question: ["Show orders"], sql: ["SELECT * FROM shop.main.orders"] }];
    expect(sqlFor("How many orders were placed in 2024?", { columns: revenueOnA })).toContain("COUNT(*)");
    expect(sqlFor("How many orders were placed in 2024?", { columns: revenueOnA, examples })).toBe(
      "SELECT * FROM shop.main.orders",
    );
  });
});

describe("delete_example_query", () => {
  it("frees questions from a misleading template", () => {
    const examples = [{ question: ["Count of customers"], sql: ["SELECT COUNT(*) FROM shop.main.orders"] }];
    expect(sqlFor("How many customers are there?", { examples })).toContain("FROM shop.main.orders");
    expect(sqlFor("How many customers are there?")).toContain("FROM shop.main.customers");
  });

  it("loses the shape it taught", () => {
    const question = "Which customers have more than one order in 2022?";
    expect(sqlFor(question, { examples: [byYear] })).toContain("HAVING");
    expect(sqlFor(question)).not.toContain("HAVING");
  });
});

describe("update_text_instruction", () => {
  it("defines a term", () => {
    expect(ask("What is the average basket?").sql ?? "").not.toContain("/");
    expect(
      sqlFor("What is the average basket?", {
        instruction: "The average basket is SUM(orders.amt_b) / COUNT(*).\n",
      }),
    ).toBe("SELECT SUM(amt_b) / COUNT(*) AS average_basket FROM shop.main.orders");
  });

  it("applies a blanket rule where it should not", () => {
    expect(sqlFor("How many orders are there?")).not.toContain("WHERE");
    expect(
      sqlFor("How many orders are there?", { instruction: "Always exclude orders where stat_cd = 'X'." }),
    ).toContain("WHERE NOT (stat_cd = 'X')");
  });

  it("lets a contradicting definition override an earlier one", () => {
    const instruction = "Turnover is SUM(amt_b).\n";
    expect(sqlFor("What is the turnover?", { instruction })).toContain("SUM(amt_b)");
    expect(
      sqlFor("What is the turnover?", { instruction: `${instruction}Turnover = SUM(amt_a)\n` }),
    ).toContain("SUM(amt_a)");
  });
});

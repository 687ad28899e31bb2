import { describe, expect, it } from "vitest";
import { categorizeDifference, categorizeError } from "../../src/scoring/failure-category.js";

describe("categorizeDifference", () => {
  it.each([
    [
      "another table",
      "SELECT sum(amt) FROM shop.core.orders",
      "SELECT sum(amt) FROM shop.core.returns",
      "missing_table",
      "the expected SQL reads orders, the answer does not",
    ],
    [
      "a join left out",
      "SELECT sum(o.amt) FROM orders o JOIN stores s ON o.store = s.id",
      "SELECT sum(amt) FROM orders",
      "missing_join",
      "the expected SQL joins stores, the answer does not",
    ],
    [
      "a join too many",
      "SELECT sum(amt) FROM orders",
      "SELECT sum(o.amt) FROM orders o JOIN items i ON i.id = o.id",
      "wrong_join",
      "0 joins expected, 1 written",
    ],
    [
      "another function",
      "SELECT sum(amt) FROM orders",
      "SELECT avg(amt) FROM orders",
      "wrong_aggregation",
      "expected sum ( amt ), written avg ( amt )",
    ],
    [
      "the same function of another column",
      "SELECT sum(amt_net) FROM orders",
      "SELECT sum(amt_gross) FROM orders",
      "wrong_column",
      "expected sum ( amt_net ), written sum ( amt_gross )",
    ],
    [
      "a condition left out",
      "SELECT sum(amt) FROM orders WHERE status = 'paid'",
      "SELECT sum(amt) FROM orders",
      "wrong_filter",
      "expected filter status = 'paid', written none",
    ],
    [
      "a condition on groups",
      "SELECT store FROM orders GROUP BY store HAVING store > 1",
      "SELECT store FROM orders GROUP BY store HAVING store > 2",
      "wrong_filter",
      "written store > 2",
    ],
    [
      "other groups",
      "SELECT sum(amt) FROM orders GROUP BY store",
      "SELECT sum(amt) FROM orders",
      "wrong_aggregation",
      "written nothing",
    ],
    [
      "another plain column",
      "SELECT store_name FROM orders",
      "SELECT store_id FROM orders",
      "wrong_column",
      "expected store_name, written store_id",
    ],
    [
      "another order",
      "SELECT store FROM orders ORDER BY store DESC LIMIT 3",
      "SELECT store FROM orders ORDER BY store LIMIT 3",
      "wrong_ordering_or_limit",
      "expected by store desc 3",
    ],
    [
      "another limit",
      "SELECT store FROM orders LIMIT 3",
      "SELECT store FROM orders",
      "wrong_ordering_or_limit",
      "written none",
    ],
    [
      "nothing that shows",
      "SELECT store FROM orders",
      "select `STORE` from orders",
      "result_mismatch",
      "the same tables, columns and clauses",
    ],
    ["SQL that cannot be read", "SELECT 'open", "SELECT 1", "result_mismatch", "could not be compared"],
  ])("tells of %s", (_, expected, written, category, evidence) => {
    const found = categorizeDifference(expected, written);
    expect(found.category).toBe(category);
    expect(found.evidence).toContain(evidence);
  });

  it("does not guess when only rows are expected", () => {
    expect(categorizeDifference(undefined, "SELECT 1").category).toBe("result_mismatch");
  });

  it("takes a common table expression for no table", () => {
    const { category } = categorizeDifference(
      "WITH paid AS (SELECT amt FROM orders) SELECT sum(amt) FROM paid",
      "SELECT sum(amt) FROM orders",
    );
    expect(category).not.toBe("missing_table");
  });

  it("does not mind aliases and qualifiers", () => {
    const { category } = categorizeDifference(
      "SELECT sum(o.amt) FROM shop.core.orders o WHERE o.status = 1",
      "SELECT sum(x.amt) FROM orders x WHERE x.status = 1",
    );
    expect(["wrong_filter", "wrong_aggregation", "missing_table"]).not.toContain(category);
  });
});

describe("categorizeError", () => {
  it.each([
    ["[TABLE_OR_VIEW_NOT_FOUND] The table `x` cannot be found.", "missing_table"],
    ["[SCHEMA_NOT_FOUND] The schema `x` cannot be found.", "missing_table"],
    ["[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column `y` cannot be resolved.", "missing_column"],
    ["[FIELD_NOT_FOUND] No such struct field.", "missing_column"],
    ["[PARSE_SYNTAX_ERROR] Syntax error at or near 'FORM'.", "sql_syntax_error"],
    ["[DIVIDE_BY_ZERO] Division by zero.", "execution_failed"],
  ])("reads %s", (message, category) => {
    expect(categorizeError(message)).toEqual({ category, evidence: message });
  });

  it("keeps evidence short", () => {
    expect(categorizeError("x".repeat(10_000)).evidence.length).toBeLessThanOrEqual(300);
  });
});

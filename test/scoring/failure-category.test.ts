import { describe, expect, it } from "vitest";
import { compareResults } from "../../src/scoring/compare-results.js";
import { categorizeError } from "../../src/scoring/error-category.js";
import { categorizeFailure } from "../../src/scoring/failure-category.js";
import type { Cell, ResultTable } from "../../src/sql/result-table.js";

function category(expectedSql: string, genieSql: string) {
  return categorizeFailure({ expectedSql, genieSql }).category;
}

function table(names: string, ...rows: readonly (readonly Cell[])[]): ResultTable {
  return { columns: names.split(" ").map((name) => ({ name })), rows };
}

describe("the statements", () => {
  it.each([
    [
      "another table",
      "SELECT sum(amt) FROM shop.core.orders",
      "SELECT sum(amt) FROM shop.core.returns",
      "missing_table",
      "the expected SQL reads orders, the answer reads returns",
    ],
    ...["1", "ALL", "period", "date_trunc('month', d)"].map((key) => [
      `another grain, grouped by ${key}`,
      `SELECT date_trunc('MONTH', d) AS period, sum(amt) FROM orders GROUP BY ${key}`,
      `SELECT date_trunc('Week', d) AS period, sum(amt) FROM orders GROUP BY ${key.replace("month", "week")}`,
      "wrong_aggregation",
      "expected groups by date_trunc ( 'month' , d ), written date_trunc ( 'week' , d )",
    ]),
    [
      "another grain in a subquery",
      "WITH m AS (SELECT year(d) AS y, sum(amt) AS a FROM orders GROUP BY 1) SELECT avg(a) FROM m",
      "SELECT avg(a) FROM (SELECT month(d) AS m, sum(amt) AS a FROM orders GROUP BY ALL)",
      "wrong_aggregation",
      "expected groups by year ( d ), written month ( d )",
    ],
    [
      "other bounds of a group",
      "SELECT CASE WHEN amt > 100 THEN 'big' ELSE 'small' END AS size, count(*) FROM orders GROUP BY size",
      "SELECT CASE WHEN amt > 10 THEN 'big' ELSE 'small' END AS size, count(*) FROM orders GROUP BY size",
      "wrong_aggregation",
      "written case when amt > 10",
    ],
    [
      "NULL taken for zero in an aggregate",
      "SELECT avg(discount) FROM orders",
      "SELECT avg(coalesce(discount, 0)) FROM orders",
      "wrong_aggregation",
      "written avg ( coalesce ( discount , 0 ) )",
    ],
    [
      "NULL left where zero was wanted",
      "SELECT store, coalesce(sum(amt), 0) AS total FROM orders GROUP BY store",
      "SELECT store, sum(amt) AS total FROM orders GROUP BY store",
      "wrong_aggregation",
      "expected the calculation coalesce ( sum ( amt ) , 0 ), written sum ( amt )",
    ],
    [
      "another divisor under other names",
      "WITH m AS (SELECT sum(net) AS n, sum(gross) AS g FROM orders) SELECT n / g AS share FROM m",
      "WITH x AS (SELECT sum(net) AS a, sum(gross) AS b FROM orders) SELECT a / b * 100 AS share FROM x",
      "wrong_aggregation",
      "expected the calculation … / …, written … / … * 100",
    ],
    [
      "another window",
      "SELECT d, avg(amt) OVER (ORDER BY d ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS a FROM orders",
      "SELECT d, avg(amt) OVER (ORDER BY d ROWS BETWEEN 29 PRECEDING AND CURRENT ROW) AS a FROM orders",
      "wrong_aggregation",
      "29 preceding",
    ],
    [
      "an aggregate of a condition left out",
      "SELECT count(*) FROM orders WHERE amt > (SELECT avg(amt) FROM orders)",
      "SELECT count(*) FROM orders WHERE amt > 10",
      "wrong_filter",
      "written amt > 10",
    ],
    [
      "duplicates dropped between two queries",
      "SELECT a FROM orders UNION ALL SELECT a FROM returns",
      "SELECT a FROM orders UNION SELECT a FROM returns",
      "wrong_aggregation",
      "expected union all, written union",
    ],
    [
      "rows not skipped",
      "SELECT store FROM orders ORDER BY store LIMIT 5 OFFSET 5",
      "SELECT store FROM orders ORDER BY store LIMIT 5",
      "wrong_ordering_or_limit",
      "expected offset 5, written nothing else",
    ],
    [
      "another limit in a subquery",
      "SELECT sum(amt) FROM (SELECT amt FROM orders ORDER BY amt DESC LIMIT 10)",
      "SELECT sum(amt) FROM (SELECT amt FROM orders ORDER BY amt DESC LIMIT 5)",
      "wrong_ordering_or_limit",
      "expected limit 10, written limit 5",
    ],
    [
      "a table of that name in another schema",
      "SELECT sum(amt) FROM shop.core.orders",
      "SELECT sum(amt) FROM shop.archive.orders",
      "missing_table",
      "the expected SQL reads shop.core.orders, the answer reads shop.archive.orders",
    ],
    [
      "another value in a condition inside of an aggregate",
      "SELECT sum(CASE WHEN state = 'paid' THEN amt END) FROM core.orders",
      "SELECT sum(CASE WHEN state = 'open' THEN amt END) FROM shop.core.orders",
      "wrong_filter",
      "'paid'",
    ],
    [
      "another share of the rows",
      "SELECT percentile(amt, 0.5) FROM orders",
      "SELECT percentile(amt, 0.9) FROM orders",
      "wrong_aggregation",
      "0.5",
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
      "also reads items",
    ],
    [
      "a join on other columns",
      "SELECT s.name FROM orders o JOIN stores s ON o.store_id = s.id",
      "SELECT s.name FROM orders o JOIN stores s ON o.id = s.id",
      "wrong_join",
      "expected to join on id = store_id, joined on id = id",
    ],
    [
      "another kind of join",
      "SELECT s.name FROM stores s LEFT JOIN orders o ON o.store_id = s.id",
      "SELECT s.name FROM stores s JOIN orders o ON o.store_id = s.id",
      "wrong_join",
      "expected joins left, written inner",
    ],
    [
      "another function",
      "SELECT sum(amt) FROM orders",
      "SELECT avg(amt) FROM orders",
      "wrong_aggregation",
      "expected sum ( amt ), written avg ( amt )",
    ],
    [
      "rows counted instead of different values",
      "SELECT count(DISTINCT customer) FROM orders",
      "SELECT count(customer) FROM orders",
      "wrong_aggregation",
      "expected count ( distinct customer )",
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
      "expected the filter status = 'paid', written nothing else",
    ],
    [
      "another value in one of several conditions",
      "SELECT sum(amt) FROM orders WHERE a = 1 AND status = 'Paid' AND b BETWEEN 1 AND 2",
      "SELECT sum(amt) FROM orders WHERE b >= 1 AND b <= 2 AND (status = 'PAID') AND 1 = a",
      "wrong_filter",
      "expected the filter status = 'Paid', written status = 'PAID'",
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
      "expected groups by store",
    ],
    [
      "duplicates kept",
      "SELECT DISTINCT store FROM orders",
      "SELECT store FROM orders",
      "wrong_aggregation",
      "DISTINCT",
    ],
    [
      "another plain column",
      "SELECT store_name FROM orders",
      "SELECT store_id FROM orders",
      "wrong_column",
      "expected store_name, written store_id",
    ],
    [
      "a column left out",
      "SELECT region, store FROM orders",
      "SELECT store FROM orders",
      "missing_column",
      "the expected SQL uses region",
    ],
    [
      "another order",
      "SELECT store FROM orders ORDER BY store DESC LIMIT 3",
      "SELECT store FROM orders ORDER BY store LIMIT 3",
      "wrong_ordering_or_limit",
      "expected the order store desc, written store",
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
      "the statements show no difference",
    ],
    ["SQL that cannot be read", "SELECT 'open", "SELECT 1", "result_mismatch", "no two statements"],
  ])("differ in %s", (_, expectedSql, genieSql, expected, evidence) => {
    const found = categorizeFailure({ expectedSql, genieSql });
    expect(found.category).toBe(expected);
    expect(found.evidence).toContain(evidence);
  });

  it.each([
    ["names for results", "SELECT count(*) AS orders FROM o", "SELECT count(1) total FROM o"],
    [
      "names of tables",
      "SELECT sum(o.amt) FROM shop.core.o o WHERE o.s = 1",
      "SELECT sum(x.amt) FROM o x WHERE x.s = 1",
    ],
    [
      "the order of conditions",
      "SELECT a FROM t WHERE b = 1 AND c = 2",
      "SELECT a FROM t WHERE c = 2 AND 1 = b",
    ],
    ["sides of a join", "SELECT a FROM t JOIN u ON t.x = u.y", "SELECT a FROM t JOIN u ON u.y = t.x"],
    [
      "spellings of dates",
      "SELECT a FROM t WHERE d >= DATE '2024-01-01'",
      "SELECT a FROM t WHERE d >= '2024-01-01'",
    ],
    ["positions in GROUP BY", "SELECT a, sum(b) FROM t GROUP BY a", "SELECT a, sum(b) FROM t GROUP BY 1"],
    ["FROM inside a function", "SELECT extract(YEAR FROM d) FROM t", "SELECT extract(year FROM t.d) FROM t"],
  ])("may differ in %s", (_, expectedSql, genieSql) => {
    expect(category(expectedSql, genieSql)).toBe("result_mismatch");
  });

  it("take no common table expression for a table", () => {
    const found = category(
      "WITH paid AS (SELECT amt FROM orders) SELECT sum(amt) FROM paid",
      "SELECT sum(amt) FROM orders",
    );
    expect(found).toBe("result_mismatch");
  });

  it("name the table before what follows from it", () => {
    const wanted = "SELECT region, sum(net) FROM sales WHERE year = 2024 GROUP BY region ORDER BY 2 DESC";
    expect(category(wanted, "SELECT avg(gross) FROM refunds")).toBe("missing_table");
    expect(category(wanted, "SELECT avg(gross) FROM sales")).toBe("wrong_aggregation");
  });
});

describe("the results", () => {
  const genieSql = "SELECT b, a FROM t ORDER BY a";
  const expectedSql = "SELECT a, b FROM t ORDER BY b DESC";

  it("show that only the order is wrong", () => {
    const comparison = compareResults(table("a b", [1, 3], [2, 2]), table("a b", [2, 2], [1, 3]), {
      ordered: true,
    });
    expect(categorizeFailure({ expectedSql, genieSql, comparison })).toEqual({
      category: "wrong_ordering_or_limit",
      evidence: comparison.summary,
    });
  });

  it("show that a column is missing", () => {
    const comparison = compareResults(table("a b", [1, 3], [2, 2]), table("b", [3], [2]));
    expect(categorizeFailure({ expectedSql, genieSql, comparison }).category).toBe("missing_column");
  });

  it("are all there is when only rows are expected", () => {
    const comparison = compareResults(table("a", [1]), table("a", [2]));
    const found = categorizeFailure({ expectedSql: undefined, genieSql, comparison });
    expect(found.category).toBe("result_mismatch");
    expect(found.evidence).toContain("a is 2 instead of 1");
  });
});

describe("the judge", () => {
  const sql = "SELECT a FROM t";

  it("is believed where the rules cannot tell", () => {
    expect(categorizeFailure({ expectedSql: sql, genieSql: sql, judged: "wrong_filter" }).category).toBe(
      "wrong_filter",
    );
  });

  it("is not believed where they can", () => {
    const found = categorizeFailure({
      expectedSql: sql,
      genieSql: "SELECT a FROM u",
      judged: "wrong_filter",
    });
    expect(found.category).toBe("missing_table");
  });

  it.each(["timeout", "no_sql_generated", "something else", "result_mismatch"])(
    "cannot name %s, which is no opinion",
    (judged) => {
      expect(categorizeFailure({ expectedSql: sql, genieSql: sql, judged }).category).toBe("result_mismatch");
    },
  );
});

describe("categorizeError", () => {
  it.each([
    ["[TABLE_OR_VIEW_NOT_FOUND] The table `x` cannot be found.", "missing_table"],
    ["[SCHEMA_NOT_FOUND] The schema `x` cannot be found.", "missing_table"],
    ["[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column `y` cannot be resolved.", "missing_column"],
    ["[FIELD_NOT_FOUND] No such struct field.", "missing_column"],
    ["[PARSE_SYNTAX_ERROR] Syntax error at or near 'FORM'.", "sql_syntax_error"],
    ["[MISSING_AGGREGATION] The non-aggregating expression `a` is based on columns.", "wrong_aggregation"],
    ["[DIVIDE_BY_ZERO] Division by zero.", "execution_failed"],
  ])("reads %s", (message, expected) => {
    expect(categorizeError(message)).toEqual({ category: expected, evidence: message });
  });

  it("keeps evidence short", () => {
    expect(categorizeError("x".repeat(10_000)).evidence.length).toBeLessThanOrEqual(300);
  });
});

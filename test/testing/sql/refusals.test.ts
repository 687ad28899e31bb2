import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SqlEngineError } from "../../../src/testing/sql/sql-engine-error.js";
import type { SqlEngine } from "../../../src/testing/workspace/ports.js";
import { rowsOf, shopEngine } from "./shop.js";

let engine: SqlEngine;
beforeAll(async () => {
  engine = await shopEngine();
});
afterAll(() => engine.close());

async function failureOf(sql: string): Promise<SqlEngineError> {
  const error: unknown = await engine.run(sql).catch((thrown: unknown) => thrown);
  if (error instanceof SqlEngineError) return error;
  throw new Error(`expected a refusal of ${sql}`, { cause: error });
}

describe("wrong statements fail as on Databricks", () => {
  it.each([
    ["SELECT amout FROM orders", "UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703"],
    ["SELECT o.amount AS a FROM orders o WHERE a > 1", "UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703"],
    ["SELECT x.amount FROM orders o", "UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703"],
    ["SELECT nope", "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", "42703"],
    ["SELECT * EXCEPT (nope) FROM orders", "UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703"],
    ["SELECT customer_id FROM orders o JOIN customers c ON true", "AMBIGUOUS_REFERENCE", "42704"],
    ["SELECT attributes.nope FROM customers", "FIELD_NOT_FOUND", "42704"],
    ["SELECT 1 FROM nope", "TABLE_OR_VIEW_NOT_FOUND", "42P01"],
    ["SELECT nope(1)", "UNRESOLVED_ROUTINE", "42883"],
    ["SELECT upper('a', 'b')", "WRONG_NUM_ARGS", "42605"],
    ["SELECT status, amount FROM orders GROUP BY status", "MISSING_AGGREGATION", "42803"],
    ["SELECT status, count(*) FROM orders", "MISSING_GROUP_BY", "42803"],
    ["SELECT status FROM orders HAVING count(*) > 1", "MISSING_GROUP_BY", "42803"],
    ["SELECT 1 LIMIT -1", "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE", "42K0E"],
    ["SELECT 1 LIMIT 1 - 2", "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE", "42K0E"],
    ["SELECT 1 LIMIT 'a'", "INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE", "42K0E"],
    ["SELECT 1 FROM orders WHERE sum(amount) > 1", "INVALID_WHERE_CONDITION", "42903"],
    ["SELECT sum(sum(amount)) FROM orders", "NESTED_AGGREGATE_FUNCTION", "42607"],
    ["SELECT row_number() FROM orders", "MISSING_WINDOW_SPECIFICATION", "42P20"],
    ["WITH t AS (SELECT 1), T AS (SELECT 2) SELECT * FROM t", "DUPLICATED_CTE_NAMES", "42602"],
    ["SELECT DISTINCT status FROM orders ORDER BY amount", "UNRESOLVED_COLUMN", "42703"],
    ["SELECT row_number() OVER () FROM orders", "_LEGACY_ERROR_TEMP_1037", "42601"],
    [
      "SELECT lag(status) OVER w FROM orders WINDOW w AS (PARTITION BY status)",
      "_LEGACY_ERROR_TEMP_1037",
      "42601",
    ],
    ["SELECT count(DISTINCT status) OVER () FROM orders", "DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", "0A000"],
    ["SELECT * EXCLUDE (status) FROM orders", "PARSE_SYNTAX_ERROR", "42601"],
    ["SELECT o.* REPLACE (1 AS status) FROM orders o", "PARSE_SYNTAX_ERROR", "42601"],
    ["SELECT 1 FROM orders GROUP BY 2", "GROUP_BY_POS_OUT_OF_RANGE", "42805"],
    ["SELECT 1 FROM orders ORDER BY 2", "ORDER_BY_POS_OUT_OF_RANGE", "42805"],
    ["SELECT 1 UNION SELECT 1, 2", "NUM_COLUMNS_MISMATCH", "42826"],
    ["SELECT tags UNION SELECT 1", "UNRESOLVED_COLUMN", "42703"],
    ["SELECT (SELECT order_id FROM orders)", "SCALAR_SUBQUERY_TOO_MANY_ROWS", "21000"],
    ["SELECT array(1) = 1", "DATATYPE_MISMATCH", "42K09"],
    ["SELECT 1 + true", "DATATYPE_MISMATCH", "42K09"],
    ["SELECT 1 FROM orders WHERE order_id", "DATATYPE_MISMATCH", "42K09"],
    ["SELECT explode(1)", "DATATYPE_MISMATCH", "42K09"],
    ["SELECT DATE '2024-02-30'", "INVALID_TYPED_LITERAL", "42604"],
    ["SELECT date_format(order_ts, 'YYYY') FROM orders", "INCONSISTENT_BEHAVIOR_CROSS_VERSION", "42K0B"],
    ["SELECT :missing", "UNBOUND_SQL_PARAMETER", "42P02"],
    ["SELECT 1 FROM", "PARSE_SYNTAX_ERROR", "42601"],
    ["SELCT 1", "PARSE_SYNTAX_ERROR", "42601"],
    ["SELECT 1; SELECT 2", "PARSE_SYNTAX_ERROR", "42601"],
    ["", "PARSE_SYNTAX_ERROR", "42601"],
    ["EXPLAIN SELECT nope FROM orders", "UNRESOLVED_COLUMN", "42703"],
  ])("%s", async (sql, errorClass, sqlState) => {
    const error = await failureOf(sql);
    expect(error.message).toMatch(new RegExp(`^\\[${errorClass}`));
    expect(error).toMatchObject({ sqlState, isUnsupported: false });
  });

  it("suggest the names that are most alike, the nearest first", async () => {
    const { message } = await failureOf("SELECT amout FROM main.shop.orders AS o");
    expect(message).toContain("Did you mean one of the following? [`o`.`amount`,");
  });

  it("do not raise where Databricks does not look", async () => {
    const sql = `SELECT count(*) FROM orders WHERE discount <> 0 AND amount / discount > 100`;
    expect(await rowsOf(engine, sql)).toEqual([["2"]]);
    expect(
      await rowsOf(engine, "SELECT discount = 0 OR amount / discount > 100 FROM orders WHERE order_id = 5"),
    ).toEqual([["true"]]);
    expect(await rowsOf(engine, "SELECT if(true, 1, 1 / 0), coalesce(1, 1 / 0)")).toEqual([["1.0", "1.0"]]);
  });
});

describe("what the engine cannot do is said, not guessed", () => {
  it.each([
    "SELECT * FROM orders VERSION AS OF 1",
    "SELECT * FROM orders TIMESTAMP AS OF '2024-01-01'",
    "SELECT * FROM delta.`/Volumes/a`",
    "SELECT * FROM read_files('/Volumes/a')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT ai_query('a', 'b')",
    "SELECT main.shop.my_function(1)",
    "SELECT mask('a')",
    "SELECT format_number(1, '#.##')",
    "SELECT format_string('%x', 1)",
    "SELECT cast(named_struct('a', 1) AS string)",
    "SELECT regexp_extract(status, status) FROM orders",
    "SELECT regexp_replace(status, 'A', 'B', 2) FROM orders",
    "SELECT grouping_id() FROM orders GROUP BY ROLLUP(status)",
    "SELECT date_format(order_ts, status) FROM orders",
    "SELECT max(tags) FROM orders",
    "SELECT tags FROM orders ORDER BY tags",
    "SELECT 1 WHERE 1 = ANY (SELECT 1)",
    "COPY orders TO '/tmp/x.csv'",
    "SET TimeZone = 'Asia/Tokyo'",
    "INSTALL httpfs",
    "GRANT SELECT ON TABLE orders TO x",
  ])("%s", async (sql) => {
    const error = await failureOf(sql);
    if (sql.startsWith("INSTALL")) expect(error.message).toContain("PARSE_SYNTAX_ERROR");
    else expect(error).toMatchObject({ isUnsupported: true, sqlState: "0A000" });
  });
});

describe("cancelling", () => {
  it("rejects with the reason of the signal, and leaves the engine usable", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const endless = engine.run(
      "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.id + b.id < 0",
      { signal: controller.signal },
    );
    setImmediate(() => controller.abort(reason));
    await expect(endless).rejects.toBe(reason);
    expect(await rowsOf(engine, "SELECT 1")).toEqual([["1"]]);
  });
});

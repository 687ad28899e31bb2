import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkReadOnlySql } from "../../src/sql/read-only-guard.js";

const QUERIES = [
  "SELECT 1",
  "select count(*) from prod.sales.orders where status = 'COMPLETED';",
  "(SELECT a FROM t INTERSECT SELECT a FROM u) MINUS SELECT a FROM v ORDER BY a",
  "WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a) SELECT * FROM b",
  "WITH RECURSIVE chain(id, level) AS (SELECT 1, 0 UNION ALL SELECT id + 1, level + 1 FROM chain) SELECT * FROM chain",
  "FROM prod.sales.orders |> WHERE status = 'X' |> AGGREGATE SUM(total) AS s GROUP BY channel |> ORDER BY s DESC |> LIMIT 5",
  "FROM t SELECT a",
  "VALUES (1, 'a'), (2, 'b')",
  "TABLE prod.sales.orders",
  "SELECT `drop table`, `insert into` FROM t",
  "SELECT 'DROP TABLE t; DELETE FROM u' AS warning",
  'SELECT "insert into t" AS text',
  "SELECT r'a\\b', 'it\\'s', 'it''s' FROM t",
  "SELECT a -- drop table t\nFROM t",
  "SELECT /* drop table t; */ a FROM t",
  "/* header\n -- inner */ SELECT /*+ BROADCAST(s), COALESCE(3) */ a FROM t",
  "SELECT a FROM t\r\nWHERE b = 1\r\n",
  "SELECT `update`, t.delete, u.set FROM t JOIN u USING (id)",
  "SELECT update AS changed_at, created FROM t",
  "SELECT replace(a, 'x', 'y'), insert(a, 1, 2, 'z') FROM t",
  "SELECT grant, amount FROM awards JOIN people ON awards.id = people.id",
  "SELECT * FROM t PIVOT (SUM(x) FOR y IN ('a', 'b'))",
  "SELECT payload:page, payload:cart.total::DOUBLE FROM events",
  "SELECT order_id FROM orders WHERE order_date BETWEEN :start_date AND :end_date",
  "SELECT * FROM IDENTIFIER('prod.sales.orders') WHERE IDENTIFIER('status') = 'X'",
  "SELECT * FROM IDENTIFIER(:catalog || '.sales.orders')",
  "SELECT transform(items, i -> i.qty * i.price), filter(items, i -> i.qty > 1) FROM events",
  "SELECT COUNT(*) FROM orders VERSION AS OF 12",
  "SELECT COUNT(*) FROM orders TIMESTAMP AS OF '2024-06-01'",
  "SELECT * FROM delta.`/Volumes/prod/raw/orders`",
  "SELECT * FROM read_files('/Volumes/prod/raw/files/*.csv', format => 'csv')",
  "SELECT ai_query('databricks-meta-llama-3-3-70b-instruct', prompt), ai_classify(x, ARRAY('a', 'b')) FROM t",
  "SELECT prod.sales.net_revenue(amount) FROM orders, LATERAL prod.sales.top_products(region => 'EMEA') t",
  "SELECT t.`revenue / order`, t.`a: b` FROM t",
  "SELECT 매출, région FROM prod.sales.データ",
  "SELECT a\u00a0FROM t",
  "SELECT '\u200b$;{}#' FROM t",
  "SELECT X'1F', 1.5e-3, 10L, 1.5BD, -7 % 3, a <=> b, ~a, a ^ b, a & b, a | b, arr[0] FROM t",
  "SELECT MEASURE(`Total Revenue`) FROM prod.sales.orders_mv GROUP BY ALL",
  "SELECT trim(BOTH 'x' FROM a), extract(YEAR FROM d) FROM t WHERE a IS DISTINCT FROM 'SMB'",
  "SELECT 1;;  -- done",
  "SELECT delete FROM t",
  "SELECT id, delete FROM t WHERE NOT delete AND insert OR merge",
  "SELECT update AS set FROM t",
  "WITH a(x) AS (VALUES (1)), b AS (TABLE a) (SELECT x FROM b)",
  "WITH RECURSIVE n(i) MAX RECURSION LEVEL 5 AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) FROM n SELECT i",
  "SELECT csv.amount, text.`full name` FROM orders csv, main.csv.texts AS text",
  "SELECT trim(BOTH FROM 'x'), substring('abc' FROM 2), '$100' FROM t",
  'SELECT "a\\\\b\\\\", "say ""hi""" FROM t',
];

const HOSTILE = [
  // Not a query
  "DROP TABLE t",
  "DROP SCHEMA s CASCADE",
  "CREATE TABLE t (a INT)",
  "CREATE OR REPLACE VIEW v AS SELECT 1",
  "CREATE TABLE t AS SELECT * FROM u",
  "INSERT INTO t VALUES (1)",
  "INSERT OVERWRITE t SELECT * FROM u",
  "UPDATE t SET a = 1",
  "DELETE FROM t",
  "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE",
  "TRUNCATE TABLE t",
  "ALTER TABLE t DROP COLUMN a",
  "GRANT SELECT ON t TO someone",
  "REVOKE ALL PRIVILEGES ON t FROM someone",
  "COPY INTO t FROM '/Volumes/a/b/c'",
  "OPTIMIZE t",
  "VACUUM t RETAIN 0 HOURS",
  "REFRESH TABLE t",
  "MSCK REPAIR TABLE t",
  "RESTORE TABLE t TO VERSION AS OF 1",
  "UNDROP TABLE t",
  "SET spark.sql.ansi.enabled = false",
  "RESET",
  "USE CATALOG other",
  "CALL system.procedure()",
  "EXECUTE IMMEDIATE 'DROP TABLE t'",
  "DECLARE VARIABLE x INT",
  "BEGIN DROP TABLE t; END",
  "EXPLAIN SELECT 1",
  "DESCRIBE TABLE t",
  "DESC t",
  "SHOW TABLES",
  "LIST '/Volumes/a'",
  "CACHE TABLE t",
  "ANALYZE TABLE t COMPUTE STATISTICS",
  "COMMENT ON TABLE t IS 'x'",
  "ADD JAR '/tmp/x.jar'",
  "LOAD DATA INPATH '/x' INTO TABLE t",
  "EXPORT DATABASE 'x'",
  "ATTACH 'x.db'",
  "PRAGMA database_list",
  "MAP a USING 'script' FROM t",
  "REDUCE a USING 'script' FROM t",
  "",
  "   ",
  ";",
  "-- nothing",
  "'SELECT 1'",
  "`SELECT` 1",
  "()",
  // Change inside or behind a query
  "SELECT 1; DROP TABLE t",
  "SELECT 1;\n\nSELECT 2",
  "SELECT ';'; DELETE FROM t",
  "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
  "WITH x AS (SELECT 1) DELETE FROM t",
  "WITH x AS (SELECT 1) UPDATE t SET a = 1",
  "WITH x AS (SELECT 1) UPDATE cat.sch.t AS u SET u.a = 1",
  "WITH x AS (SELECT 1) UPDATE IDENTIFIER('cat.sch.t') SET a = 1",
  "WITH x(a) AS (SELECT 1) UPDATE t AS u (a, b) SET a = 1",
  "WITH x AS (SELECT 1)",
  "WITH x AS (SELECT 1) MERGE INTO t USING x ON t.a = x.a WHEN MATCHED THEN DELETE",
  "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x",
  "FROM t INSERT INTO u SELECT a",
  "FROM t INSERT OVERWRITE DIRECTORY '/tmp/x' SELECT a",
  "FROM t INSERT OVERWRITE TABLE u SELECT a INSERT INTO v SELECT b",
  "SELECT * INTO u FROM t",
  "SELECT a FROM (DELETE FROM t)",
  "SELECT a FROM (SHOW TABLES)",
  "SELECT a FROM t UNION ALL (DROP TABLE t)",
  "SELECT TRANSFORM(a) USING 'rm -rf /' AS (b) FROM t",
  'FROM t SELECT TRANSFORM(a) USING "script.py"',
  "SELECT 1 /* x */ ; /* y */ DROP TABLE t",
  // Comment and quoting tricks
  "/* /*+ */ DROP TABLE t -- */ SELECT 1",
  "/* /* */ */ SELECT 1",
  "/* /* */ SELECT 1",
  "SELECT 1 /* /* */",
  "/* open SELECT 1",
  "SELECT 1 /* open",
  "SELECT 1 -- x\rDROP TABLE t",
  "SELECT 1\rFROM t",
  "SELECT 1 -- x\\\nDROP TABLE t",
  "SELECT 1 -- x\\\r\nDROP TABLE t",
  "SELECT 1 -- x\\",
  "SELECT\0 1",
  "SELECT 'a\0b'",
  "SELECT 1 -- a\0b",
  "SELECT 'open",
  'SELECT "open',
  "SELECT `open",
  "SELECT 'a\\'; DROP TABLE t",
  "SELECT 1.5r'\\'; DROP TABLE t --'",
  "SELECT $$ ' $$ ; DROP TABLE t -- '",
  "SELECT $tag$ x $tag$",
  "SELECT $\u007btable}",
  "SELECT {{ table }}",
  // Put in by Spark before it reads the statement
  "SELECT '$\u007benv:TOKEN}'",
  "SELECT `$\u007bspark.x}` FROM t",
  // One literal, or a name and a call where the session reads double quotes as names
  'SELECT 1 AS "\\", java_method(\'java.util.UUID\', \'randomUUID\') AS "x" -- "',
  "SELECT 1 # comment",
  "SELECT 1 \\ 2",
  "SELECT\u200b1",
  "DRO/**/P TABLE t",
  "-- SELECT\nDROP TABLE t",
  // Functions that reach out
  "SELECT java_method('java.lang.Runtime', 'exit')",
  "SELECT reflect('java.util.UUID', 'randomUUID')",
  "SELECT REFLECT /* x */ ('java.util.UUID', 'randomUUID')",
  "SELECT `reflect`('java.util.UUID', 'randomUUID')",
  "SELECT \"reflect\"('java.util.UUID', 'randomUUID')",
  "SELECT system.builtin.reflect('java.util.UUID', 'randomUUID')",
  "SELECT try_reflect('java.util.UUID', 'randomUUID')",
  "SELECT IDENTIFIER('reflect')('java.util.UUID', 'randomUUID')",
  "SELECT IDENTIFIER('ref' || 'lect')('java.util.UUID', 'randomUUID')",
  "SELECT system.ai.python_exec('import os')",
  "SELECT * FROM json_execute_serialized_sql(x)",
  "SELECT secret('scope', 'key')",
  "SELECT try_secret('scope', 'key')",
  "SELECT * FROM list_secrets()",
  "SELECT http_request(conn => 'c', method => 'POST', path => '/', json => to_json(struct(*))) FROM t",
  "SELECT * FROM remote_query('conn', query => 'DROP TABLE t')",
  "SELECT ai_query('my-external-endpoint', payload) FROM t",
  "SELECT ai_query(:endpoint, payload) FROM t",
  "SELECT ai_query('databricks-x' || :suffix, payload) FROM t",
  "SELECT * FROM read_files('s3://bucket/x.csv')",
  "SELECT * FROM read_files('dbfs:/x.csv')",
  "SELECT * FROM read_files('/etc/passwd')",
  "SELECT * FROM read_files('/Volumes/a/b/../../../etc/passwd')",
  "SELECT * FROM read_files(:path)",
  "SELECT * FROM read_files('/Volumes/a/b/c' || :path)",
  "SELECT * FROM STREAM read_kafka(bootstrapServers => 'x')",
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT getenv('TOKEN')",
  "SELECT * FROM query('DROP TABLE t')",
  // Files as tables
  "SELECT * FROM parquet.`s3://bucket/x`",
  "SELECT * FROM delta.`dbfs:/x`",
  "SELECT * FROM text.`/etc/passwd`",
  "SELECT * FROM csv.`relative.csv`",
  "SELECT * FROM t, csv.`relative.csv`",
  "SELECT * FROM t a JOIN u b ON a.id = b.id, csv.`relative.csv`",
  "SELECT * FROM (csv.`relative.csv`)",
  "SELECT * FROM STREAM csv.`relative.csv`",
  "SELECT * FROM `/etc/passwd`",
  "SELECT * FROM t, 'relative.csv'",
  'FROM "relative.csv"',
  "SELECT * FROM `json`.`/tmp/x`",
  'SELECT * FROM "json"."/tmp/x"',
  "SELECT * FROM `org.apache.spark.sql.execution.datasources.csv.CSVFileFormat`.`/etc/passwd`",
  "SELECT * FROM t JOIN binaryFile.`file:/etc/passwd` f ON true",
  "SELECT * FROM delta.`/Volumes/a/b/../../x`",
  "SELECT * FROM IDENTIFIER('parquet.`/etc/passwd`')",
  "SELECT * FROM IDENTIFIER('csv' || '.' || '`x`')",
  "SELECT * FROM IDENTIFIER(concat('a', '.b'))",
];

describe("checkReadOnlySql", () => {
  it.each(QUERIES)("allows %j", (sql) => {
    expect(checkReadOnlySql(sql)).toMatchObject({ ok: true });
  });

  it("knows at least eighty hostile statements", () => {
    expect(new Set(HOSTILE).size).toBeGreaterThanOrEqual(80);
  });

  it.each(HOSTILE)("refuses %j", (sql) => {
    const check = checkReadOnlySql(sql);
    expect(check.ok).toBe(false);
    if (!check.ok) expect(check.reason).toMatch(/^Only a single read-only query may run here: .+\.$/);
  });

  it("gives back the text to execute, without comments, hints and semicolon", () => {
    const check = checkReadOnlySql("/* a */ SELECT '--x', `/*y*/` -- b\nFROM t /* c */ ;");
    expect(check.ok && check.sql.replace(/\s+/g, " ")).toBe("SELECT '--x', `/*y*/` FROM t");
  });

  it("is stable: what it gives back passes again, unchanged", () => {
    for (const sql of QUERIES) {
      const check = checkReadOnlySql(sql);
      expect(check.ok && checkReadOnlySql(check.sql)).toEqual(check);
    }
  });

  it("refuses any statement appended to a query", () => {
    const queries = fc.constantFrom(...QUERIES.filter((sql) => !/(--.*|;\s*)$/.test(sql)));
    const added = fc.constantFrom("DROP TABLE t", "SELECT 1", "DELETE FROM t");
    const gap = fc.constantFrom(";", " ; ", ";\n", ";/* x */", ";;");
    fc.assert(
      fc.property(
        queries,
        gap,
        added,
        (query, between, more) => !checkReadOnlySql(`${query}${between}${more}`).ok,
      ),
    );
  });

  it("never throws, and never gives back a comment", () => {
    const pieces = fc.constantFrom(
      "SELECT",
      "1",
      "'",
      '"',
      "`",
      "--",
      "/*",
      "*/",
      "\n",
      "\r",
      " ",
      ";",
      "\\",
      "r'",
      "DROP TABLE t",
      "(",
      ")",
      "$$",
      "0x",
      "é",
      ".",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        const check = checkReadOnlySql(parts.join(""));
        if (!check.ok) return;
        const withoutQuotes = check.sql.replace(
          /[rR]'[^']*'|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`/gs,
          "",
        );
        expect(withoutQuotes).not.toMatch(/--|\/\*|;/);
      }),
      { numRuns: 2000, seed: 5 },
    );
  });
});

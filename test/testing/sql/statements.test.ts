import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSqlEngine } from "../../../src/testing/sql/sql-engine.js";
import type { SqlEngine } from "../../../src/testing/workspace/ports.js";
import { rowsOf, shopEngine, shopNow } from "./shop.js";

let engine: SqlEngine;
beforeEach(async () => {
  engine = await shopEngine();
});
afterEach(() => engine.close());

describe("tables", () => {
  const create =
    "CREATE TABLE IF NOT EXISTS main.runs.scores (run_id STRING NOT NULL COMMENT 'Run', score DOUBLE, at TIMESTAMP) COMMENT 'Scores'";

  it("are created once, filled, changed, merged and dropped", async () => {
    await engine.run(create);
    await engine.run(create);
    const parameters = [
      { name: "id", value: "it's a" },
      { name: "score", value: "0.5", type: "DOUBLE" },
    ];
    const inserted = await engine.run(
      "INSERT INTO main.runs.scores (run_id, score) VALUES (:id, :score), ('b', 1)",
      { parameters },
    );
    expect(inserted.rows).toEqual([["2", "2"]]);
    await engine.run("UPDATE main.runs.scores SET score = score + 0.25 WHERE run_id = 'b'");
    const merge =
      "MERGE INTO main.runs.scores t USING (SELECT 'b' AS run_id, 2.0 AS score UNION ALL SELECT 'c', 3.0) s ON t.run_id = s.run_id WHEN MATCHED THEN UPDATE SET score = s.score WHEN NOT MATCHED THEN INSERT (run_id, score) VALUES (s.run_id, s.score)";
    await engine.run(merge);
    await engine.run(merge);
    expect(await rowsOf(engine, "SELECT run_id, score FROM main.runs.scores ORDER BY run_id")).toEqual([
      ["b", "2.0"],
      ["c", "3.0"],
      ["it's a", "0.5"],
    ]);
    await engine.run("DELETE FROM main.runs.scores WHERE score > 1");
    await engine.run("INSERT INTO main.runs.scores SELECT name, customer_id, NULL FROM customers LIMIT 1");
    expect(await rowsOf(engine, "SELECT count(*) FROM main.runs.scores")).toEqual([["2"]]);
    await engine.run("DROP TABLE main.runs.scores");
    await expect(engine.run("SELECT * FROM main.runs.scores")).rejects.toThrow("TABLE_OR_VIEW_NOT_FOUND");
    await engine.run("DROP TABLE IF EXISTS main.runs.scores");
  });

  it("can be made from a query, with its types", async () => {
    await engine.run(
      "CREATE TABLE main.runs.totals AS SELECT status, sum(amount) AS total FROM orders GROUP BY status",
    );
    const table = (await engine.describeTables()).find(({ name }) => name === "main.runs.totals");
    expect(table?.columns).toMatchObject([
      { name: "status", type: "string" },
      { name: "total", type: "decimal(20,2)" },
    ]);
    await expect(engine.run("CREATE TABLE main.runs.totals (a INT)")).rejects.toThrow(
      "TABLE_OR_VIEW_ALREADY_EXISTS",
    );
  });
});

describe("views", () => {
  it("are queries under a name, seen through as they are read", async () => {
    await engine.run(
      "CREATE VIEW main.shop.big (id, price) AS SELECT order_id, amount FROM orders WHERE amount > 25",
    );
    await engine.run(
      "CREATE OR REPLACE VIEW main.shop.bigger AS SELECT * FROM main.shop.big WHERE price > 35",
    );
    expect(await rowsOf(engine, "SELECT id, price FROM main.shop.bigger ORDER BY id")).toEqual([
      ["3", "99.00"],
      ["6", "40.00"],
    ]);
    await engine.run("UPDATE orders SET amount = 36 WHERE order_id = 7");
    expect(await rowsOf(engine, "SELECT count(*) FROM main.shop.bigger")).toEqual([["3"]]);
    await expect(engine.run("CREATE VIEW main.shop.big AS SELECT 1 AS a")).rejects.toThrow("ALREADY_EXISTS");
    await expect(engine.run("DROP TABLE main.shop.big")).rejects.toThrow("TABLE_OR_VIEW_NOT_FOUND");
    await engine.run("DROP VIEW main.shop.bigger");
    await expect(engine.run("DROP VIEW main.shop.bigger")).rejects.toThrow("TABLE_OR_VIEW_NOT_FOUND");
    await engine.run("DROP VIEW IF EXISTS main.shop.bigger");
  });

  it("are refused when their query is wrong", async () => {
    await expect(engine.run("CREATE VIEW main.shop.v AS SELECT nope FROM orders")).rejects.toThrow(
      "UNRESOLVED_COLUMN",
    );
    await expect(engine.run("SELECT * FROM main.shop.v")).rejects.toThrow("TABLE_OR_VIEW_NOT_FOUND");
  });
});

describe("descriptions", () => {
  it("tell columns, types and comments as the catalog spells them", async () => {
    expect(await rowsOf(engine, "DESCRIBE TABLE main.shop.customers")).toEqual([
      ["customer_id", "bigint", null],
      ["name", "string", null],
      ["region", "string", null],
      ["attributes", "struct<tier:string,score:int>", null],
      ["preferences", "map<string,string>", null],
    ]);
    const extended = await rowsOf(engine, "DESCRIBE TABLE EXTENDED orders");
    expect(extended).toContainEqual(["order_id", "bigint", "Key"]);
    expect(extended).toContainEqual(["Comment", "One row an order", ""]);
    const json = (await rowsOf(engine, "DESCRIBE TABLE EXTENDED orders AS JSON"))[0]?.[0] ?? "";
    expect(JSON.parse(json)).toMatchObject({ table_name: "orders", catalog_name: "main", type: "MANAGED" });
    await expect(engine.run("DESCRIBE TABLE nope")).rejects.toThrow("TABLE_OR_VIEW_NOT_FOUND");
    await expect(engine.run("DESCRIBE SCHEMA main.nope")).rejects.toThrow("SCHEMA_NOT_FOUND");
    expect(await rowsOf(engine, "DESCRIBE SCHEMA main.shop")).toContainEqual(["Namespace Name", "shop"]);
    expect((await rowsOf(engine, "SHOW TABLES IN main.shop")).map(([, name]) => name)).toEqual([
      "customers",
      "events",
      "orders",
      "quarterly",
    ]);
    expect(await rowsOf(engine, "SHOW TABLES IN other.shop")).toEqual([]);
    expect((await rowsOf(engine, "SHOW CREATE TABLE quarterly"))[0]?.[0]).toContain(
      "CREATE TABLE main.shop.quarterly",
    );
  });

  it("type a result as the statement API types it", async () => {
    const sql =
      "SELECT order_id, amount, order_ts, tags, 1 AS i, 1.5 AS d, 1e0 AS f, true AS b, struct(1 AS x) AS s, NULL AS n FROM orders LIMIT 1";
    const { columns } = await engine.run(sql);
    expect(columns.map(({ typeName, typeText }) => `${typeName} ${typeText}`)).toEqual([
      "LONG BIGINT",
      "DECIMAL DECIMAL(10,2)",
      "TIMESTAMP TIMESTAMP",
      "ARRAY ARRAY<STRING>",
      "INT INT",
      "DECIMAL DECIMAL(2,1)",
      "DOUBLE DOUBLE",
      "BOOLEAN BOOLEAN",
      "STRUCT STRUCT<x: INT>",
      "NULL VOID",
    ]);
  });

  it("plans a query without running it", async () => {
    const plan = (await rowsOf(engine, "EXPLAIN EXTENDED SELECT count(*) FROM orders"))[0]?.[0];
    expect(plan).toContain("== Physical Plan ==");
  });
});

describe("parameters and time", () => {
  it("take text for what it stands beside, and types where they are given", async () => {
    const parameters = [
      { name: "since", value: "2024-02-01" },
      { name: "region", value: null },
      { name: "n", value: "2", type: "INT" },
      { name: "table", value: "main.shop.orders" },
    ];
    const sql =
      "SELECT order_id FROM IDENTIFIER(:table) WHERE order_date >= :since AND (isnull(:region) OR status = :region) ORDER BY order_id LIMIT :n";
    expect(await rowsOf(engine, sql, parameters)).toEqual([["3"], ["4"]]);
    expect(
      await rowsOf(engine, sql, [...parameters.slice(1), { name: "since", value: "2024-12-01" }]),
    ).toEqual([["8"]]);
    const quoted = [{ name: "p", value: "x' OR '1' = '1" }];
    expect(await rowsOf(engine, "SELECT count(*) FROM orders WHERE status = :p", quoted)).toEqual([["0"]]);
    await expect(
      engine.run("SELECT :n + 1", { parameters: [{ name: "n", value: "x", type: "INT" }] }),
    ).rejects.toThrow("CAST_INVALID_INPUT");
  });

  it("follow the clock they are given, also where the statement is known already", async () => {
    let now = shopNow;
    const own = await createSqlEngine({ now: () => now });
    const sql = "SELECT current_date(), now(), current_timestamp = now()";
    expect(await rowsOf(own, sql)).toEqual([["2025-06-30", "2025-06-30T12:00:00.000Z", "true"]]);
    now += 86_400_000;
    expect((await rowsOf(own, sql))[0]?.[0]).toBe("2025-07-01");
    await own.close();
  });

  it("notice that a table changed, where the statement is known already", async () => {
    await engine.run("CREATE TABLE main.shop.t AS SELECT 1 AS a");
    expect(await rowsOf(engine, "SELECT * FROM main.shop.t")).toEqual([["1"]]);
    await engine.run("CREATE OR REPLACE TABLE main.shop.t AS SELECT 'x' AS b, 2 AS a");
    expect(await rowsOf(engine, "SELECT * FROM main.shop.t")).toEqual([["x", "2"]]);
  });
});

import { expect, it } from "vitest";
import { createSqlEngine } from "../../../src/testing/sql/sql-engine.js";
import { rowsOf } from "./shop.js";

const tables = {
  "main.shop.stock": {
    columns: [
      { name: "id", type: "INT" },
      { name: "quantity", type: "INT" },
    ],
    rows: Array.from({ length: 1000 }, (_, id) => [id, 1]),
  },
};

it("gives a repeated query what it would give now", async () => {
  let day = 1;
  const engine = await createSqlEngine({ tables, now: () => Date.UTC(2025, 0, day) });
  const total = async () => (await rowsOf(engine, "SELECT sum(quantity) FROM stock"))[0]?.[0];
  const today = async () => (await rowsOf(engine, "SELECT current_date()"))[0]?.[0];
  expect([await total(), await total()]).toEqual(["1000", "1000"]);
  await engine.run("INSERT INTO stock VALUES (1000, 7)");
  expect(await total()).toBe("1007");
  await engine.run("UPDATE stock SET quantity = 8 WHERE id = 1000");
  expect(await total()).toBe("1008");
  await engine.run(
    "MERGE INTO stock USING (SELECT 1000 AS id) AS more ON stock.id = more.id WHEN MATCHED THEN UPDATE SET quantity = 9",
  );
  expect(await total()).toBe("1009");
  await engine.run("DELETE FROM stock WHERE id = 1000");
  expect(await total()).toBe("1000");
  await engine.run("CREATE OR REPLACE TABLE stock AS SELECT 1 AS id, 5 AS quantity");
  expect(await total()).toBe("5");
  expect([await today(), await today()]).toEqual(["2025-01-01", "2025-01-01"]);
  day = 2;
  expect(await today()).toBe("2025-01-02");
  await engine.close();
});

it("draws again what is left to chance", async () => {
  const engine = await createSqlEngine({ tables });
  for (const sql of ["SELECT rand()", "SELECT sum(id) FROM stock TABLESAMPLE (10 PERCENT)"]) {
    const drawn = [await rowsOf(engine, sql), await rowsOf(engine, sql), await rowsOf(engine, sql)];
    expect(new Set(drawn.map((rows) => JSON.stringify(rows))).size, sql).toBeGreaterThan(1);
  }
  await engine.close();
});

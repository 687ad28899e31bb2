import type { SampleTables } from "../../../src/testing/sql/load/sample-tables.js";
import { createSqlEngine } from "../../../src/testing/sql/sql-engine.js";
import type { EngineParameter, SqlEngine } from "../../../src/testing/workspace/ports.js";

/** Eight orders of five customers: few enough to check every answer by hand. */
export const shopTables: SampleTables = {
  "main.shop.orders": {
    comment: "One row an order",
    columns: [
      { name: "order_id", type: "BIGINT", comment: "Key" },
      { name: "customer_id", type: "BIGINT" },
      { name: "order_date", type: "DATE" },
      { name: "order_ts", type: "TIMESTAMP" },
      { name: "status", type: "STRING" },
      { name: "amount", type: "DECIMAL(10,2)" },
      { name: "discount", type: "DOUBLE" },
      { name: "tags", type: "ARRAY<STRING>" },
    ],
    rows: [
      [1, 1, "2024-01-05", "2024-01-05 09:30:00", "COMPLETED", "10.00", 0.1, ["new", "web"]],
      [2, 1, "2024-01-20", "2024-01-20 18:00:00", "COMPLETED", "20.50", null, []],
      [3, 2, "2024-02-02", "2024-02-02 23:59:59", "CANCELLED", "99.00", 0.2, ["web"]],
      [4, 2, "2024-02-10", "2024-02-10 00:00:00", "COMPLETED", "5.25", null, ["app"]],
      [5, 3, "2024-02-29", "2024-02-29 12:00:00", "COMPLETED", null, 0, null],
      [6, 4, "2024-03-31", "2024-03-31 08:15:00", "RETURNED", "40.00", 0.5, ["new"]],
      [7, 1, "2024-03-31", "2024-03-31 10:45:30.5", "COMPLETED", "30.00", 0.1, ["web", "gift"]],
      [8, null, "2024-12-30", "2024-12-30 06:00:00", "COMPLETED", "7.77", null, ["web"]],
    ],
  },
  "main.shop.customers": {
    columns: [
      { name: "customer_id", type: "BIGINT" },
      { name: "name", type: "STRING" },
      { name: "region", type: "STRING" },
      { name: "attributes", type: "STRUCT<tier: STRING, score: INT>" },
      { name: "preferences", type: "MAP<STRING, STRING>" },
    ],
    rows: [
      [1, "Ann", "EMEA", { tier: "gold", score: 9 }, { lang: "en" }],
      [2, "Bo", "AMER", { tier: "silver", score: 5 }, {}],
      [3, "Cy", null, null, null],
      [4, "Dee", "EMEA", { tier: "gold", score: 2 }, { lang: "de" }],
      [5, "Eve", "APAC", { tier: "silver", score: null }, { lang: "en" }],
    ],
  },
  "main.shop.quarterly": {
    columns: [
      { name: "region", type: "STRING" },
      { name: "q1", type: "INT" },
      { name: "q2", type: "INT" },
    ],
    rows: [
      ["EMEA", 10, 20],
      ["AMER", 5, null],
    ],
  },
  "main.shop.events": {
    columns: [
      { name: "event_id", type: "INT" },
      { name: "payload", type: "STRING" },
      { name: "items", type: "ARRAY<STRUCT<sku: STRING, qty: INT, price: DECIMAL(8,2)>>" },
    ],
    rows: [
      [
        1,
        '{"page":"/home","cart":{"total":12.5},"ids":[7,8]}',
        [
          { sku: "a", qty: 2, price: "1.50" },
          { sku: "b", qty: 1, price: "4.00" },
        ],
      ],
      [2, "not json", []],
      [3, null, [{ sku: "a", qty: 1, price: "10.00" }]],
    ],
  },
};

/** The clock of the tests: 30 June 2025, noon. */
export const shopNow = Date.UTC(2025, 5, 30, 12);

export const shopEngine = (): Promise<SqlEngine> =>
  createSqlEngine({ tables: shopTables, now: () => shopNow });

/** The rows of a query. */
export async function rowsOf(engine: SqlEngine, sql: string, parameters?: readonly EngineParameter[]) {
  return (await engine.run(sql, { parameters })).rows;
}

/** The value of an expression. */
export async function cellOf(engine: SqlEngine, expression: string): Promise<string | null | undefined> {
  return (await rowsOf(engine, `SELECT ${expression}`))[0]?.[0];
}

import { readFileSync } from "node:fs";
import { DuckDBInstance, DuckDBListValue, DuckDBStructValue, type DuckDBValue } from "@duckdb/node-api";
import { compareResults } from "../../src/scoring/compare-results.js";
import type { Cell, ResultTable } from "../../src/sql/result-table.js";
import { CatalogStore } from "../../src/testing/sql/catalog-store.js";
import { loadTables } from "../../src/testing/sql/load/load-tables.js";
import type { SampleTables } from "../../src/testing/sql/load/sample-tables.js";
import type { EngineResult } from "../../src/testing/workspace/ports.js";

const VIEWS: Readonly<Record<string, string>> = {
  o: '"prod.sales".orders',
  c: '"prod.sales".customers',
  oi: '"prod.sales".order_items',
  p: '"prod.sales".products',
  s: '"prod.sales".stores',
  ev: '"prod.sales".events',
  em: '"prod.sales".employees',
  tg: '"prod.sales".targets',
  mr: '"prod.sales"."monthly report"',
  qs: '"prod.sales".quarterly_sales',
  fx: '"prod.finance".fx_rates',
  li: '"samples.tpch".lineitem',
};
/** Enough to forgive the rounding of floating-point sums, and no more. */
const SIGNIFICANT_DIGITS = 9;

/** How the result of a query compares with that of its second formulation. */
export type SecondOpinion =
  | { readonly kind: "none" }
  | { readonly kind: "agrees" }
  | { readonly kind: "differs"; readonly how: string };

/** Computes the results of sample queries without translating them. */
export async function openSecondFormulations(tables: SampleTables) {
  const formulations = readFormulations(
    readFileSync(new URL("second-formulations.sql", import.meta.url), "utf8"),
  );
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'; SET default_null_order = 'nulls_first_on_asc_last_on_desc'");
  await loadTables(connection, new CatalogStore({ catalog: "prod", schema: "sales" }), tables);
  for (const [view, table] of Object.entries(VIEWS))
    await connection.run(`CREATE VIEW ${view} AS SELECT * FROM ${table}`);
  return {
    async compare(id: string, sql: string, result: EngineResult): Promise<SecondOpinion> {
      const formulation = formulations.get(id);
      if (formulation === undefined) return { kind: "none" };
      const rows = (await connection.runAndReadAll(formulation)).getRows().map((row) => row.map(cellOf));
      const isOpen = (column: number) => rows[0]?.[column] === "*";
      const translated = result.rows.map((row) => row.map((cell, column) => (isOpen(column) ? "*" : cell)));
      const comparison = compareResults(positional(result, rows), positional(result, translated), {
        ordered: /\border\s+by\b/i.test(sql),
        orderKeys: orderKeysOf(sql, result),
        significantDigits: SIGNIFICANT_DIGITS,
      });
      return ["equal", "equal_up_to_order", "equal_rounded", "both_empty"].includes(comparison.verdict)
        ? { kind: "agrees" }
        : { kind: "differs", how: comparison.summary };
    },
    close(): void {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const readFormulations = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split(/^-- @(?=Q)/m)
      .slice(1)
      .map((section) => {
        const end = section.indexOf("\n");
        return [section.slice(0, end).trim(), section.slice(end).trim()] as const;
      }),
  );

/** Columns are compared by position: both sides write theirs in the same order, under names of their own. */
const positional = ({ columns }: EngineResult, rows: readonly (readonly Cell[])[]): ResultTable => ({
  columns: columns.map((_, column) => ({ name: `c${column + 1}` })),
  rows,
});

/** The sort keys at the end of a query, where they name columns of its result: rows tied on them may change places. */
function orderKeysOf(sql: string, { columns }: EngineResult): readonly string[] | undefined {
  const list = /\border\s+by\s+([^()]*?)(?:\blimit\b[^()]*)?$/i.exec(sql.trim())?.[1]?.split(",") ?? [];
  const keys = list.map((item) => {
    const name = item
      .trim()
      .replace(/\s+(asc|desc|nulls)\b[\s\S]*$/i, "")
      .replace(/^\w+\./, "")
      .replaceAll("`", "");
    return columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase()) + 1;
  });
  return keys.length > 0 && keys.every((key) => key > 0) ? keys.map(String) : undefined;
}

function cellOf(value: DuckDBValue | null): Cell {
  if (value === null) return null;
  return value instanceof DuckDBListValue || value instanceof DuckDBStructValue
    ? JSON.stringify(plain(value))
    : String(value);
}

function plain(value: DuckDBValue | null): unknown {
  if (value instanceof DuckDBListValue) return value.items.map(plain);
  if (value instanceof DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([name, inner]) => [name, plain(inner)]));
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  const number = Number(String(value));
  return Number.isNaN(number) ? String(value) : number;
}

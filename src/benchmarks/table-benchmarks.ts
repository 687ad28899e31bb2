import { quoteTableName } from "../sql/identifier.js";
import type { SqlClient } from "../sql/sql-client.js";
import type { Cancellable } from "../util/cancellable.js";
import type { Benchmark } from "./benchmark.js";
import { type FieldOptions, isFieldName } from "./benchmark-fields.js";
import { BenchmarkFormatError } from "./benchmark-format-error.js";
import { checkRows } from "./check-rows.js";

/** Which table holds the benchmarks, and in which columns. */
export interface TableBenchmarksOptions extends FieldOptions, Cancellable {
  /** More rows than this are an error. @default 5000 */
  readonly maxRows?: number | undefined;
}

/**
 * Reads benchmarks from a table of Unity Catalog. Its columns are named like the fields of a file, `tags` and
 * `expected_result` may hold JSON text, and columns that mean nothing here are left alone. In the order of their ids,
 * as a table has none.
 *
 * @throws BenchmarkFormatError listing every row that is wrong, counted in that order; SqlError when the table cannot
 * be read.
 */
export async function benchmarksFromTable(
  sql: SqlClient,
  tableName: string,
  { maxRows = 5_000, language, signal }: TableBenchmarksOptions = {},
): Promise<readonly Benchmark[]> {
  const { columns, rows, truncated } = await sql.query(`SELECT * FROM ${quoteTableName(tableName)}`, {
    rowLimit: maxRows + 1,
    signal,
  });
  const wrongTable = (message: string) =>
    new BenchmarkFormatError(tableName, [{ place: "table", field: "", message }]);
  if (truncated || rows.length > maxRows) throw wrongTable(`has more than ${maxRows} rows`);
  const known = columns.flatMap(({ name }, index) => (isFieldName(name) ? [{ name, index }] : []));
  if (known.length === 0) throw wrongTable("has no column that is a field of a benchmark, such as question");
  const values = rows.map((row) =>
    Object.fromEntries(known.map(({ name, index }) => [name, row[index] ?? null])),
  );
  const keyed = values.map((value) => ({ value, key: JSON.stringify(value, bigintAsText) }));
  const sorted = keyed.toSorted((a, b) => sortKey(a).localeCompare(sortKey(b), "en", { numeric: true }));
  return checkRows(
    sorted.map(({ value }, index) => ({ place: `row ${index + 1}`, value })),
    { fileName: tableName, language },
  );
}

function sortKey({
  value,
  key,
}: {
  readonly value: Readonly<Record<string, unknown>>;
  readonly key: string;
}): string {
  const id = Object.entries(value).find(([name]) => /^(?:\w+_)?id$/i.test(name))?.[1];
  return `${typeof id === "string" || typeof id === "number" ? id : ""} ${key}`;
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

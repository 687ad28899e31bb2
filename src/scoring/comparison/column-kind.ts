import type { Cell, ResultColumn, ResultTable } from "../../sql/result-table.js";
import { isNotFinite, readNumber } from "./exact-number.js";
import { readNested } from "./nested-text.js";
import { readTemporal } from "./temporal-text.js";

/** How the cells of a column are read; `auto` decides cell by cell. */
export type ColumnKind = "number" | "temporal" | "boolean" | "nested" | "text" | "auto";

const SAMPLE_SIZE = 200;

/**
 * The kinds of both tables' columns: from the declared type, else from a sample. Text is only kept apart from numbers
 * and dates where both sides say it is text; otherwise a stored result without types could never equal a typed one.
 */
export function columnKinds(
  expected: ResultTable,
  actual: ResultTable,
): { readonly expected: readonly ColumnKind[]; readonly actual: readonly ColumnKind[] } {
  // One column without a type is enough: text read two ways would not equal itself.
  const areTyped = [...expected.columns, ...actual.columns].every(
    (column) => declaredKind(column) !== undefined,
  );
  return {
    expected: kindsBeside(expected, actual, areTyped),
    actual: kindsBeside(actual, expected, areTyped),
  };
}

function kindsBeside(table: ResultTable, other: ResultTable, areTyped: boolean): ColumnKind[] {
  return table.columns.map((column, index) => {
    const declared = declaredKind(column);
    if (declared !== undefined) return declared === "text" && !areTyped ? "auto" : declared;
    const twin = onlyNamesake(column, other);
    const twinColumn = other.columns[twin];
    // Among several of one name nobody knows which belongs to which before their values are compared.
    if (onlyNamesake(column, table) < 0 || twinColumn === undefined) return "auto";
    if (declaredKind(twinColumn) !== undefined) return "auto";
    const inferred = inferKind(table, index);
    return inferred === inferKind(other, twin) ? inferred : "auto";
  });
}

/** The place of the only column of that name, or -1. */
function onlyNamesake(column: ResultColumn, table: ResultTable): number {
  const places = [...table.columns.keys()].filter((place) => {
    const candidate = table.columns[place];
    return candidate !== undefined && sameName(candidate, column);
  });
  return places.length === 1 ? (places[0] ?? -1) : -1;
}

/** Column names are case-insensitive. */
export function sameName(left: ResultColumn, right: ResultColumn): boolean {
  return left.name.trim().toLowerCase() === right.name.trim().toLowerCase();
}

function declaredKind(column: ResultColumn): ColumnKind | undefined {
  const type = column.type?.trim().toUpperCase() ?? "";
  if (type === "") return undefined;
  if (
    /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT|INTEGER|BYTE|SHORT|LONG|FLOAT|REAL|DOUBLE|DECIMAL|DEC|NUMERIC|NUMBER)\b/.test(
      type,
    )
  ) {
    return type.endsWith("[]") ? "nested" : "number";
  }
  if (/^(?:DATE|TIMESTAMP)/.test(type)) return "temporal";
  if (/^BOOL/.test(type)) return "boolean";
  if (/^(?:ARRAY|MAP|STRUCT|LIST|VARIANT|OBJECT|JSON)/.test(type)) return "nested";
  if (/^(?:STRING|CHAR|VARCHAR|TEXT|BINARY|BLOB|INTERVAL|UUID|TIME|ENUM)/.test(type)) return "text";
  return undefined;
}

function inferKind(table: ResultTable, column: number): ColumnKind {
  const step = Math.max(1, Math.floor(table.rows.length / SAMPLE_SIZE));
  let kind: ColumnKind | undefined;
  for (let row = 0; row < table.rows.length; row += step) {
    const cell = table.rows[row]?.[column];
    if (cell === null || cell === undefined) continue;
    const found = cellKind(cell);
    if (kind !== undefined && kind !== found) return "text";
    kind = found;
  }
  return kind ?? "auto";
}

/** What a single cell looks like. */
export function cellKind(cell: Exclude<Cell, null>): Exclude<ColumnKind, "auto"> {
  if (typeof cell === "number" || typeof cell === "bigint") return "number";
  if (typeof cell === "boolean") return "boolean";
  const text = cell.trim();
  if (readNumber(text) !== undefined || isNotFinite(text)) return "number";
  if (/^(?:true|false)$/i.test(text)) return "boolean";
  if (readTemporal(text) !== undefined) return "temporal";
  return readNested(text) === undefined ? "text" : "nested";
}

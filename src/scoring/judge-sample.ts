import type { ResultTable } from "../sql/result-table.js";
import { readableJson } from "../util/readable-json.js";
import type { ResultComparison } from "./compare-results.js";

const shownRows = 20;
const shownColumns = 40;
const shownCharacters = 200;

/** A few rows as a judge is shown them: from the start and the end, long cells cut, with how many there are. */
export function sampleText({ columns, rows, truncated }: ResultTable): string {
  const head = rows.length <= shownRows ? rows : rows.slice(0, shownRows - 5);
  const tail = rows.length <= shownRows ? [] : rows.slice(-5);
  const line = (cells: readonly unknown[]) =>
    JSON.stringify(cells.slice(0, shownColumns).map(shortened), bigintAsText);
  const count = `${rows.length}${truncated ? " or more" : ""} rows`;
  const hidden = columns.length - shownColumns;
  return [
    line(columns.map(({ name }) => name)),
    ...head.map(line),
    ...(tail.length > 0 ? ["…", ...tail.map(line)] : []),
    `(${count}, ${head.length + tail.length} shown${hidden > 0 ? `, ${hidden} columns left out` : ""})`,
  ].join("\n");
}

/** What a comparison found, as data. */
export function differencesText(comparison: ResultComparison): string {
  const { verdict, summary, reasons, columnMap, unmatchedExpected, unmatchedActual } = comparison;
  const { rowsMissing, rowsExtra, scale, singleCell } = comparison;
  const found = {
    verdict,
    summary,
    reasons,
    pairedColumns: columnMap.map(({ expected, actual, hasSameValues }) => ({
      reference: expected,
      generated: actual,
      hasSameValues,
    })),
    columnsMissing: unmatchedExpected,
    columnsExtra: unmatchedActual,
    rowsMissing,
    rowsExtra,
    sampleMissing: comparison.sampleMissing.map((row) => row.map(shortened)),
    sampleExtra: comparison.sampleExtra.map((row) => row.map(shortened)),
    scale,
    singleCell,
  };
  return readableJson(found);
}

function shortened(cell: unknown): unknown {
  return typeof cell === "string" && cell.length > shownCharacters
    ? `${cell.slice(0, shownCharacters)}…`
    : cell;
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

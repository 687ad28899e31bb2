import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import type { Cell, ResultTable } from "../sql/result-table.js";
import type { FailureCase } from "./analysis-input.js";

const sampleRows = 5;
const sampleCharacters = 200;

/** A failed result as the model is told about it. */
export function failureCaseOf(result: BenchmarkResult): FailureCase {
  const { benchmarkId, question, expectedSql, genieSql, genieText, explanation } = result;
  return {
    benchmarkId,
    question,
    expectedSql,
    genieSql,
    genieText,
    failureCategory: result.failureCategory ?? "result_mismatch",
    explanation,
    expectedSample: sampleOf(result.expected),
    actualSample: sampleOf(result.actual),
  };
}

function sampleOf(table: ResultTable | undefined): ResultTable | undefined {
  if (!table) return undefined;
  const rows = table.rows.slice(0, sampleRows).map((row) => row.map(shown));
  return { columns: table.columns, rows, truncated: table.truncated || table.rows.length > sampleRows };
}

/** A cell as JSON can carry it, cut where it is long. */
function shown(cell: Cell): Cell {
  if (typeof cell === "bigint") return cell.toString();
  if (typeof cell !== "string" || cell.length <= sampleCharacters) return cell;
  return `${cell.slice(0, sampleCharacters)}…`;
}

import type { TableAlignment } from "./alignment.js";
import { roundsAlike } from "./cell-agreement.js";
import type { EncodedTable } from "./encoded-table.js";
import { readDouble } from "./fractional-column.js";

/** How far apart the numbers are that agree only after rounding. */
export interface RoundingError {
  /** The largest |a - b| / max(|a|, |b|). */
  readonly maxRelativeError: number;
  /** Whether some pairs do not round alike, and agree because they are close. */
  readonly usesTolerance: boolean;
}

/** Measures the numbers of paired rows in the columns that were rounded; undefined when none was. */
export function roundingError(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
  significantDigits: number,
): RoundingError | undefined {
  if (alignment.roundedColumns.length === 0) return undefined;
  let maxRelativeError = 0;
  let usesTolerance = false;
  for (const [row, partner] of alignment.pairing.partners.entries()) {
    if (partner < 0) continue;
    for (const column of alignment.roundedColumns) {
      const to = alignment.assignment[column] ?? -1;
      const leftCell = expected.table.rows[partner]?.[column];
      const rightCell = actual.table.rows[row]?.[to];
      if (leftCell === rightCell) continue;
      const a = readDouble(leftCell, expected.kind(column));
      const b = readDouble(rightCell, actual.kind(to));
      if (a === undefined || b === undefined) continue;
      const size = Math.max(Math.abs(a), Math.abs(b));
      if (size > 0) maxRelativeError = Math.max(maxRelativeError, Math.abs(a - b) / size);
      usesTolerance ||= !roundsAlike(a, b, significantDigits);
    }
  }
  return { maxRelativeError, usesTolerance };
}

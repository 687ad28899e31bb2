import type { ColumnAssignment } from "./column-matching.js";
import { type EncodedTable, isSameNamed, mixInto } from "./encoded-table.js";

/** Cells read before the search gives up; about a second. */
const MAX_CELL_STEPS = 1e7;
/** What a step costs besides its cells, told in cells. */
const STEP_COST = 150;

/**
 * For a cut result, whose bags of values are smaller than those of the whole: finds an injective assignment of the
 * narrower table's columns under which the rows of `part` are all among those of `whole`. Same-named columns are tried
 * first. Undefined when there is none, or none was found in time. Equality is judged by hashes.
 */
export function containedColumns(
  narrow: EncodedTable,
  wide: EncodedTable,
  part: EncodedTable,
): ColumnAssignment | undefined {
  const isNarrowPart = part === narrow;
  const isContained = (narrowHashes: Int32Array, wideHashes: Int32Array) =>
    isNarrowPart ? isSubBag(narrowHashes, wideHashes) : isSubBag(wideHashes, narrowHashes);
  const candidates = narrow.columns.map((column) =>
    wide.columns
      .filter((candidate) => isContained(narrow.lane(column), wide.lane(candidate)))
      .sort((a, b) => rank(narrow, column, wide, a) - rank(narrow, column, wide, b)),
  );
  // The least choice first.
  const order = [...candidates.keys()].sort(
    (a, b) => (candidates[a]?.length ?? 0) - (candidates[b]?.length ?? 0),
  );
  const assignment = narrow.columns.map(() => -1);
  let steps = 0;

  const descend = (depth: number, narrowRows: Int32Array, wideRows: Int32Array): boolean => {
    const column = order[depth];
    if (column === undefined) return true;
    const nextNarrow = narrowRows.slice();
    mixInto(nextNarrow, narrow.lane(column));
    for (const candidate of candidates[column] ?? []) {
      if (assignment.includes(candidate)) continue;
      steps += narrow.rowCount + wide.rowCount + STEP_COST;
      if (steps > MAX_CELL_STEPS) return false;
      const nextWide = wideRows.slice();
      mixInto(nextWide, wide.lane(candidate));
      if (!isContained(nextNarrow, nextWide)) continue;
      assignment[column] = candidate;
      if (descend(depth + 1, nextNarrow, nextWide)) return true;
      assignment[column] = -1;
    }
    return false;
  };
  return descend(0, new Int32Array(narrow.rowCount), new Int32Array(wide.rowCount)) ? assignment : undefined;
}

/** Whether each hash occurs in `whole` at least as often as in `part`. */
function isSubBag(part: Int32Array, whole: Int32Array): boolean {
  if (part.length > whole.length) return false;
  const counts = new Map<number, number>();
  for (const hash of part) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  let open = counts.size;
  for (let row = 0; row < whole.length && open > 0; row += 1) {
    const hash = whole[row] ?? 0;
    const count = counts.get(hash);
    if (count === undefined || count === 0) continue;
    counts.set(hash, count - 1);
    if (count === 1) open -= 1;
  }
  return open === 0;
}

function rank(narrow: EncodedTable, column: number, wide: EncodedTable, candidate: number): number {
  if (isSameNamed(narrow, column, wide, candidate)) return 0;
  return column === candidate ? 1 : 2;
}

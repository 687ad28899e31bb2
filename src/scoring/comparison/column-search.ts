import { bagSignature, type EncodedTable, isSameNamed, mixInto } from "./encoded-table.js";

/** Cells read before the search gives up; about a second. */
const MAX_CELL_STEPS = 4e7;
/** What a step costs besides its cells, told in cells: tables of few rows and many columns take many steps. */
const STEP_COST = 150;

/**
 * Depth-first search for an assignment of columns within classes of equal signature. Each step must keep the bags of
 * the rows assigned so far equal, which prunes nearly everything; columns with the same cells are tried once.
 */
export function assignColumns(
  narrow: EncodedTable,
  wide: EncodedTable,
  narrowSignatures: readonly string[],
  wideSignatures: readonly string[],
): readonly number[] | "exhausted" | "cut" {
  const candidates = narrowSignatures.map((signature, column) =>
    [...wideSignatures.keys()]
      .filter((candidate) => wideSignatures[candidate] === signature)
      .sort((a, b) => rank(narrow, column, wide, a) - rank(narrow, column, wide, b)),
  );
  // The least choice first.
  const order = [...candidates.keys()].sort(
    (a, b) => (candidates[a]?.length ?? 0) - (candidates[b]?.length ?? 0),
  );
  const sequences = wide.columns.map((column) => sequenceSignature(wide.lane(column)));
  const assignment = narrowSignatures.map(() => -1);
  const used = new Set<number>();
  let steps = 0;

  const descend = (depth: number, narrowRows: Int32Array, wideRows: Int32Array): boolean | "cut" => {
    const column = order[depth];
    if (column === undefined) return true;
    const lane = narrow.lane(column);
    const nextNarrow = narrowRows.slice();
    mixInto(nextNarrow, lane);
    const bag = bagSignature(nextNarrow);
    const failed = new Set<string>();
    for (const candidate of candidates[column] ?? []) {
      const sequence = sequences[candidate] ?? "";
      if (used.has(candidate) || failed.has(sequence)) continue;
      steps += narrow.rowCount + STEP_COST;
      if (steps > MAX_CELL_STEPS) return "cut";
      const nextWide = wideRows.slice();
      mixInto(nextWide, wide.lane(candidate));
      failed.add(sequence);
      if (bagSignature(nextWide) !== bag) continue;
      assignment[column] = candidate;
      used.add(candidate);
      const found = descend(depth + 1, nextNarrow, nextWide);
      if (found !== false) return found;
      used.delete(candidate);
    }
    return false;
  };
  const found = descend(0, new Int32Array(narrow.rowCount), new Int32Array(wide.rowCount));
  if (found === "cut") return "cut";
  return found ? assignment : "exhausted";
}

function rank(narrow: EncodedTable, column: number, wide: EncodedTable, candidate: number): number {
  if (isSameNamed(narrow, column, wide, candidate)) return 0;
  return column === candidate ? 1 : 2;
}

/** 32 bits that depend on the values and their order. */
function sequenceSignature(lane: Int32Array): string {
  const hash = new Int32Array(2);
  for (let row = 0; row < lane.length; row += 1) {
    hash[0] = Math.imul((hash[0] ?? 0) ^ (lane[row] ?? 0), 0x9e3779b1) + 1;
    hash[1] = Math.imul((hash[1] ?? 0) + (lane[row] ?? 0), 0x85ebca6b) ^ 0x27d4eb2f;
  }
  return `${hash[0]}:${hash[1]}`;
}

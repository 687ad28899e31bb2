import { assignColumns } from "./column-search.js";
import { bagSignature, type EncodedTable, isSameNamed } from "./encoded-table.js";
import { refineSignatures } from "./signature-refinement.js";

/** For each column of the narrower table the column of the wider one, or -1. */
export type ColumnAssignment = readonly number[];

export type ColumnMatch =
  | { readonly status: "matched"; readonly assignment: ColumnAssignment }
  /** No assignment makes the rows equal; the given one pairs what can be paired by values. */
  | { readonly status: "unmatched"; readonly assignment: ColumnAssignment }
  /** The search was cut before it found an assignment or ruled all out. */
  | { readonly status: "ambiguous"; readonly assignment: ColumnAssignment };

/**
 * Finds an injective assignment of columns under which both tables hold the same bag of rows. Columns can only be
 * paired when their bags of values are equal; where that leaves a choice, rows tell columns apart, and what is still
 * tied is searched, same-named columns first. Equality is judged by hashes.
 */
export function matchColumns(narrow: EncodedTable, wide: EncodedTable): ColumnMatch {
  const greedy = greedyAssignment(narrow, wide, narrow.signatures(), wide.signatures());
  if (greedy.includes(-1) || narrow.rowCount !== wide.rowCount)
    return { status: "unmatched", assignment: greedy };
  if (isSameBag(narrow, wide, greedy)) return { status: "matched", assignment: greedy };
  if (new Set(wide.signatures()).size === wide.width) return { status: "unmatched", assignment: greedy };

  const refined = refineSignatures(narrow, wide);
  const second = greedyAssignment(narrow, wide, refined.narrow, refined.wide);
  if (second.includes(-1)) return { status: "unmatched", assignment: greedy };
  if (isSameBag(narrow, wide, second)) return { status: "matched", assignment: second };

  const search = assignColumns(narrow, wide, refined.narrow, refined.wide);
  if (search === "exhausted") return { status: "unmatched", assignment: greedy };
  if (search === "cut") return { status: "ambiguous", assignment: greedy };
  return { status: "matched", assignment: search };
}

function isSameBag(narrow: EncodedTable, wide: EncodedTable, assignment: ColumnAssignment): boolean {
  return bagSignature(narrow.rowHashes(narrow.columns)) === bagSignature(wide.rowHashes(assignment));
}

/** Pairs columns of equal signature: same-named ones, then those at the same place, then the first free one. */
function greedyAssignment(
  narrow: EncodedTable,
  wide: EncodedTable,
  narrowSignatures: readonly string[],
  wideSignatures: readonly string[],
): number[] {
  const assignment = narrowSignatures.map(() => -1);
  const free = new Set(wideSignatures.keys());
  const claim = (accepts: (column: number, candidate: number) => boolean) => {
    for (const [column, signature] of narrowSignatures.entries()) {
      if (assignment[column] !== -1) continue;
      for (const candidate of free) {
        if (wideSignatures[candidate] !== signature || !accepts(column, candidate)) continue;
        assignment[column] = candidate;
        free.delete(candidate);
        break;
      }
    }
  };
  claim((column, candidate) => isSameNamed(narrow, column, wide, candidate));
  claim((column, candidate) => column === candidate);
  claim(() => true);
  return assignment;
}

import type { ColumnAssignment } from "./column-matching.js";
import type { RowPairing } from "./row-pairing.js";

/** How two tables fit together best. */
export interface TableAlignment {
  /** For each expected column the actual one, or -1. */
  readonly assignment: ColumnAssignment;
  /** Left is expected, right is actual. */
  readonly pairing: RowPairing;
  /** How closely the paired rows agree. */
  readonly level: "exact" | "rounded";
  /** Whether all rows are paired over all columns of the narrower table. */
  readonly isComplete: boolean;
  /** Whether the search for columns was cut. */
  readonly isAmbiguous: boolean;
  readonly roundedColumns: readonly number[];
  /** Columns of the expected table whose hashes tell most rows apart. */
  readonly keyColumns: readonly number[];
}

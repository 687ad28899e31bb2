import type { Cell } from "../../sql/result-table.js";

/**
 * What the comparison found. `equal`: same rows in the same order. `equal_up_to_order`: same rows, order free.
 * `equal_rounded`: same after rounding fractional values. `order_differs`: same rows, but an order was asked for and
 * it is another one. `superset_columns` / `subset_columns`: the answer has more / fewer columns, the rest agrees.
 * `equal_up_to_ties`: only rows tied at the limit differ. `equal_relaxed`: same if case, number text and the like are
 * overlooked. `both_empty`: neither has rows. `unknown_truncated`: a cut result leaves it open. `unknown_ambiguous`:
 * too many ways to pair the columns. `not_comparable`: a side is no table.
 */
export type ComparisonVerdict =
  | "equal"
  | "equal_up_to_order"
  | "equal_rounded"
  | "order_differs"
  | "superset_columns"
  | "subset_columns"
  | "equal_up_to_ties"
  | "equal_relaxed"
  | "both_empty"
  | "different"
  | "unknown_truncated"
  | "unknown_ambiguous"
  | "not_comparable";

/** How closely the values that agree were made to agree. */
export type ComparisonLevel = "exact" | "rounded" | "tolerance" | "relaxed" | "none";

/** A finding in one word; several may hold. The upper-case ones of the service's own evaluation carry its names. */
export type ComparisonReason =
  | "RESULT_MISSING_ROWS"
  | "RESULT_EXTRA_ROWS"
  | "RESULT_MISSING_COLUMNS"
  | "RESULT_EXTRA_COLUMNS"
  | "SINGLE_CELL_DIFFERENCE"
  | "EMPTY_RESULT"
  | "EMPTY_GOOD_SQL"
  | "COLUMN_TYPE_DIFFERENCE"
  | "DUPLICATES_ONLY"
  | "CONSTANT_FACTOR"
  | "ROW_ORDER"
  | "TIES_AT_LIMIT"
  | "COLUMN_NAMES_SWAPPED"
  | "TRUNCATED"
  | "REQUIRED_COLUMN_MISSING"
  | "VALUES_DIFFER";

/** One expected column and the actual one it was paired with. */
export interface ColumnPair {
  readonly expected: string;
  readonly actual: string;
  /** Whether both hold the same values, as a bag. */
  readonly hasSameValues: boolean;
}

/** How large a table is. */
export interface TableShape {
  readonly rows: number;
  readonly columns: number;
}

/** What two results have in common and what not. JSON-safe: big integers are text. */
export interface ResultComparison {
  readonly verdict: ComparisonVerdict;
  /** One sentence for people. */
  readonly summary: string;
  /** Expected rows without a partner among the actual ones, duplicates counted. */
  readonly rowsMissing: number;
  /** Actual rows without a partner among the expected ones, duplicates counted. */
  readonly rowsExtra: number;
  /** At most five of the missing rows, with all expected columns. */
  readonly sampleMissing: readonly (readonly Cell[])[];
  /** At most five of the extra rows, with all actual columns. */
  readonly sampleExtra: readonly (readonly Cell[])[];
  readonly level: ComparisonLevel;
  readonly expectedShape: TableShape;
  readonly actualShape: TableShape;
  readonly columnMap: readonly ColumnPair[];
  readonly unmatchedExpected: readonly string[];
  readonly unmatchedActual: readonly string[];
  readonly reasons: readonly ComparisonReason[];
  /** Values agree, but a column bears a name that stands for other values on the other side. */
  readonly hasNameConflict: boolean;
  /** Paired columns whose kinds of values differ. */
  readonly typeDifferences: readonly {
    readonly column: string;
    readonly expected: string;
    readonly actual: string;
  }[];
  /** Rows with equal order keys stand in another order. */
  readonly areTiesPermuted: boolean;
  /** Columns the answer must have and has not. */
  readonly missingRequired: readonly string[];
  /** Whether extra columns leave one row where one was expected (no other grain). */
  readonly keepsGrain: boolean;
  /**
   * Different only in whole numbers that are the same to `significantDigits`. The service's own evaluation counts
   * such answers as right; `1234567` orders are still not `1234568`.
   */
  readonly agreesWhenIntegersRound: boolean;
  /** Set when all differing values of a column differ by this factor (actual / expected). */
  readonly scale?: { readonly column: string; readonly factor: number } | undefined;
  /** The largest relative difference among values accepted as equal after rounding. */
  readonly maxRelativeError?: number | undefined;
  /** The only cell that differs. */
  readonly singleCell?:
    | { readonly column: string; readonly expected: Cell; readonly actual: Cell }
    | undefined;
  /** For cut results: whether what is visible agrees. */
  readonly isConsistent?: boolean | undefined;
}

/** How strictly two results are compared. */
export interface CompareOptions {
  /**
   * Whether the order of rows matters: the expected SQL sorts at its top level and the question asks for an order.
   * @default false
   */
  readonly ordered?: boolean | undefined;
  /**
   * The sort keys of the expected result, as column names or 1-based positions, with or without direction
   * (`revenue DESC`, `2`); rows tied on them may stand in any order. Without keys the whole row order counts.
   */
  readonly orderKeys?: readonly string[] | undefined;
  /** The row limit of the expected SQL; lets rows tied at the last key value replace each other. */
  readonly limit?: number | undefined;
  /** Expected columns an answer with fewer columns must still have. */
  readonly requiredColumns?: readonly string[] | undefined;
  /**
   * Digits that count in fractional values, 1 to 15.
   * @default 4
   */
  readonly significantDigits?: number | undefined;
}

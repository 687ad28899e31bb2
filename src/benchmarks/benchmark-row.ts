/** A row of a benchmark file as it was read, with where it stands. */
export interface BenchmarkRow {
  /** Such as `line 12` or `[3]`. */
  readonly place: string;
  readonly value: unknown;
}

import type { ResultTable } from "../sql/result-table.js";

/** A question with what answers it. At least one of `expectedSql` and `expectedResult` is needed to score it. */
export interface Benchmark {
  /** Unique in its set. */
  readonly id: string;
  readonly question: string;
  readonly expectedSql?: string | undefined;
  readonly expectedResult?: ResultTable | undefined;
  readonly category?: string | undefined;
  readonly difficulty?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** No fix that breaks this question is kept, whatever it gains. */
  readonly isProtected?: boolean | undefined;
}

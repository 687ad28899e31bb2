import type { JournalEntry } from "../runs/journal-entry.js";
import { normalizeSql } from "../sql/normalize-sql.js";

/** What Genie wrote for a question while a space held a document. */
export interface AskedSql {
  readonly documentHash: string;
  readonly benchmarkId: string;
  /** In its normal form; undefined where Genie wrote none. */
  readonly sql: string | undefined;
}

/** Every answer in a journal that was right or wrong, to some questions, in order. */
export function askedSql(
  entries: readonly JournalEntry[],
  benchmarkIds: readonly string[],
): readonly AskedSql[] {
  return entries.flatMap((entry) => {
    if (entry.type !== "question-end" || !benchmarkIds.includes(entry.benchmarkId)) return [];
    const { benchmarkId, documentHash, genieSql, verdict } = entry;
    if (documentHash === undefined || (verdict !== "pass" && verdict !== "fail")) return [];
    return [{ benchmarkId, documentHash, sql: genieSql === undefined ? undefined : normalizeSql(genieSql) }];
  });
}

import type { PlannedFix } from "../decide/acceptance-policy.js";
import type { AskedSql } from "./asked-sql.js";

/** What a fix made of a document. */
export interface WrittenDocument {
  readonly hash: string;
  /** Hash of what the fix was added to. */
  readonly base: string;
  readonly fix: Pick<PlannedFix, "claims" | "related">;
}

/**
 * The SQL that a question gave by a document, or, where it was not asked of it, by what that was made from, as long as no
 * fix in between has to do with the question. Undefined where that is not known.
 */
export function sqlOn(
  hash: string,
  benchmarkId: string,
  asked: readonly AskedSql[],
  written: readonly WrittenDocument[],
): Pick<AskedSql, "sql"> | undefined {
  const found = asked.find((one) => one.documentHash === hash && one.benchmarkId === benchmarkId);
  if (found) return found;
  const at = written.findLastIndex((one) => one.hash === hash);
  const origin = written[at];
  if (!origin || mayConcern(origin, benchmarkId)) return undefined;
  return sqlOn(origin.base, benchmarkId, asked, written.slice(0, at));
}

/** A fix that touches nothing that any question uses, such as an instruction, may change the answer to all of them. */
function mayConcern({ fix: { claims, related } }: WrittenDocument, benchmarkId: string): boolean {
  return related.length === 0 || related.includes(benchmarkId) || claims.includes(benchmarkId);
}

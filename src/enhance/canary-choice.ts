import { normalizeSql } from "../sql/normalize-sql.js";
import type { AskedSql } from "./asked-sql.js";
import { sqlOn, type WrittenDocument } from "./written-document.js";

/** A question that a fix must change, so that its answer shows whether the fix has taken effect. */
export interface Canary {
  readonly benchmarkId: string;
  /** Normal forms of the SQL that it gave before, by any document that the space may still answer by. */
  readonly earlierSql: readonly string[];
}

export interface CanaryWanted {
  /** Benchmarks that the fix claims to help, the likeliest first. */
  readonly claims: readonly string[];
  /** Hash of the best configuration. */
  readonly best: string;
  /** Hashes of what the space held before and may still answer by. */
  readonly fading: readonly string[];
  /** What was written so far. */
  readonly written: readonly WrittenDocument[];
  /** What this run saw. */
  readonly asked: readonly AskedSql[];
  /** What earlier runs saw. */
  readonly askedBefore: readonly AskedSql[];
}

/**
 * The claimed question to look at: one of which is known what it gives by everything that the space may still answer
 * by, and which never gave different SQL on one and the same document. One that gave no SQL must have done so twice: Genie
 * asks back at times whatever the space holds. Of several, one that gave SQL, and then the one with the most looks at the
 * best configuration. Undefined where there is none: a difference would then prove nothing.
 */
export function chooseCanary(wanted: CanaryWanted): Canary | undefined {
  const { claims, best, fading, written, asked, askedBefore } = wanted;
  const candidates = claims.flatMap((benchmarkId) => {
    const own = asked.filter((one) => one.benchmarkId === benchmarkId);
    const all = [...own, ...askedBefore.filter((one) => one.benchmarkId === benchmarkId)];
    const documents = [...new Set([best, ...fading])];
    const known = documents.flatMap((hash) => sqlOn(hash, benchmarkId, own, written) ?? []);
    if (known.length < documents.length || varies(all)) return [];
    const earlierSql = [...new Set(known.flatMap(({ sql }) => sql ?? []))];
    const gaveSql = known.every(({ sql }) => sql !== undefined) ? 1 : 0;
    const looks = all.filter(({ documentHash }) => documentHash === best).length;
    if (gaveSql === 0 && looks < 2) return [];
    return [{ gaveSql, looks, canary: { benchmarkId, earlierSql } }];
  });
  return candidates.toSorted((a, b) => b.gaveSql - a.gaveSql || b.looks - a.looks)[0]?.canary;
}

/** Whether an answer is by the new document. No SQL says nothing. */
export function showsChange({ earlierSql }: Canary, sql: string | undefined): boolean {
  return sql !== undefined && !earlierSql.includes(normalizeSql(sql));
}

/** Whether one and the same document gave different SQL. */
function varies(asked: readonly AskedSql[]): boolean {
  const first = new Map<string, string | undefined>();
  return asked.some(({ documentHash, sql }) => {
    if (!first.has(documentHash)) first.set(documentHash, sql);
    return first.get(documentHash) !== sql;
  });
}

import { normalizeSql } from "../sql/normalize-sql.js";
import type { Benchmark } from "./benchmark.js";

/** Two benchmarks that ask the same, or nearly. */
export interface DuplicateBenchmarks {
  /**
   * `same`: the question with the same answer. `contradiction`: the question with another answer. `near`: nearly the
   * same words. `same-sql`: other words for the same SQL, which may be meant.
   */
  readonly kind: "same" | "contradiction" | "near" | "same-sql";
  /** In the order of the list. */
  readonly ids: readonly [string, string];
  /** How much of their words the questions share, 0 to 1. */
  readonly similarity: number;
}

/** What counts as the same question. */
export interface DuplicateOptions {
  /** Questions that share at least this much of their words are near. @default 0.8 */
  readonly minSimilarity?: number | undefined;
}

interface Profile {
  readonly text: string;
  readonly sql: string | undefined;
  readonly pieces: ReadonlySet<string>;
  /** Numbers and quoted values: questions that differ in these are different questions. */
  readonly values: string;
}

/** Pairs of benchmarks that should not both be there, or not on different sides of a split. */
export function findDuplicateBenchmarks(
  benchmarks: readonly Benchmark[],
  options: DuplicateOptions = {},
): readonly DuplicateBenchmarks[] {
  const ids = benchmarks.map(({ id }) => id);
  const pairsOfFirst: DuplicateBenchmarks[][] = ids.map(() => []);
  visitDuplicatePairs(benchmarks, options, (first, second, kind, similarity) => {
    pairsOfFirst[first]?.push({ kind, ids: [ids[first] ?? "", ids[second] ?? ""], similarity });
  });
  return pairsOfFirst.flat();
}

/** Is told the places of two benchmarks in the list, the earlier one first. */
type PairVisitor = (
  first: number,
  second: number,
  kind: DuplicateBenchmarks["kind"],
  similarity: number,
) => void;

/** Visits the same pairs, sorted by their second benchmark. A list of copies has too many of them to keep. */
export function visitDuplicatePairs(
  benchmarks: readonly Benchmark[],
  { minSimilarity = 0.8 }: DuplicateOptions,
  visit: PairVisitor,
): void {
  const profiles = benchmarks.map(profileOf);
  // Only earlier questions that hold a piece are counted for it: looking up each piece in all of them takes seconds.
  const holders = new Map<string, number[]>();
  for (const [second, profile] of profiles.entries()) {
    const shared = new Uint32Array(second);
    for (const piece of profile.pieces) {
      const earlier = holders.get(piece);
      if (!earlier) holders.set(piece, [second]);
      else {
        for (const first of earlier) shared[first] = (shared[first] ?? 0) + 1;
        earlier.push(second);
      }
    }
    for (let first = 0; first < second; first += 1) {
      const other = profiles[first];
      if (!other) continue;
      const similarity = similarityOf(other, profile, shared[first] ?? 0);
      const kind = kindOf(other, profile, similarity >= minSimilarity);
      if (kind) visit(first, second, kind, similarity);
    }
  }
}

/** Dice's coefficient. */
function similarityOf(first: Profile, second: Profile, shared: number): number {
  if (first.text === second.text) return 1;
  return (2 * shared) / Math.max(1, first.pieces.size + second.pieces.size);
}

function kindOf(first: Profile, second: Profile, isNear: boolean): DuplicateBenchmarks["kind"] | undefined {
  const hasSameSql = first.sql !== undefined && first.sql === second.sql;
  if (first.text === second.text) {
    const isOther = first.sql !== undefined && second.sql !== undefined && !hasSameSql;
    return isOther ? "contradiction" : "same";
  }
  if (isNear && first.values === second.values) return "near";
  return hasSameSql ? "same-sql" : undefined;
}

function profileOf({ question, expectedSql }: Benchmark): Profile {
  const text = question
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return {
    text,
    sql: expectedSql === undefined ? undefined : normalizeSql(expectedSql),
    pieces: piecesOf(text),
    values: (text.match(/\p{N}+/gu) ?? []).toSorted().join(" "),
  };
}

/** Pairs of letters of each word: forms of a word stay alike, and no language needs word boundaries. */
function piecesOf(text: string): ReadonlySet<string> {
  const pieces = text.split(" ").flatMap((word) => {
    const letters = [...` ${word} `];
    return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  });
  return new Set(pieces);
}

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
  readonly id: string;
  readonly text: string;
  readonly sql: string | undefined;
  readonly pieces: ReadonlySet<string>;
  /** Numbers and quoted values: questions that differ in these are different questions. */
  readonly values: string;
}

/** Pairs of benchmarks that should not both be there, or not on different sides of a split. */
export function findDuplicateBenchmarks(
  benchmarks: readonly Benchmark[],
  { minSimilarity = 0.8 }: DuplicateOptions = {},
): readonly DuplicateBenchmarks[] {
  const profiles = benchmarks.map(profileOf);
  return profiles.flatMap((first, index) =>
    profiles.slice(index + 1).flatMap((second): readonly DuplicateBenchmarks[] => {
      const similarity = first.text === second.text ? 1 : similarityOf(first, second);
      const hasSameSql = first.sql !== undefined && first.sql === second.sql;
      const kind = kindOf(first, second, similarity >= minSimilarity, hasSameSql);
      return kind ? [{ kind, ids: [first.id, second.id], similarity }] : [];
    }),
  );
}

function kindOf(
  first: Profile,
  second: Profile,
  isNear: boolean,
  hasSameSql: boolean,
): DuplicateBenchmarks["kind"] | undefined {
  if (first.text === second.text) {
    const isOther = first.sql !== undefined && second.sql !== undefined && !hasSameSql;
    return isOther ? "contradiction" : "same";
  }
  if (isNear && first.values === second.values) return "near";
  return hasSameSql ? "same-sql" : undefined;
}

function profileOf({ id, question, expectedSql }: Benchmark): Profile {
  const text = question
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return {
    id,
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

/** Dice's coefficient. */
function similarityOf(first: Profile, second: Profile): number {
  let shared = 0;
  for (const piece of first.pieces) if (second.pieces.has(piece)) shared += 1;
  return (2 * shared) / Math.max(1, first.pieces.size + second.pieces.size);
}

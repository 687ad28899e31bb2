import type { Benchmark } from "../../benchmarks/benchmark.js";
import { answerValues, numbersIn } from "./answer-values.js";
import { plainQuestion, questionLikeness } from "./question-likeness.js";
import { containment, runsOf, type SqlShape, sqlShape } from "./sql-shape.js";

/** How a fix gives a benchmark away. */
export type LeakKind =
  /** Its question, word for word or nearly. */
  | "question"
  /** Its SQL, or its SQL with other values. */
  | "sql"
  /** Values of its expected result. */
  | "answer";

/** One benchmark that a fix repeats. */
export interface Leak {
  readonly benchmarkId: string;
  readonly kind: LeakKind;
  /** Member of the parameters that repeats it, such as `sql`. */
  readonly path: string;
}

/** What of the benchmarks a fix carries in itself. */
export interface Leakage {
  /** Repeated: such a fix would be an answer, not knowledge. */
  readonly copied: readonly Leak[];
  /**
   * Benchmarks that the fix was made from, the copied ones among them: a template of the same statement, or most of
   * its tokens. A gain on these proves nothing.
   */
  readonly derivedFrom: readonly string[];
}

/** Likeness from which two questions are one; share of a statement's runs from which another derives from it. */
const sameQuestion = 0.85;
const sameStatement = 0.8;
/** Words from which a question inside a longer text can be told from a common phrase. */
const minWords = 4;

interface Profile {
  readonly id: string;
  readonly question: string;
  readonly sql: SqlShape | undefined;
  /** Runs of the words of the SQL, to find it inside prose; undefined when it is too short to be told there. */
  readonly sqlRuns: ReadonlySet<string> | undefined;
  readonly values: readonly string[];
}

/** Finds what fixes repeat of a set of benchmarks. Deterministic, and asks nobody. */
export class LeakageCheck {
  readonly #profiles: readonly Profile[];

  /** @param benchmarks With `expectedResult` where it is known, so that its values can be found. */
  constructor(benchmarks: readonly Benchmark[]) {
    this.#profiles = benchmarks.map(profileOf);
  }

  /** What the parameters of a fix repeat, wherever in them. */
  find(params: object): Leakage {
    const texts = textsIn(params);
    const copied: Leak[] = [];
    const derived = new Set<string>();
    for (const text of texts) {
      const reading = readText(text.value);
      for (const profile of this.#profiles) {
        const kind = repeats(reading, profile, text.path);
        if (kind) copied.push({ benchmarkId: profile.id, kind, path: text.path });
        if (kind || derives(reading, profile)) derived.add(profile.id);
      }
    }
    return { copied, derivedFrom: this.#profiles.flatMap(({ id }) => (derived.has(id) ? [id] : [])) };
  }
}

function profileOf(benchmark: Benchmark): Profile {
  const words = wordsOf(benchmark.expectedSql ?? "");
  return {
    id: benchmark.id,
    question: plainQuestion(benchmark.question),
    sql: benchmark.expectedSql === undefined ? undefined : sqlShape(benchmark.expectedSql),
    sqlRuns: words.length >= minWords * 2 ? runsOf(words) : undefined,
    values: answerValues(benchmark),
  };
}

interface Text {
  readonly path: string;
  readonly value: string;
}

interface Reading {
  readonly plain: string;
  readonly words: number;
  /** Runs of the words of prose that may hold a statement. */
  readonly runs: ReadonlySet<string> | undefined;
  readonly sql: SqlShape | undefined;
  readonly numbers: ReadonlySet<string>;
}

function readText(value: string): Reading {
  const isStatement = /^\s*\(*\s*(?:select|with|from)\b/i.test(value);
  const words = wordsOf(value);
  return {
    plain: plainQuestion(value),
    words: words.length,
    runs: words.includes("select") ? runsOf(words) : undefined,
    sql: isStatement ? sqlShape(value) : undefined,
    numbers: numbersIn(value),
  };
}

function repeats(reading: Reading, profile: Profile, path: string): LeakKind | undefined {
  if (repeatsStatement(reading, profile)) return "sql";
  if (repeatsQuestion(reading, profile)) return "question";
  // A value that stands in a condition or a default is chosen for a template; told as a fact it is an answer.
  const isFact = !reading.sql && !/(?:^|\.)(?:defaultValue|sql|expr|on|filter)$/.test(path);
  return isFact && profile.values.some((value) => reading.numbers.has(value)) ? "answer" : undefined;
}

function repeatsQuestion({ plain, words }: Reading, { question }: Profile): boolean {
  if (question === "" || plain === "") return false;
  if (plain === question) return true;
  const asked = question.split(" ");
  if (asked.length >= minWords && ` ${plain} `.includes(` ${question} `)) return true;
  // Texts of very different length are not one question in other spelling.
  const isOfItsLength = plain.length < 2 * question.length && question.length < 2 * plain.length;
  return words >= minWords && isOfItsLength && questionLikeness(plain, question) >= sameQuestion;
}

/** Parameters in the place of values make a template; other values do not. */
function repeatsStatement({ sql, runs }: Reading, { sql: known, sqlRuns }: Profile): boolean {
  if (!known) return false;
  if (sql) return sql.text === known.text || (isOfOneShape(sql, known) && !sql.hasParameters);
  // Prose with the statement in it.
  return runs !== undefined && sqlRuns !== undefined && containment(sqlRuns, runs) >= sameStatement;
}

function derives({ sql }: Reading, profile: Profile): boolean {
  if (!sql || !profile.sql) return false;
  return isOfOneShape(sql, profile.sql) || containment(profile.sql.runs, sql.runs) >= sameStatement;
}

function isOfOneShape(sql: SqlShape, known: SqlShape): boolean {
  return sql.shape === known.shape || (sql.sense !== undefined && sql.sense === known.sense);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

function textsIn(value: unknown, path = ""): readonly Text[] {
  if (typeof value === "string") return [{ path, value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    textsIn(member, path === "" ? name : `${path}.${name}`),
  );
}

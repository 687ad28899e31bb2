import type { Benchmark } from "../benchmarks/benchmark.js";
import { normalizeSql } from "../sql/normalize-sql.js";
import { isPlainObject } from "../util/json.js";

export interface Leakage {
  /** Benchmarks whose question or SQL is repeated word for word. */
  readonly copied: readonly string[];
  /** Benchmarks whose SQL is the same but for its literals and parameters: a gain on these proves nothing. */
  readonly derived: readonly string[];
}

/** Which benchmarks the parameters of a fix repeat: its question and SQL against theirs. */
export function findLeakage(params: object, benchmarks: readonly Benchmark[]): Leakage {
  if (!isPlainObject(params) || typeof params.sql !== "string") return { copied: [], derived: [] };
  const question = typeof params.question === "string" ? words(params.question) : "";
  const sql = normalizeSql(params.sql);
  const shape = withoutLiterals(sql);
  const copied = benchmarks.filter(
    (benchmark) =>
      words(benchmark.question) === question ||
      (benchmark.expectedSql && normalizeSql(benchmark.expectedSql) === sql),
  );
  const derived = benchmarks.filter(
    ({ expectedSql }) => expectedSql && withoutLiterals(normalizeSql(expectedSql)) === shape,
  );
  return { copied: copied.map(({ id }) => id), derived: derived.map(({ id }) => id) };
}

function words(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function withoutLiterals(sql: string): string {
  return sql
    .replace(/'(?:[^'\\]|\\.|'')*'/g, "?")
    .replace(/\b(date|timestamp)\s*\?/gi, "?")
    .replace(/(?<![:\w]):[a-z_]\w*/gi, "?")
    .replace(/\b\d+(\.\d+)?\b/g, "?");
}

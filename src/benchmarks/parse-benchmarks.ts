import { hashText } from "../util/hash.js";
import { isPlainObject } from "../util/json.js";
import { parseJsonSafely } from "../util/parse-json.js";
import type { Benchmark } from "./benchmark.js";
import { BenchmarkFormatError, type BenchmarkProblem } from "./benchmark-format-error.js";
import type { BenchmarkRow } from "./benchmark-row.js";
import { BenchmarkSchema } from "./benchmark-schema.js";
import { parseCsv } from "./csv.js";
import { parseMarkdownBenchmarks } from "./markdown.js";

export type BenchmarkFormat = "json" | "jsonl" | "csv" | "markdown";

export interface ParseBenchmarksOptions {
  /** @default by the ending of `fileName`, or else by what the text looks like */
  readonly format?: BenchmarkFormat | undefined;
  /** Names the source in errors. @default "benchmarks" */
  readonly fileName?: string | undefined;
}

/**
 * Reads benchmarks from a text: JSON (a list, or `{ "benchmarks": […] }`), JSON Lines, CSV with a head line, or
 * Markdown (`## 1. question` followed by a block of SQL). Field names may be in camelCase or snake_case;
 * `question` may carry a language in front (`korean_question`).
 *
 * @throws BenchmarkFormatError listing every row that is wrong, with its place; nothing is skipped in silence.
 */
export function parseBenchmarks(
  text: string,
  { format, fileName = "benchmarks" }: ParseBenchmarksOptions = {},
): readonly Benchmark[] {
  const rows = readers[format ?? detectFormat(text, fileName)](text.replace(/^\uFEFF/, ""), fileName);
  const problems: BenchmarkProblem[] = [];
  const places = new Map<string, string>();
  const benchmarks = rows.flatMap(({ place, value }): readonly Benchmark[] => {
    const parsed = BenchmarkSchema.safeParse(isPlainObject(value) ? withStandardNames(value) : value);
    if (!parsed.success) {
      problems.push(
        ...parsed.error.issues.map(({ path, message }) => ({ place, field: path.join("."), message })),
      );
      return [];
    }
    const { id } = parsed.data;
    const first = places.get(id);
    if (first === undefined) places.set(id, place);
    else problems.push({ place, field: "id", message: `"${id}" is used already at ${first}` });
    return [parsed.data];
  });
  if (problems.length > 0) throw new BenchmarkFormatError(fileName, problems);
  return benchmarks;
}

const readers: Readonly<
  Record<BenchmarkFormat, (text: string, fileName: string) => readonly BenchmarkRow[]>
> = {
  json: (text, fileName) => {
    const parsed = parseJsonSafely(text);
    if (!parsed.ok)
      throw new BenchmarkFormatError(fileName, [
        { place: "file", field: "", message: `is not JSON: ${parsed.reason}` },
      ]);
    const list = isPlainObject(parsed.value)
      ? (parsed.value.benchmarks ?? parsed.value.questions)
      : parsed.value;
    if (!Array.isArray(list)) {
      throw new BenchmarkFormatError(fileName, [
        { place: "file", field: "", message: 'must be a list, or an object with a list "benchmarks"' },
      ]);
    }
    return list.map((value: unknown, index) => ({ place: `[${index}]`, value }));
  },
  jsonl: (text, fileName) =>
    text.split("\n").flatMap((line, index) => {
      if (line.trim() === "") return [];
      const parsed = parseJsonSafely(line);
      if (!parsed.ok) {
        throw new BenchmarkFormatError(fileName, [
          { place: `line ${index + 1}`, field: "", message: `is not JSON: ${parsed.reason}` },
        ]);
      }
      return [{ place: `line ${index + 1}`, value: parsed.value }];
    }),
  csv: (text, fileName) => parseCsv(text, fileName),
  markdown: (text) => parseMarkdownBenchmarks(text),
};

function detectFormat(text: string, fileName: string): BenchmarkFormat {
  const ending = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase();
  if (ending === "json" || ending === "jsonl" || ending === "csv") return ending;
  if (ending === "ndjson") return "jsonl";
  if (ending === "md" || ending === "markdown") return "markdown";
  const start = text.trimStart();
  if (start.startsWith("[")) return "json";
  if (start.startsWith("{")) return parseJsonSafely(text).ok ? "json" : "jsonl";
  return /^##\s/m.test(text) ? "markdown" : "csv";
}

const standardNames: Readonly<Record<string, string>> = {
  sql: "expectedSql",
  expectedSql: "expectedSql",
  expected_sql: "expectedSql",
  gold_sql: "expectedSql",
  expected_result: "expectedResult",
  benchmark_id: "id",
  question_id: "id",
  is_protected: "isProtected",
  protected: "isProtected",
};

/** A row with the library's field names; an id is made from the question where there is none. */
function withStandardNames(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const named: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === null || value === "") continue;
    const standard = /^[a-z]+_question$/.test(name) ? "question" : (standardNames[name] ?? name);
    named[standard] ??= typeof value === "number" && standard === "id" ? String(value) : value;
  }
  if (typeof named.tags === "string")
    named.tags = named.tags
      .split(/[;,]/)
      .map((tag) => tag.trim())
      .filter(Boolean);
  if (typeof named.question === "string") named.id ??= hashText(named.question.trim()).slice(0, 32);
  return named;
}

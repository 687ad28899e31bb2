import { compareBytes } from "../space/byte-order.js";
import { documentIdPattern } from "../space/document-ids.js";
import { defaultDocumentLimits } from "../space/document-limits.js";
import type { BenchmarkQuestion } from "../space/serialized-space.js";
import type { SpaceDocument } from "../space/space-document.js";
import { piecesOf } from "../space/text-pieces.js";
import { hashText } from "../util/hash.js";
import type { Benchmark } from "./benchmark.js";
import { BenchmarkFormatError, type BenchmarkProblem } from "./benchmark-format-error.js";

/** How benchmarks are written. */
export interface WriteBenchmarksOptions {
  /** `replace` drops the questions that the space holds; `merge` keeps those with other ids. @default "replace" */
  readonly mode?: "replace" | "merge" | undefined;
  /** Questions that a space may hold. @default 500 */
  readonly maxBenchmarks?: number | undefined;
}

/** A document with the benchmarks in it. */
export interface WrittenBenchmarks {
  readonly document: SpaceDocument;
  /** Ids in the document by ids of the benchmarks: where the service would not accept one, it is derived from it. */
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * Writes benchmarks into a document's `benchmarks.questions`: with ids that the service accepts and nothing else in
 * the document has, sorted, and within its limits. Writing the same again changes nothing. A benchmark that has only
 * rows and no SQL is written without an answer, for a person to judge. What else the document says of a question
 * that it holds already is kept.
 *
 * @throws BenchmarkFormatError listing every benchmark that does not fit.
 */
export function writeBenchmarks(
  document: SpaceDocument,
  benchmarks: readonly Benchmark[],
  { mode = "replace", maxBenchmarks = defaultDocumentLimits.benchmarks }: WriteBenchmarksOptions = {},
): WrittenBenchmarks {
  const stored = document.data.benchmarks?.questions ?? [];
  const byId = new Map(stored.map((question) => [question.id, question]));
  const taken = otherIds(document);
  const ids = acceptableIds(benchmarks, taken);
  const written = benchmarks.map((benchmark) => {
    const id = ids.get(benchmark.id) ?? benchmark.id;
    return questionOf(benchmark, id, byId.get(id));
  });
  const own = new Set(ids.values());
  const kept = mode === "merge" ? stored.filter(({ id }) => !own.has(id)) : [];
  const questions = [...kept, ...written].toSorted((a, b) => compareBytes(a.id, b.id));
  const problems = [
    ...benchmarks.flatMap(problemsOf),
    ...repeatedIds(benchmarks),
    ...(questions.length > maxBenchmarks
      ? [
          {
            place: "benchmarks",
            field: "",
            message: `a space holds at most ${maxBenchmarks} questions, these are ${questions.length}`,
          },
        ]
      : []),
  ];
  if (problems.length > 0) throw new BenchmarkFormatError("The list", problems);
  const data = { ...document.data, benchmarks: { ...document.data.benchmarks, questions } };
  const result = document.with(data);
  requireSize(result);
  return { document: result, ids };
}

/** Each of many benchmarks may fit, and all together be too much for the document. */
function requireSize(document: SpaceDocument): void {
  const bytes = new TextEncoder().encode(document.serialize()).length;
  const { documentBytes } = defaultDocumentLimits;
  if (bytes <= documentBytes) return;
  const message = `make a document of ${bytes} bytes; the service takes ${documentBytes}`;
  throw new BenchmarkFormatError("The list", [{ place: "benchmarks", field: "", message }]);
}

function questionOf(
  { question, expectedSql }: Benchmark,
  id: string,
  known: BenchmarkQuestion | undefined,
): BenchmarkQuestion {
  const [answer] = known?.answer ?? [];
  return {
    ...known,
    id,
    question: piecesOf(question),
    answer: [{ ...answer, format: "SQL", content: piecesOf(expectedSql ?? "") }],
  };
}

/** Ids that can stay do; those that are made keep clear of them. */
function acceptableIds(
  benchmarks: readonly Benchmark[],
  others: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const taken = new Set(others);
  const staying = benchmarks.flatMap(({ id }) => (documentIdPattern.test(id) && !others.has(id) ? [id] : []));
  for (const id of staying) taken.add(id);
  const ids = new Map(staying.map((id) => [id, id]));
  for (const { id } of benchmarks) {
    if (ids.has(id)) continue;
    const made = acceptableId(id, taken);
    ids.set(id, made);
    taken.add(made);
  }
  return new Map(benchmarks.map(({ id }) => [id, ids.get(id) ?? id]));
}

function acceptableId(id: string, taken: ReadonlySet<string>): string {
  for (let candidate = id, salt = 0; ; salt += 1) {
    if (documentIdPattern.test(candidate) && !taken.has(candidate)) return candidate;
    candidate = hashText(salt === 0 ? id : `${id} ${salt}`).slice(0, 32);
  }
}

/** Ids of everything but the benchmarks: an id may stand in a document once. */
function otherIds({ data }: SpaceDocument): ReadonlySet<string> {
  const ids = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("id" in value && typeof value.id === "string") ids.add(value.id);
    for (const member of Object.values(value)) collect(member);
  };
  collect({ ...data, benchmarks: undefined });
  return ids;
}

function problemsOf({ id, question, expectedSql }: Benchmark): readonly BenchmarkProblem[] {
  const { stringLength, listLength } = defaultDocumentLimits;
  const place = `benchmark ${id}`;
  const isLong = (text: string) => piecesOf(text).some((piece) => piece.length > stringLength);
  const hasManyLines = (text: string) => piecesOf(text).length > listLength;
  const tooMany = `has more than ${listLength} lines`;
  const tooLong = `has a line of more than ${stringLength} characters`;
  return [
    ...(question.trim() === "" ? [{ place, field: "question", message: "is empty" }] : []),
    ...(isLong(question) ? [{ place, field: "question", message: tooLong }] : []),
    ...(hasManyLines(question) ? [{ place, field: "question", message: tooMany }] : []),
    ...(hasManyLines(expectedSql ?? "") ? [{ place, field: "expectedSql", message: tooMany }] : []),
    ...(isLong(expectedSql ?? "") ? [{ place, field: "expectedSql", message: tooLong }] : []),
  ];
}

function repeatedIds(benchmarks: readonly Benchmark[]): readonly BenchmarkProblem[] {
  const ids = benchmarks.map(({ id }) => id);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...repeated].map((id) => ({
    place: `benchmark ${id}`,
    field: "id",
    message: "is used more than once",
  }));
}

import type { Benchmark } from "./benchmark.js";
import type { FieldOptions } from "./benchmark-fields.js";
import { type BenchmarkFormat, detectFormat, rowReader } from "./benchmark-format.js";
import { BenchmarkFormatError } from "./benchmark-format-error.js";
import { checkRows } from "./check-rows.js";

export type { BenchmarkFormat } from "./benchmark-format.js";

/** How a text is read as benchmarks. */
export interface ParseBenchmarksOptions extends FieldOptions {
  /** @default by the ending of `fileName`, or else by what the text looks like */
  readonly format?: BenchmarkFormat | undefined;
  /** Names the source in errors. @default "benchmarks" */
  readonly fileName?: string | undefined;
}

/**
 * Reads benchmarks from a text: JSON (a list, `{ "benchmarks": […] }`, or a space document), JSON Lines, CSV with a
 * head line, or Markdown (`## 1. question` followed by a block of SQL). Field names may be in camelCase or
 * snake_case; `question` may name its language (`korean_question`).
 *
 * @throws BenchmarkFormatError listing everything that is wrong, with file, place and field; nothing is skipped in
 * silence. ConfigurationError when `format` is none of these.
 */
export function parseBenchmarks(
  text: string,
  { format, fileName = "benchmarks", language }: ParseBenchmarksOptions = {},
): readonly Benchmark[] {
  const clean = text.replace(/^\uFEFF/, "");
  if (clean.trim() === "")
    throw new BenchmarkFormatError(fileName, [{ place: "file", field: "", message: "is empty" }]);
  const { rows, problems } = rowReader(format ?? detectFormat(clean, fileName))(clean);
  // An empty list in JSON is meant; lines of text that hold no benchmark are another format, or none.
  if (rows.length === 0 && problems.length === 0 && !/^\s*[[{]/.test(clean))
    throw new BenchmarkFormatError(fileName, [{ place: "file", field: "", message: "holds no benchmarks" }]);
  return checkRows(rows, { fileName, problems, language });
}

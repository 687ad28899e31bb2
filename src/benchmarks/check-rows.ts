import { isPlainObject } from "../util/json.js";
import type { Benchmark } from "./benchmark.js";
import { type FieldOptions, questionId, standardFields } from "./benchmark-fields.js";
import { BenchmarkFormatError, type BenchmarkProblem } from "./benchmark-format-error.js";
import type { BenchmarkRow } from "./benchmark-row.js";
import { BenchmarkSchema } from "./benchmark-schema.js";

export interface CheckRowsOptions extends FieldOptions {
  /** Names the source in errors. */
  readonly fileName: string;
  /** What was found wrong while the rows were read. */
  readonly problems?: readonly BenchmarkProblem[] | undefined;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Without a question no id can be made for a row that has none; that is no second mistake. */
function issuesOf(issues: readonly Issue[], fields: unknown): readonly Issue[] {
  const isMade = isPlainObject(fields) && fields.id === undefined;
  return isMade ? issues.filter(({ path }) => path[0] !== "id") : issues;
}

/**
 * Benchmarks of rows.
 * @throws BenchmarkFormatError listing everything that is wrong with any of them.
 */
export function checkRows(
  rows: readonly BenchmarkRow[],
  { fileName, problems: known = [], language }: CheckRowsOptions,
): readonly Benchmark[] {
  const problems = [...known];
  const places = new Map<string, string>();
  const benchmarks = rows.flatMap(({ place, value }): readonly Benchmark[] => {
    const fields = isPlainObject(value) ? standardFields(value, { language }) : value;
    const parsed = BenchmarkSchema.safeParse(fields);
    if (!parsed.success) {
      problems.push(
        ...issuesOf(parsed.error.issues, fields).map(({ path, message }) => ({
          place,
          field: path.join("."),
          message,
        })),
      );
      return [];
    }
    const { id, question } = parsed.data;
    const first = places.get(id);
    if (first === undefined) places.set(id, place);
    else {
      const isMade = id === questionId(question);
      problems.push({
        place,
        field: isMade ? "question" : "id",
        message: isMade
          ? `is the same as at ${first}; drop one, or give both an id`
          : `"${id}" is used already at ${first}`,
      });
    }
    return [parsed.data];
  });
  if (problems.length > 0) throw new BenchmarkFormatError(fileName, problems);
  return benchmarks;
}

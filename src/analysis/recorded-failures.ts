import * as z from "zod";
import type { Benchmark } from "../benchmarks/benchmark.js";
import { checkOptions } from "../errors/check-options.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import { SpaceDocument } from "../space/space-document.js";
import type { Catalog } from "../sql/catalog.js";
import { isPlainObject } from "../util/json.js";
import { parseJsonSafely } from "../util/parse-json.js";
import type { AnalysisRequest } from "./failure-analyzer.js";

/** Failures with all that is needed to analyse them again: with other prompts, or by another model. */
export type RecordedFailures = Pick<
  AnalysisRequest,
  "failures" | "benchmarks" | "document" | "catalog" | "metricViewSchema"
>;

const isResult = (value: unknown) =>
  isPlainObject(value) &&
  value.verdict === "fail" &&
  [value.benchmarkId, value.question, value.explanation].every((member) => typeof member === "string");
const isBenchmark = (value: unknown) =>
  isPlainObject(value) && typeof value.id === "string" && typeof value.question === "string";
const isTable = (value: unknown) =>
  isPlainObject(value) && typeof value.name === "string" && Array.isArray(value.columns);

const RecordedFailuresSchema = z.strictObject({
  format: z.literal("genie-enhancer failures 1"),
  failures: z.array(z.custom<BenchmarkResult>(isResult, "must be a result with the verdict fail")),
  benchmarks: z.array(z.custom<Benchmark>(isBenchmark, "must be a benchmark")),
  document: z.looseObject({}),
  catalog: z.strictObject({
    tables: z.array(z.custom<Catalog["tables"][number]>(isTable, "must be a table with its columns")),
    problems: z.array(z.object({ table: z.string(), reason: z.string() })),
  }),
  metricViewSchema: z.string().optional(),
});

/** Failures as JSON, to be kept in a file. They hold business questions, SQL and rows: keep them as you keep data. */
export function writeRecordedFailures({ document, ...recorded }: RecordedFailures): string {
  const { failures, benchmarks, catalog, metricViewSchema } = recorded;
  return JSON.stringify(
    {
      format: "genie-enhancer failures 1",
      failures,
      benchmarks,
      document: document.data,
      catalog,
      metricViewSchema,
    },
    (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
  );
}

/**
 * Reads what `writeRecordedFailures` wrote.
 * @throws ConfigurationError naming what is wrong, or SpaceDocumentError for the document.
 */
export function readRecordedFailures(text: string): RecordedFailures {
  const parsed = parseJsonSafely(text);
  if (!parsed.ok)
    throw new ConfigurationError("recorded failures", [{ path: "", message: `not JSON: ${parsed.reason}` }]);
  const {
    format: _,
    document,
    ...rest
  } = checkOptions("recorded failures", RecordedFailuresSchema, parsed.value);
  return { ...rest, document: SpaceDocument.parse(document) };
}

import * as z from "zod";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import { isPlainObject, type JsonValue, jsonCopy } from "../util/json.js";
import { redactValue } from "../util/redact.js";

const ResultSchema = z.custom<BenchmarkResult>(
  (value) =>
    isPlainObject(value) &&
    typeof value.benchmarkId === "string" &&
    typeof value.question === "string" &&
    ["pass", "fail", "error", "invalid"].includes(String(value.verdict)),
);

/** A result as the journal holds it: without secrets, and without the rows of a right answer, which are the expected ones. */
export function writeResult(result: BenchmarkResult): JsonValue {
  const { actual, comparison, ...rest } = result;
  const kept = result.verdict === "fail" ? { ...rest, actual, comparison } : rest;
  return jsonCopy(redactValue(jsonCopy(kept)));
}

/** @throws ZodError when the value is no result. */
export function readResult(value: JsonValue): BenchmarkResult {
  return ResultSchema.parse(value);
}

import { estimateTokens } from "../prompts/tokens.js";
import type { Cell, ResultTable } from "../sql/result-table.js";
import type { FailureCase } from "./analysis-input.js";

/** Steps by which a failure is told more briefly; after the last of them it is left out. */
const steps: readonly ((failure: FailureCase) => FailureCase)[] = [
  ({ expectedSample, actualSample, ...failure }) => ({
    ...failure,
    expectedSample: narrowed(expectedSample),
    actualSample: narrowed(actualSample),
  }),
  ({ expectedSample: _, actualSample: __, ...failure }) => failure,
  ({ expectedSample: _, actualSample: __, ...failure }) => withTexts(failure, 500, 4_000),
  ({ expectedSample: _, actualSample: __, ...failure }) => withTexts(failure, 200, 1_200),
  ({ benchmarkId, question, failureCategory, explanation, expectedSql }) => ({
    benchmarkId,
    question: cut(question, 300) ?? "",
    failureCategory,
    explanation: cut(explanation, 120) ?? "",
    expectedSql: cut(expectedSql, 300),
  }),
];

export interface FittedFailures {
  /** At least one. */
  readonly failures: readonly FailureCase[];
  /** What was shortened or left out, in one sentence; undefined when nothing was. */
  readonly omitted: string | undefined;
}

/**
 * Failures as a prompt has room for them: the last ones are told more briefly, step by step, and left out only when
 * even the shortest form of all is too long. The first is told in full, unless it takes more than half of the room by
 * itself, or more than all of it where it is the only one.
 */
export function fitFailures(failures: readonly FailureCase[], maxTokens: number): FittedFailures {
  const [first, ...others] = failures;
  const most = others.length > 0 ? maxTokens / 2 : maxTokens;
  const head = first && [(failure: FailureCase) => failure, ...steps].map((step) => step(first));
  const fitting = head?.find((failure) => tokensOf(failure) <= most) ?? head?.at(-1);
  let fitted: readonly (FailureCase | undefined)[] = fitting ? [fitting, ...others] : others;
  const sizes = fitted.map((failure) => (failure ? tokensOf(failure) : 0));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  for (const step of [...steps, () => undefined]) {
    for (let index = failures.length - 1; index > 0 && total > maxTokens; index -= 1) {
      const failure = failures[index];
      const brief = failure && step(failure);
      const size = brief ? tokensOf(brief) : 0;
      total += size - (sizes[index] ?? 0);
      sizes[index] = size;
      fitted = fitted.with(index, brief);
    }
  }
  const shown = fitted.filter((failure) => failure !== undefined);
  const shortened = shown.filter((failure) => !failures.includes(failure)).length;
  const left = failures.length - shown.length;
  const parts = [
    ...(shortened > 0 ? [`${shortened} of the failures are told briefly`] : []),
    ...(left > 0 ? [`${left} more of the same kind are left out`] : []),
  ];
  return { failures: shown, omitted: parts.length > 0 ? `For length, ${parts.join(", and ")}.` : undefined };
}

function tokensOf(failure: FailureCase): number {
  return estimateTokens(JSON.stringify(failure));
}

/** The left columns of a few rows: enough to see what a column holds. */
function narrowed(sample: ResultTable | undefined): ResultTable | undefined {
  if (!sample) return undefined;
  const rows = sample.rows.slice(0, 3).map((row) => row.slice(0, 15).map(shortCell));
  return { columns: sample.columns.slice(0, 15), rows, truncated: true };
}

function shortCell(cell: Cell): Cell {
  return typeof cell === "string" ? (cut(cell, 60) ?? cell) : cell;
}

function withTexts(failure: FailureCase, text: number, sql: number): FailureCase {
  return {
    ...failure,
    genieText: cut(failure.genieText, text),
    explanation: cut(failure.explanation, text) ?? "",
    expectedSql: cut(failure.expectedSql, sql),
    genieSql: cut(failure.genieSql, sql),
  };
}

function cut(text: string | undefined, length: number): string | undefined {
  return text !== undefined && text.length > length ? `${text.slice(0, length)}…` : text;
}

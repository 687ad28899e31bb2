import { estimateTokens } from "../prompts/tokens.js";
import type { FailureCase } from "./analysis-input.js";

/** Steps by which a failure is told more briefly. */
const steps: readonly ((failure: FailureCase) => FailureCase | undefined)[] = [
  ({ expectedSample: _, actualSample: __, ...failure }) => failure,
  ({ expectedSample: _, actualSample: __, ...failure }) => ({
    ...failure,
    genieText: cut(failure.genieText, 200),
    explanation: cut(failure.explanation, 200) ?? "",
    expectedSql: cut(failure.expectedSql, 1_200),
    genieSql: cut(failure.genieSql, 1_200),
  }),
  ({ benchmarkId, question, failureCategory, explanation, expectedSql }) => ({
    benchmarkId,
    question: cut(question, 300) ?? "",
    failureCategory,
    explanation: cut(explanation, 120) ?? "",
    expectedSql: cut(expectedSql, 300),
  }),
  () => undefined,
];

export interface FittedFailures {
  /** At least one. */
  readonly failures: readonly FailureCase[];
  /** What was shortened or left out, in one sentence; undefined when nothing was. */
  readonly omitted: string | undefined;
}

/**
 * Failures as a prompt has room for them: the last ones are told more briefly, step by step, and left out only when
 * even the shortest form of all is too long. The first is always told in full.
 */
export function fitFailures(failures: readonly FailureCase[], maxTokens: number): FittedFailures {
  let fitted: readonly (FailureCase | undefined)[] = failures;
  const sizes = failures.map(tokensOf);
  let total = sizes.reduce((sum, size) => sum + size, 0);
  for (const step of steps) {
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

function cut(text: string | undefined, length: number): string | undefined {
  return text !== undefined && text.length > length ? `${text.slice(0, length)}…` : text;
}

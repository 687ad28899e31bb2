import { fence } from "../prompts/fence.js";
import type { PromptLoader, RenderedPrompt } from "../prompts/prompt-loader.js";
import type { ResultTable } from "../sql/result-table.js";
import type { Cancellable } from "../util/cancellable.js";
import type { ResultComparison } from "./compare-results.js";
import { differencesText, sampleText } from "./judge-sample.js";

/** What a judge is shown of an answer that comparing results could not decide. */
export interface JudgeInput {
  readonly question: string;
  readonly expectedSql?: string | undefined;
  readonly genieSql: string;
  readonly expected: ResultTable;
  readonly actual: ResultTable;
  readonly comparison: ResultComparison;
}

/** Renders the question to the judge, everything from outside in named data blocks. */
export function renderJudgement(
  { question, expectedSql, genieSql, expected, actual, comparison }: JudgeInput,
  { prompts, signal }: Cancellable & { readonly prompts: PromptLoader },
): Promise<RenderedPrompt> {
  return prompts.render(
    "answer-comparison",
    {
      question: fence("question", question),
      expected_sql: fence("expected-sql", expectedSql ?? "(only the rows are known)"),
      actual_sql: fence("actual-sql", genieSql),
      expected_rows: fence("expected-rows", sampleText(expected)),
      actual_rows: fence("actual-rows", sampleText(actual)),
      differences: fence("differences", differencesText(comparison)),
    },
    { signal },
  );
}

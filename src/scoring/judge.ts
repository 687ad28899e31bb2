import { z } from "zod";
import type { LlmClient } from "../llm/llm-client.js";
import { generateStructured } from "../llm/structured-output.js";
import { fence } from "../prompts/fence.js";
import type { PromptLoader } from "../prompts/prompt-loader.js";
import type { ResultTable } from "../sql/result-table.js";
import type { ResultComparison } from "./compare-results.js";

/** What a judge is shown of an answer that comparing results could not decide. */
export interface JudgeInput {
  readonly question: string;
  readonly expectedSql?: string | undefined;
  readonly genieSql: string;
  readonly expected: ResultTable;
  readonly actual: ResultTable;
  readonly comparison: ResultComparison;
}

export interface JudgeVerdict {
  readonly isCorrect: boolean;
  /** 0 to 1, as the model says. */
  readonly confidence: number;
  readonly reason: string;
  readonly failureCategory?: string | undefined;
}

const VerdictSchema = z.object({
  // A text such as "false" must not pass for true.
  isCorrect: z.boolean(),
  confidence: z.number().min(0).max(1),
  reason: z.string().max(4_000),
  failureCategory: z.string().nullish(),
});

const shownRows = 20;

/** Has a model say whether an answer is right although it differs. */
export class AnswerJudge {
  readonly #llm: LlmClient;
  readonly #prompts: PromptLoader;

  constructor({ llm, prompts }: { readonly llm: LlmClient; readonly prompts: PromptLoader }) {
    this.#llm = llm;
    this.#prompts = prompts;
  }

  /** @throws LlmOutputError when the model does not answer in the agreed form; that is never a pass. */
  async judge(
    input: JudgeInput,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<JudgeVerdict> {
    const { text } = await this.#prompts.render(
      "answer-comparison",
      {
        question: fence("question", input.question),
        expected_sql: fence("expected-sql", input.expectedSql ?? "(only the rows are known)"),
        actual_sql: fence("actual-sql", input.genieSql),
        expected_rows: fence("expected-rows", rowsText(input.expected)),
        actual_rows: fence("actual-rows", rowsText(input.actual)),
        differences: fence("differences", differencesText(input.comparison)),
      },
      { signal },
    );
    const { value } = await generateStructured({
      llm: this.#llm,
      request: {
        messages: [{ role: "user", content: text }],
        outputSchema: { name: "answer_verdict", schema: verdictSchema },
        temperature: 0,
        purpose: { kind: "judge-answer", input },
      },
      schema: VerdictSchema,
      signal,
    });
    return { ...value, failureCategory: value.failureCategory ?? undefined };
  }
}

const verdictSchema = {
  type: "object",
  properties: {
    isCorrect: { type: "boolean" },
    confidence: { type: "number" },
    reason: { type: "string" },
    failureCategory: { type: ["string", "null"] },
  },
  required: ["isCorrect", "confidence", "reason", "failureCategory"],
  additionalProperties: false,
};

function rowsText({ columns, rows, truncated }: ResultTable): string {
  const lines = [columns.map(({ name }) => name), ...rows.slice(0, shownRows)].map((row) =>
    JSON.stringify(row, bigintAsText),
  );
  return [
    ...lines,
    `(${rows.length}${truncated ? " or more" : ""} rows, ${Math.min(rows.length, shownRows)} shown)`,
  ].join("\n");
}

function differencesText({ verdict, summary, sampleMissing, sampleExtra }: ResultComparison): string {
  return JSON.stringify({ verdict, summary, sampleMissing, sampleExtra }, bigintAsText, 1);
}

function bigintAsText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

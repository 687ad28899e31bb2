import { ApiError } from "../errors/api-error.js";
import { BudgetSpentError } from "../errors/budget-spent-error.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import { PromptError } from "../errors/prompt-error.js";
import type { AnswerJudge, JudgeVerdict } from "./judge.js";
import type { JudgeInput } from "./render-judgement.js";

/** What a judge said, or why it said nothing that could be used. */
export type JudgeOpinion =
  | { readonly ok: true; readonly verdict: JudgeVerdict }
  | { readonly ok: false; readonly reason: string };

/**
 * Asks a judge. A model is anybody's code and may fail in any way; only what would fail again for every question
 * (a refused token, a spent budget, a broken prompt) is thrown.
 */
export async function askJudge(
  judge: AnswerJudge,
  input: JudgeInput,
  signal: AbortSignal | undefined,
): Promise<JudgeOpinion> {
  try {
    return { ok: true, verdict: await judge.judge(input, { signal }) };
  } catch (error) {
    signal?.throwIfAborted();
    if (isLasting(error)) throw error;
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function isLasting(error: unknown): boolean {
  if (error instanceof ApiError)
    return ["UNAUTHENTICATED", "PERMISSION_DENIED", "NOT_FOUND"].includes(error.code);
  return (
    error instanceof BudgetSpentError || error instanceof ConfigurationError || error instanceof PromptError
  );
}

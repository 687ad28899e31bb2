import PQueue from "p-queue";
import type { LlmClient } from "../llm/llm-client.js";
import type { PromptLoader } from "../prompts/prompt-loader.js";
import type { ResultTable } from "../sql/result-table.js";
import type { Cancellable } from "../util/cancellable.js";
import { compareAnswer } from "./decide-answer.js";
import { AnswerJudge, type JudgeVerdict } from "./judge.js";
import { askJudge } from "./judge-opinion.js";
import type { JudgeInput } from "./render-judgement.js";
import { wilsonInterval } from "./score.js";

/** An answer of which a person has said whether it is right. */
export interface LabelledAnswer {
  readonly id: string;
  readonly question: string;
  readonly expectedSql?: string | undefined;
  readonly genieSql: string;
  readonly expected: ResultTable;
  readonly actual: ResultTable;
  /** What the person said. */
  readonly isCorrect: boolean;
}

/** A labelled answer with what the judge said of it. */
export interface JudgedAnswer {
  readonly id: string;
  readonly isCorrect: boolean;
  /** Absent when the judge gave no usable verdict. */
  readonly verdict?: JudgeVerdict | undefined;
  /** Why there is no verdict. */
  readonly problem?: string | undefined;
}

/** How far a judge can be trusted. */
export interface JudgeAgreement {
  readonly cases: number;
  /** Cases with a usable verdict. */
  readonly judged: number;
  readonly agreed: number;
  /** Wrong answers that the judge let pass: the costly kind. */
  readonly falsePasses: number;
  /** Right answers that the judge failed. */
  readonly falseFails: number;
  /** Cases without a usable verdict. */
  readonly errors: number;
  /** Agreed / judged; 0 when nothing was judged. */
  readonly agreement: number;
  /** Wilson 95 % interval of the agreement. */
  readonly interval: { readonly low: number; readonly high: number };
  /** Cohen's kappa: agreement beyond chance, 1 at the most; undefined when all labels or all verdicts are alike. */
  readonly kappa: number | undefined;
  /** In the order of the cases. */
  readonly answers: readonly JudgedAnswer[];
}

/** Which judge is measured, on what. */
export interface JudgeAgreementOptions extends Cancellable {
  /** @default the prompts that come with the package */
  readonly prompts?: PromptLoader | undefined;
  /** Cases judged at once. @default 4 */
  readonly maxConcurrency?: number | undefined;
}

/** Has a model judge answers whose truth is known, with the prompt that scoring uses. */
export async function judgeAgreement(
  llm: LlmClient,
  cases: readonly LabelledAnswer[],
  { prompts, maxConcurrency = 4, signal }: JudgeAgreementOptions = {},
): Promise<JudgeAgreement> {
  const judge = new AnswerJudge({ llm, prompts });
  const queue = new PQueue({ concurrency: maxConcurrency });
  const failure = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const answers: JudgedAnswer[] = [];
  const judging = cases.map((labelled, index) =>
    queue.add(async () => {
      if (stop.aborted) return;
      try {
        const { id, isCorrect } = labelled;
        const opinion = await askJudge(judge, inputOf(labelled), stop);
        answers[index] = opinion.ok
          ? { id, isCorrect, verdict: opinion.verdict }
          : { id, isCorrect, problem: opinion.reason };
      } catch (error) {
        failure.abort(error);
      }
    }),
  );
  await Promise.all(judging);
  stop.throwIfAborted();
  return summarize(answers);
}

function inputOf(labelled: LabelledAnswer): JudgeInput {
  const { id, isCorrect: _, question, expectedSql, expected, actual, genieSql } = labelled;
  const comparison = compareAnswer({ id, question, expectedSql }, expected, actual);
  return { question, expectedSql, genieSql, expected, actual, comparison };
}

function summarize(answers: readonly JudgedAnswer[]): JudgeAgreement {
  const judged = answers.filter(({ verdict }) => verdict !== undefined);
  const count = (label: boolean, said: boolean) =>
    judged.filter(({ isCorrect, verdict }) => isCorrect === label && verdict?.isCorrect === said).length;
  const [rightPasses, falsePasses] = [count(true, true), count(false, true)];
  const [falseFails, rightFails] = [count(true, false), count(false, false)];
  const agreed = rightPasses + rightFails;
  const total = judged.length;
  const isOneSided = [rightPasses + falseFails, rightPasses + falsePasses].some(
    (count) => count === 0 || count === total,
  );
  const byChance =
    ((rightPasses + falseFails) * (rightPasses + falsePasses) +
      (falsePasses + rightFails) * (falseFails + rightFails)) /
    (total * total);
  return {
    cases: answers.length,
    judged: total,
    agreed,
    falsePasses,
    falseFails,
    errors: answers.length - total,
    agreement: total === 0 ? 0 : agreed / total,
    interval: wilsonInterval(agreed, total),
    kappa: isOneSided ? undefined : (agreed / total - byChance) / (1 - byChance),
    answers,
  };
}

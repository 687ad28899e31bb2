import { messageErrorKind } from "../../../genie/message-errors.js";
import { textOf } from "../../../space/text-pieces.js";
import type { SpaceRecord, WorkspaceState } from "../workspace-state.js";
import { assessResponse } from "./assess-response.js";
import type { EvalFinding, EvalQuestion, EvalResponse } from "./eval-run.js";
import type { GenieResponse } from "./message.js";
import { mostRows, rowsOf } from "./query-rows.js";
import { respond } from "./respond.js";

/** A question of the space's benchmarks, as the document holds it. */
export interface StoredQuestion {
  readonly id: string;
  readonly question: readonly string[];
  readonly answer?: readonly { readonly content?: readonly string[] | undefined }[] | undefined;
}

/** Asks one benchmark question in a conversation of its own and judges the answer. */
export async function evaluateQuestion(
  state: WorkspaceState,
  space: SpaceRecord,
  stored: StoredQuestion,
): Promise<EvalQuestion> {
  const question = textOf(stored.question).trim();
  const expectedSql = textOf(stored.answer?.[0]?.content ?? []).trim();
  const response = await respond(state, { space, content: question });
  const finding = await findingOf(state, question, expectedSql, response);
  return { resultId: state.newId(), benchmarkId: stored.id, question, expectedSql, finding };
}

async function findingOf(
  state: WorkspaceState,
  question: string,
  expectedSql: string,
  response: GenieResponse,
): Promise<EvalFinding> {
  const query = response.queries.at(-1);
  // Held here from now on: a run keeps its rows for longer than the statements do.
  const kept = query && rowsOf(state, query.execution);
  const found = kept && { ...kept };
  const actual: readonly EvalResponse[] = [
    ...(query ? [{ text: query.sql, type: "SQL", statement: found } as const] : []),
    ...(response.text ? [{ text: response.text.content, type: "TEXT" } as const] : []),
  ];
  if (response.failure && messageErrorKind(response.failure.type) === "transient")
    return { reasons: ["TRANSIENT_ERROR"], expected: [], actual };
  if (expectedSql === "") return { assessment: "NEEDS_REVIEW", reasons: [], expected: [], actual };
  const statement = { ...(await state.runStatement(expectedSql, undefined, mostRows)) };
  const expected: readonly EvalResponse[] = [{ text: expectedSql, type: "SQL", statement }];
  if (!query) return { assessment: "BAD", reasons: ["EMPTY_RESULT"], expected, actual };
  const assessed = assessResponse({
    question,
    expectedSql,
    expected: statement.result,
    actualSql: query.sql,
    hasParameters: (query.parameters?.length ?? 0) > 0,
    actual: found?.result,
  });
  return { ...assessed, expected, actual };
}

import { ServiceError } from "../service-error.js";
import { type StatementRecord, statementRecord } from "../statement-response.js";
import type { WorkspaceState } from "../workspace-state.js";
import type { Execution, WrittenQuery } from "./message.js";

/** Rows of one answer that the service hands out. */
export const mostRows = 5_000;

/** Executes a query; whether it succeeds or fails is part of what comes back. */
export async function execute(
  state: WorkspaceState,
  { sql, parameters }: Pick<WrittenQuery, "sql" | "parameters">,
): Promise<Execution> {
  const { id, result, isTruncated, error } = await state.runStatement(sql, parameters, mostRows);
  const rowCount = result?.rows.length ?? 0;
  return { statementId: id, at: state.now, rowCount, isTruncated, problem: error?.message };
}

/** The outcome of an execution with its rows; undefined once these are gone. */
export function rowsOf(state: WorkspaceState, { statementId }: Execution): StatementRecord | undefined {
  try {
    const statement = state.statements.get(statementId);
    return statement.outcome.state === "CLOSED" ? undefined : statementRecord(statement);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

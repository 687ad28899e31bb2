import type { SpaceDocument } from "../space/space-document.js";
import type { SqlClient } from "../sql/sql-client.js";
import { SqlError, SqlRefusedError } from "../sql/sql-error.js";
import type { Cancellable } from "../util/cancellable.js";
import type { FixProblem } from "./fix-problem.js";
import type { FixStatement } from "./fix-statement.js";
import { checkStatement } from "./fix-statement.js";

/**
 * Lets the warehouse compile the queries that a fix brings, with the defaults of their parameters. Each is guarded
 * first. What is wrong comes back in the service's own words.
 */
export async function compileStatements(
  statements: readonly FixStatement[],
  document: SpaceDocument,
  sql: SqlClient | undefined,
  { signal }: Cancellable = {},
): Promise<readonly FixProblem[]> {
  const problems: FixProblem[] = [];
  for (const statement of statements) {
    const refused = checkStatement(statement, document);
    problems.push(...refused);
    if (refused.length > 0 || !sql) continue;
    try {
      await sql.explain(statement.sql, { parameters: statement.parameters, signal });
    } catch (error) {
      if (!(error instanceof SqlError || error instanceof SqlRefusedError)) throw error;
      if (error instanceof SqlError && error.isRetryable) throw error;
      problems.push({ path: statement.path, message: `the warehouse cannot compile it: ${error.reason}` });
    }
  }
  return problems;
}

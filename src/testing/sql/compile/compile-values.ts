import { type AstNode, listOf, nameOf, namesOf, nodesOf, objectOf } from "../ast.js";
import { columnCountsDiffer } from "../failures.js";
import { quoteName } from "../string-literals.js";
import { castTo } from "./cast.js";
import { branchType } from "./conditions.js";
import { compileIn, type Environment } from "./environment.js";
import { type CompiledQuery, nullLiteral } from "./expression.js";

/** Translates `VALUES (…), (…)`, with the alias and column names that may follow it. */
export function compileValues(
  node: AstNode,
  environment: Environment,
): { readonly query: CompiledQuery; readonly alias: string | undefined } {
  const rows = listOf(node.fields.expressions).map((row) =>
    nodesOf(objectOf(row).expressions).map((item) => compileIn(environment, item)),
  );
  const width = rows[0]?.length ?? 0;
  for (const row of rows) if (row.length !== width) throw columnCountsDiffer("VALUES", width, row.length);
  const names = namesOf(node.fields.column_aliases);
  const columns = Array.from({ length: width }, (_, at) => ({
    name: names[at] ?? `col${at + 1}`,
    type: branchType(
      rows.map((row) => row[at] ?? nullLiteral),
      "VALUES",
    ),
  }));
  const lines = rows.map(
    (row) => `(${columns.map((column, at) => castTo(row[at] ?? nullLiteral, column.type).sql).join(", ")})`,
  );
  const list = columns.map((column) => quoteName(column.name)).join(", ");
  const sql = `SELECT * FROM (VALUES ${lines.join(", ")}) AS given(${list})`;
  return { query: { sql, columns }, alias: nameOf(node.fields.alias) };
}

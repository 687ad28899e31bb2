import type { SpaceDocument } from "../space/space-document.js";
import { lexSql } from "../sql/sql-lexer.js";
import type { FixProblem } from "./fix-problem.js";
import { checkStatement } from "./fix-statement.js";

export interface DeclaredParameter {
  readonly name: string;
  /** @default STRING */
  readonly typeHint?: string | undefined;
  readonly defaultValue?: string | undefined;
}

/** How values of a type are written. The service casts them, which may fail as late as at run time. */
const valueForms: Readonly<Record<string, RegExp>> = {
  DATE: /^\d{4}-\d{2}-\d{2}$/,
  TIMESTAMP: /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/,
  INTEGER: /^[+-]?\d+$/,
  DECIMAL: /^[+-]?(\d+(\.\d*)?|\.\d+)$/,
};

function isValueOf(typeHint: string, value: string): boolean {
  if (valueForms[typeHint]?.test(value) === false) return false;
  return (typeHint !== "DATE" && typeHint !== "TIMESTAMP") || isDay(value.slice(0, 10));
}

/** Whether the calendar has the day: JavaScript takes 30 February for 1 March. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** What is wrong with the SQL of an example: not one query that reads, unknown tables, parameters that do not match. */
export function checkExampleSql(
  sql: string,
  parameters: readonly DeclaredParameter[],
  document: SpaceDocument,
): readonly FixProblem[] {
  const problems = checkStatement({ path: "params.sql", sql }, document);
  return problems.length > 0 ? problems : checkParameters(sql, parameters);
}

/** Names after colons and declared names must be the same. */
function checkParameters(sql: string, parameters: readonly DeclaredParameter[]): readonly FixProblem[] {
  const lexing = lexSql(sql);
  const tokens = lexing.ok ? lexing.tokens : [];
  const markers = tokens.filter(({ kind }) => kind === "parameter").map(({ text }) => text);
  const used = new Set(markers.map((text) => text.slice(1)));
  const declared = new Set(parameters.map(({ name }) => name));
  const problem = (message: string): FixProblem => ({ path: "params.parameters", message });
  return [
    ...(tokens.some(
      ({ text, kind }, at) => kind === "symbol" && text === "?" && tokens[at + 1]?.text !== "::",
    )
      ? [{ path: "params.sql", message: "a parameter is written :name; ? has no name" }]
      : []),
    ...[...used]
      .filter((name) => !declared.has(name))
      .map((name) => problem(`:${name} stands in the SQL but is not declared`)),
    ...[...declared]
      .filter((name) => !used.has(name))
      .map((name) => problem(`"${name}" is declared but :${name} does not stand in the SQL`)),
    ...(declared.size < parameters.length ? [problem("a name is declared twice")] : []),
    ...parameters.flatMap(({ name, typeHint = "STRING", defaultValue }, index) =>
      defaultValue === undefined || isValueOf(typeHint, defaultValue)
        ? []
        : [
            {
              path: `params.parameters.${index}.defaultValue`,
              message: `"${defaultValue}" of "${name}" is no ${typeHint}`,
            },
          ],
    ),
  ];
}

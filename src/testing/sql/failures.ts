import { SqlEngineError } from "./sql-engine-error.js";

const failure = (errorClass: string, sqlState: string, sentence: string) =>
  new SqlEngineError({ message: `[${errorClass}] ${sentence} SQLSTATE: ${sqlState}`, sqlState });

const quoted = (name: string) =>
  name
    .split(".")
    .map((part) => `\`${part}\``)
    .join(".");

/** The engine's own limit: the statement may be right, but is refused rather than answered wrongly. */
export function unsupported(what: string): SqlEngineError {
  return new SqlEngineError({
    message: `[UNSUPPORTED_BY_SIMULATOR] ${what} is not supported by the offline SQL engine. SQLSTATE: 0A000`,
    sqlState: "0A000",
    isUnsupported: true,
  });
}

export const parseFailure = (detail: string) =>
  failure("PARSE_SYNTAX_ERROR", "42601", `Syntax error: ${detail}.`);

export function columnNotFound(name: string, suggestions: readonly string[]): SqlEngineError {
  const start = `A column, variable, or function parameter with name ${quoted(name)} cannot be resolved.`;
  if (suggestions.length === 0) return failure("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", "42703", start);
  const list = suggestions.map(quoted).join(", ");
  return failure(
    "UNRESOLVED_COLUMN.WITH_SUGGESTION",
    "42703",
    `${start} Did you mean one of the following? [${list}].`,
  );
}

export const ambiguousColumn = (name: string, candidates: readonly string[]) =>
  failure(
    "AMBIGUOUS_REFERENCE",
    "42704",
    `Reference ${quoted(name)} is ambiguous, could be: [${candidates.map(quoted).join(", ")}].`,
  );

export const fieldNotFound = (field: string, fields: readonly string[]) =>
  failure(
    "FIELD_NOT_FOUND",
    "42704",
    `No such struct field ${quoted(field)} in ${fields.map(quoted).join(", ")}.`,
  );

export const tableNotFound = (name: string) =>
  failure(
    "TABLE_OR_VIEW_NOT_FOUND",
    "42P01",
    `The table or view ${quoted(name)} cannot be found. Verify the spelling and correctness of the schema and catalog.\nIf you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog.\nTo tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS.`,
  );

export const tableExists = (name: string) =>
  failure(
    "TABLE_OR_VIEW_ALREADY_EXISTS",
    "42P07",
    `Cannot create table or view ${quoted(name)} because it already exists.\nChoose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects.`,
  );

export const routineNotFound = (name: string) =>
  failure(
    "UNRESOLVED_ROUTINE",
    "42883",
    `Cannot resolve routine ${quoted(name)} on search path [\`system\`.\`builtin\`, \`system\`.\`session\`].`,
  );

export const wrongArgumentCount = (name: string, expected: string, actual: number) =>
  failure(
    "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
    "42605",
    `The \`${name}\` requires ${expected} parameters but the actual number is ${actual}.`,
  );

export const wrongType = (expression: string, required: string, actual: string) =>
  failure(
    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
    "42K09",
    `Cannot resolve "${expression}" due to data type mismatch: it requires the ${required} type, however it has the type "${actual}".`,
  );

export const typesDiffer = (expression: string, left: string, right: string) =>
  failure(
    "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
    "42K09",
    `Cannot resolve "${expression}" due to data type mismatch: the left and right operands of the binary operator have incompatible types ("${left}" and "${right}").`,
  );

export const castRefused = (from: string, to: string) =>
  failure(
    "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION",
    "42K09",
    `Cannot resolve "CAST" due to data type mismatch: cannot cast "${from}" to "${to}".`,
  );

export const unboundParameter = (name: string) =>
  failure(
    "UNBOUND_SQL_PARAMETER",
    "42P02",
    `Found the unbound parameter: ${name}. Please, fix \`args\` and provide a mapping of the parameter to either a SQL literal or collection constructor functions.`,
  );

export const columnCountsDiffer = (operator: string, first: number, other: number) =>
  failure(
    "NUM_COLUMNS_MISMATCH",
    "42826",
    `${operator} can only be performed on inputs with the same number of columns, but the first input has ${first} columns and the second input has ${other} columns.`,
  );

/** Any other refusal in the service's manner. */
export const refused = failure;

import { readsWholeRows } from "./field-names.js";
import type { SqlToken } from "./sql-lexer.js";
import { isCall } from "./token-spacing.js";

/** Functions and clauses that make values of names. */
const REVEALING = new Set(
  "STRUCT TO_JSON TO_XML TO_CSV TO_VARIANT_OBJECT TYPEOF SCHEMA_OF_VARIANT UNPIVOT STACK DESCRIBE COLUMNS COLLATION".split(
    " ",
  ),
);
/** Words before a list in parentheses that is no value. */
const BEFORE_LISTS = new Set(["AS", "FROM", "IN", "JOIN", "OVER", "PIVOT", "USING", "VALUES"]);
const QUERY_STARTS = new Set(["SELECT", "WITH", "FROM", "VALUES", "TABLE"]);

/**
 * Whether the spelling of a name becomes part of a value, so that its case must stay: `to_json(struct(a AS Name))`, a
 * struct without its word (`(Region, Total)`), or a row read as a whole (`SELECT x FROM (SELECT a AS Name) x`).
 */
export function revealsNames(tokens: readonly SqlToken[]): boolean {
  return (
    tokens.some(({ kind, value }) => kind === "word" && REVEALING.has(value)) ||
    holdsTuple(tokens) ||
    readsWholeRows(tokens)
  );
}

/** Whether there is a list in parentheses that is a value. */
function holdsTuple(tokens: readonly SqlToken[]): boolean {
  const mayBeTuple: boolean[] = [];
  for (const [index, { text }] of tokens.entries()) {
    if (text === "(") mayBeTuple.push(opensValue(tokens[index - 1], tokens[index + 1]));
    else if (text === ")") mayBeTuple.pop();
    else if (text === "," && mayBeTuple.at(-1)) return true;
  }
  return false;
}

function opensValue(before: SqlToken | undefined, first: SqlToken | undefined): boolean {
  if (before && (isCall(before) || BEFORE_LISTS.has(before.value))) return false;
  return !QUERY_STARTS.has(first?.value ?? "");
}

import type { SqlToken } from "./sql-lexer.js";

/** Names that make `name.path` a file instead of a table in a schema. */
export const FILE_FORMATS: ReadonlySet<string> = new Set(
  "csv json parquet orc avro text binaryfile delta iceberg hudi xml image libsvm excel jdbc kafka cloudfiles".split(
    " ",
  ),
);
const BEFORE_TABLES = new Set(["FROM", "JOIN", "TABLE", "USING", "STREAM", "LATERAL"]);
/** Words whose list of tables or columns a comma goes on with; those of tables also end a join in the list. */
const TABLE_LISTS = new Set(["FROM", "JOIN", "ON", "USING"]);
const OTHER_LISTS = new Set([
  "SELECT",
  "WHERE",
  "BY",
  "HAVING",
  "VALUES",
  "QUALIFY",
  "WINDOW",
  "LIMIT",
  "WITH",
]);
const QUERY_STARTS = new Set(["SELECT", "WITH", "FROM", "VALUES", "TABLE"]);
const PATH_LIKE = /^\s*(?:\.{0,2}[/\\]|[a-z][a-z0-9+.-]*:[/\\]|(?:dbfs|file|volumes?):|~)/i;
/** Endings by which embedded engines know a file in the place of a table. */
const FILE_ENDING = /\.(?:csv|tsv|txt|json|jsonl|ndjson|parquet|xlsx|db|duckdb)(?:\.\w+)?\s*$/i;

/** Whether a path lies in a Unity Catalog volume, where the catalog's grants decide who may read it. */
export function isGovernedPath(path: string): boolean {
  return (
    /^\/Volumes\/[^/]+\/[^/]+\/[^/]+/.test(path) && !path.split("/").includes("..") && !/[\\%:]/.test(path)
  );
}

/** Says which table is a file addressed by its path, or undefined when none is. */
export function refusePathTables(tokens: readonly SqlToken[]): string | undefined {
  for (const [index, token] of tokens.entries()) {
    if (tokens[index - 1]?.text === ".") continue;
    const reason = tokens[index + 1]?.text === "." ? refuseFormat(tokens, index) : refuseFile(tokens, index);
    if (reason !== undefined && isName(token)) return reason;
  }
  return undefined;
}

/** `csv.`path``: a file, unless the path lies in a volume or the name is a column of something called csv. */
function refuseFormat(tokens: readonly SqlToken[], index: number): string | undefined {
  const format = tokens[index];
  const path = tokens[index + 2];
  if (format === undefined || path === undefined || !isName(path)) return undefined;
  const isQuoted = isQuotedName(path);
  const isFormat = FILE_FORMATS.has(unquoted(format).toLowerCase());
  if (isFormat && isQuoted && isGovernedPath(unquoted(path))) return undefined;
  if (isQuoted && PATH_LIKE.test(unquoted(path))) return `it reads the path ${path.text.slice(0, 60)}`;
  if (isFormat && isTablePosition(tokens, index) && tokens[index + 3]?.text !== ".") {
    return `it reads ${format.text}.${path.text.slice(0, 60)} as a file`;
  }
  return undefined;
}

/** A path where a table is named. The service has no such tables, the engines that tests run on do. */
function refuseFile(tokens: readonly SqlToken[], index: number): string | undefined {
  const token = tokens[index];
  if (token === undefined || token.kind === "word" || !isTablePosition(tokens, index)) return undefined;
  const isFile =
    isQuotedName(token) && (PATH_LIKE.test(unquoted(token)) || FILE_ENDING.test(unquoted(token)));
  const isText = token.kind === "string" && !isQuotedName(token) && isInQuery(tokens, index);
  return isFile || isText ? `it reads ${token.text.slice(0, 60)} as a file` : undefined;
}

/** Whether a name that starts at `index` is a table's: after FROM and the like, or further on in their list. */
function isTablePosition(tokens: readonly SqlToken[], index: number): boolean {
  const before = tokens[index - 1];
  if (before?.text === "(") return isTablePosition(tokens, index - 1);
  // `a IS DISTINCT FROM 'b'` compares values.
  if (tokens[index - 2]?.value === "DISTINCT") return false;
  if (before?.text !== ",") return before?.kind === "word" && BEFORE_TABLES.has(before.value);
  let depth = 0;
  for (let at = index - 1; at >= 0 && depth >= 0; at -= 1) {
    const token = tokens[at];
    if (token?.text === ")" || token?.text === "]") depth += 1;
    if (token?.text === "(" || token?.text === "[") depth -= 1;
    if (depth !== 0 || token?.kind !== "word" || tokens[at - 1]?.text === ".") continue;
    if (TABLE_LISTS.has(token.value)) return true;
    if (OTHER_LISTS.has(token.value)) return false;
  }
  return false;
}

/** Whether the innermost parentheses hold a query, not arguments such as those of `trim(BOTH FROM 'x')`. */
function isInQuery(tokens: readonly SqlToken[], index: number): boolean {
  let depth = 0;
  for (let at = index - 1; at >= 0; at -= 1) {
    const text = tokens[at]?.text;
    if (text === ")") depth += 1;
    if (text === "(") depth -= 1;
    if (depth < 0) return QUERY_STARTS.has(tokens[at + 1]?.value ?? "");
  }
  return true;
}

function isName(token: SqlToken): boolean {
  return token.kind === "word" || token.kind === "quoted" || token.kind === "string";
}

/** Names in backticks, and in double quotes where the session reads those as names. */
function isQuotedName(token: SqlToken): boolean {
  return token.kind === "quoted" || (token.kind === "string" && token.text.startsWith('"'));
}

function unquoted(token: SqlToken): string {
  return token.kind === "string" ? token.text.slice(1, -1) : token.value;
}

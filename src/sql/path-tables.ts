import type { SqlToken } from "./sql-lexer.js";

/** Names that make `name.path` a file instead of a table in a schema. */
export const FILE_FORMATS: ReadonlySet<string> = new Set(
  "csv json parquet orc avro text binaryfile delta iceberg hudi xml image libsvm excel jdbc kafka cloudfiles".split(
    " ",
  ),
);
const TABLE_POSITIONS = new Set(["FROM", "JOIN", "TABLE", "USING"]);
const PATH_LIKE = /^\s*(?:\.{0,2}[/\\]|[a-z][a-z0-9+.-]*:[/\\]|(?:dbfs|file|volumes?):|~)/i;

/** Whether a path lies in a Unity Catalog volume, where the catalog's grants decide who may read it. */
export function isGovernedPath(path: string): boolean {
  return (
    /^\/Volumes\/[^/]+\/[^/]+\/[^/]+/.test(path) && !path.split("/").includes("..") && !/[\\%:]/.test(path)
  );
}

/** Says which table is a file addressed by its path, or undefined when none is. */
export function refusePathTables(tokens: readonly SqlToken[]): string | undefined {
  for (let index = 0; index + 2 < tokens.length; index += 1) {
    const format = tokens[index];
    const path = tokens[index + 2];
    if (tokens[index + 1]?.text !== "." || format === undefined || path === undefined) continue;
    const isQuoted = isQuotedName(path);
    if (!(format.kind === "word" || isQuotedName(format)) || !(path.kind === "word" || isQuoted)) continue;
    const before = tokens[index - 1];
    if (before?.text === ".") continue;
    const isFormat = FILE_FORMATS.has(unquoted(format).toLowerCase());
    if (isFormat && isQuoted && isGovernedPath(unquoted(path))) continue;
    if (isQuoted && PATH_LIKE.test(unquoted(path))) return `it reads the path ${path.text.slice(0, 60)}`;
    const isTable = before?.kind === "word" && TABLE_POSITIONS.has(before.value);
    if (isFormat && isTable && tokens[index + 3]?.text !== ".") {
      return `it reads ${format.text}.${path.text.slice(0, 60)} as a file`;
    }
  }
  return undefined;
}

/** Names in backticks, and in double quotes where the session reads those as names. */
function isQuotedName(token: SqlToken): boolean {
  return token.kind === "quoted" || (token.kind === "string" && token.text.startsWith('"'));
}

function unquoted(token: SqlToken): string {
  return token.kind === "string" ? token.text.slice(1, -1) : token.value;
}

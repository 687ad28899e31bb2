import { lexSql, type SqlToken } from "../../sql/sql-lexer.js";
import { renamedFunctions, sameFunctions } from "./function-names.js";
import { SqlEngineError, unsupported } from "./sql-engine-error.js";

/** Catalog names that DuckDB keeps for itself, and what they are called here instead. */
const reservedCatalogs: ReadonlySet<string> = new Set(["main", "system", "temp"]);

/** The name under which DuckDB knows a catalog. */
export function catalogName(name: string): string {
  const plain = name.toLowerCase();
  return reservedCatalogs.has(plain) ? `uc_${plain}` : plain;
}

/** A name in DuckDB's quotes. */
export function duckName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** DuckDB's name of a Databricks type. */
export function duckType(type: string): string {
  const plain = type.trim().toUpperCase();
  if (!/^[A-Z_]+(\(\d+(, ?\d+)?\))?$/.test(plain)) throw unsupported(`the type ${type}`);
  const names: Readonly<Record<string, string>> = {
    STRING: "VARCHAR",
    LONG: "BIGINT",
    INTEGER: "INTEGER",
    BYTE: "TINYINT",
    SHORT: "SMALLINT",
    TIMESTAMP_NTZ: "TIMESTAMP",
    BINARY: "BLOB",
    DECIMAL: "DECIMAL(18,3)",
  };
  return names[plain] ?? plain;
}

/** Tokens of a statement. @throws SqlEngineError when it cannot be read. */
export function tokensOf(sql: string): readonly SqlToken[] {
  const lexing = lexSql(sql);
  if (!lexing.ok) throw new SqlEngineError(`[PARSE_SYNTAX_ERROR] ${lexing.reason}`, { sqlState: "42601" });
  return lexing.tokens.filter(({ text }) => text !== ";");
}

/**
 * A query in Databricks SQL as one for DuckDB, with the clock standing still at `now`.
 * @throws SqlEngineError marked as unsupported for functions whose meaning here is not known to be the same.
 */
export function translate(
  tokens: readonly SqlToken[],
  now: number,
  parameterTypes: Readonly<Record<string, string | undefined>> = {},
): string {
  const time = new Date(now).toISOString();
  const day = `DATE '${time.slice(0, 10)}'`;
  const instant = `TIMESTAMP '${time.slice(0, 10)} ${time.slice(11, 23)}'`;
  const parts: string[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!token) break;
    const next = tokens[index + 1]?.text;
    const name = token.value.toLowerCase();
    const isQualified = tokens[index - 1]?.text === ".";
    const isClock =
      token.kind === "word" && !isQualified && /^(current_date|current_timestamp|now|curdate)$/.test(name);
    if (isClock && (next === "(" || name.startsWith("current_"))) {
      parts.push(/^(current_date|curdate)$/.test(name) ? day : instant);
      if (next === "(") index += 2;
    } else if (
      token.kind === "quoted" ||
      (token.kind === "word" && !isQualified && next === "." && tokens[index + 3]?.text === ".")
    ) {
      parts.push(
        duckName(isQualified || next !== "." ? token.value : catalogOf(token, tokens[index + 3]?.text)),
      );
    } else if (token.kind === "word" && next === "(" && !isQualified)
      parts.push(functionName(name, token.text));
    else if (token.kind === "parameter")
      parts.push(
        `CAST($${token.text.slice(1)} AS ${duckType(parameterTypes[token.text.slice(1)] ?? "STRING")})`,
      );
    else if (token.kind === "string") parts.push(literal(token.text));
    else if (token.text === "==") parts.push("=");
    else if (token.kind === "word" && name === "div") parts.push("//");
    else parts.push(token.text);
  }
  return parts.join(" ").replace(/ ?\. ?/g, (dots) => (dots === " . " ? "." : dots));
}

function catalogOf({ value, kind, text }: SqlToken, secondDot: string | undefined): string {
  const plain = kind === "quoted" ? value : text;
  return secondDot === "." ? catalogName(plain) : plain;
}

function functionName(name: string, written: string): string {
  if (sameFunctions.has(name)) return written;
  const renamed = renamedFunctions[name];
  if (renamed !== undefined) return renamed;
  throw unsupported(`the function ${name}`);
}

/** A string literal: backslash escapes and double quotes become DuckDB's doubled single quotes. */
function literal(text: string): string {
  const body = text.slice(1, -1);
  const quote = text[0];
  const plain = body.replace(
    /\\(.)/gs,
    (_, escaped: string) => ({ n: "\n", t: "\t", r: "\r" })[escaped] ?? escaped,
  );
  const unquoted = quote === "'" ? plain.replaceAll("''", "'") : plain.replaceAll('""', '"');
  return `'${unquoted.replaceAll("'", "''")}'`;
}

import { DANGEROUS_FUNCTIONS } from "./dangerous-functions.js";
import { FILE_FORMATS, isGovernedPath } from "./path-tables.js";
import type { SqlToken } from "./sql-lexer.js";

/** Model endpoints whose names start so are the platform's own; users cannot create such names. */
const PLATFORM_ENDPOINT = /^databricks-[\w.-]+$/;

/** Says which call reaches beyond the tables of the principal, or undefined when none does. */
export function refuseDangerousCalls(tokens: readonly SqlToken[]): string | undefined {
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined || tokens[index + 1]?.text !== "(") continue;
    if (token.text === ")" && closesIdentifierClause(tokens, index))
      return "it calls a function through IDENTIFIER()";
    const name = calledName(token);
    if (name === undefined) continue;
    if (DANGEROUS_FUNCTIONS.has(name)) return `it calls ${name}()`;
    const argument = onlyLiteral(tokens, index + 2);
    if (name === "read_files" && !(argument !== undefined && isGovernedPath(argument))) {
      return "it calls read_files() on something else than a literal path under /Volumes";
    }
    if ((name === "ai_query" || name === "try_ai_query") && !PLATFORM_ENDPOINT.test(argument ?? "")) {
      return `it calls ${name}() on an endpoint that is not one of the platform's own`;
    }
    if (name === "identifier" && token.kind === "word") {
      const reason = refuseIdentifierClause(tokens, index);
      if (reason !== undefined) return reason;
    }
  }
  return undefined;
}

function calledName(token: SqlToken): string | undefined {
  if (token.kind === "word" || token.kind === "quoted") return token.value.toLowerCase();
  // Double quotes name identifiers where the session says so.
  if (token.kind === "string" && token.text.startsWith('"')) return token.text.slice(1, -1).toLowerCase();
  return undefined;
}

/** The text of the plain literal that is the whole argument starting at `index`. */
function onlyLiteral(tokens: readonly SqlToken[], index: number): string | undefined {
  const token = tokens[index];
  const after = tokens[index + 1]?.text;
  if (token?.kind !== "string" || (after !== "," && after !== ")")) return undefined;
  const text = token.text.startsWith("r") || token.text.startsWith("R") ? token.text.slice(1) : token.text;
  const body = text.slice(1, -1);
  return body.includes("\\") || body.includes(text.charAt(0)) ? undefined : body;
}

/** A name built from literals and parameters is a table's or a column's; anything else could spell a path. */
function refuseIdentifierClause(tokens: readonly SqlToken[], index: number): string | undefined {
  let name = "";
  for (let at = index + 2; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.text === ")") {
      const first = name.split(".")[0]?.replaceAll("`", "").trim().toLowerCase() ?? "";
      return FILE_FORMATS.has(first) ? `IDENTIFIER() names a file (${first})` : undefined;
    }
    if (token.kind === "parameter" || token.text === "||") continue;
    const literal = token.kind === "string" ? /^['"]([\w\s.`-]*)['"]$/u.exec(token.text)?.[1] : undefined;
    if (literal === undefined) return "IDENTIFIER() is given something else than plain names and parameters";
    name += literal;
  }
  return "IDENTIFIER() is not closed";
}

function closesIdentifierClause(tokens: readonly SqlToken[], close: number): boolean {
  let depth = 0;
  for (let at = close; at >= 0; at -= 1) {
    const text = tokens[at]?.text;
    if (text === ")") depth += 1;
    if (text === "(") depth -= 1;
    if (depth === 0) return tokens[at - 1]?.value === "IDENTIFIER";
  }
  return false;
}

import type { SqlToken } from "./sql-lexer.js";

const OBJECTS = new Set(
  (
    "TABLE TABLES VIEW SCHEMA DATABASE CATALOG FUNCTION PROCEDURE VOLUME INDEX ROLE USER GROUP SHARE RECIPIENT " +
    "CONNECTION CREDENTIAL STORAGE EXTERNAL MATERIALIZED STREAMING TEMP TEMPORARY GLOBAL MANAGED OR IF COLUMN " +
    "CONSTRAINT POLICY VARIABLE LIVE PROVIDER SERVICE TRIGGER SEQUENCE TYPE MACRO SECRET"
  ).split(" "),
);

const PRIVILEGES = new Set(
  (
    "SELECT MODIFY ALL USE USAGE CREATE EXECUTE READ WRITE BROWSE MANAGE APPLY INSERT UPDATE DELETE EXTERNAL " +
    "REFRESH OWNERSHIP"
  ).split(" "),
);

/** The words that may follow a verb and make it a change; a verb alone may be a column's name. */
const FOLLOWERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["INSERT", new Set(["INTO", "OVERWRITE", "TABLE", "WITH", "BY", "OR", "ALL", "DIRECTORY", "LOCAL"])],
  ["DELETE", new Set(["FROM"])],
  ["MERGE", new Set(["INTO", "WITH"])],
  ["CREATE", OBJECTS],
  ["DROP", OBJECTS],
  ["ALTER", OBJECTS],
  ["TRUNCATE", new Set(["TABLE"])],
  ["UNDROP", OBJECTS],
  ["REPLACE", OBJECTS],
  ["MSCK", new Set(["REPAIR"])],
  ["REPAIR", new Set(["TABLE"])],
  ["REFRESH", new Set(["TABLE", "FOREIGN", "FUNCTION", "STREAMING", "MATERIALIZED"])],
  ["GRANT", PRIVILEGES],
  ["REVOKE", PRIVILEGES],
  ["DENY", PRIVILEGES],
  ["COPY", new Set(["INTO"])],
  ["OVERWRITE", new Set(["INTO", "TABLE", "DIRECTORY", "LOCAL"])],
  ["EXECUTE", new Set(["IMMEDIATE"])],
  ["CACHE", new Set(["TABLE", "LAZY", "SELECT"])],
  ["UNCACHE", new Set(["TABLE"])],
  ["ANALYZE", new Set(["TABLE", "TABLES"])],
]);

/** What a value follows, never a statement: `SELECT delete FROM t` reads a column. */
const BEFORE_VALUES = new Set(
  (
    "SELECT DISTINCT WHERE HAVING QUALIFY BY AND OR NOT CASE WHEN THEN ELSE BETWEEN LIKE " +
    ", + - / % = < > <= >= <> != == || ^ & | ~"
  ).split(" "),
);

/** Says how the tokens of a statement change data, catalog or session, or undefined when they do not. */
export function refuseDataChange(tokens: readonly SqlToken[]): string | undefined {
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind !== "word") continue;
    const previous = tokens[index - 1];
    // After a dot or AS the word is a name.
    if (previous?.text === "." || previous?.value === "AS") continue;
    const next = tokens[index + 1];
    const isColumn = previous !== undefined && isFollowedByValue(previous);
    if (!isColumn && next?.kind === "word" && FOLLOWERS.get(token.value)?.has(next.value)) {
      return `it contains ${token.value} ${next.value}`;
    }
    switch (token.value) {
      case "INTO":
        return "it contains INTO";
      case "UPDATE":
        if (!isColumn && isUpdate(tokens, index)) return "it contains UPDATE";
        break;
      case "USING":
        if (next?.kind === "string") return "it runs a script (USING)";
        break;
      case "CALL":
      case "SHOW":
      case "DESCRIBE":
      case "EXPLAIN":
      case "PRAGMA":
      case "ATTACH":
      case "INSTALL":
      case "MAP":
      case "REDUCE":
        if (
          previous?.text === "(" &&
          (next?.kind === "word" || next?.kind === "quoted") &&
          !isClauseWord(next)
        ) {
          return `it contains ${token.value}`;
        }
        break;
      default:
    }
  }
  return undefined;
}

function isFollowedByValue({ kind, value }: SqlToken): boolean {
  return (kind === "word" || kind === "symbol") && BEFORE_VALUES.has(value);
}

/** `UPDATE name [AS alias] SET`: a column called update is followed by something else. */
function isUpdate(tokens: readonly SqlToken[], index: number): boolean {
  for (let at = index + 1; at < Math.min(tokens.length, index + 12); at += 1) {
    const token = tokens[at];
    if (token === undefined || (token.kind === "symbol" && token.text !== ".")) return false;
    if (token.value === "SET" && token.kind === "word") return at > index + 1;
  }
  return false;
}

function isClauseWord(token: SqlToken): boolean {
  return (
    token.kind === "word" &&
    ["AS", "FROM", "IS", "IN", "AND", "OR", "NOT", "BETWEEN", "LIKE"].includes(token.value)
  );
}

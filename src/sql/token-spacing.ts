import type { SqlToken } from "./sql-lexer.js";

/** Words after which a parenthesis opens a group or a subquery, not the arguments of a call. */
const NOT_CALLED = new Set(
  "AND AS BETWEEN BY DISTINCT ELSE EXCEPT EXISTS FROM HAVING IN INTERSECT JOIN LIKE LIMIT MINUS NOT ON OR OVER PIVOT SELECT THEN UNION UNPIVOT USING VALUES WHEN WHERE ALL".split(
    " ",
  ),
);

/** Joins tokens with one blank or none, by rules that depend on the tokens alone. */
export function joinTokens(tokens: readonly SqlToken[], spell: (token: SqlToken) => string = textOf): string {
  let text = "";
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1];
    if (previous !== undefined && needsBlank(previous, token)) text += " ";
    text += spell(token);
  }
  return text;
}

function textOf(token: SqlToken): string {
  return token.text;
}

function needsBlank(left: SqlToken, right: SqlToken): boolean {
  if (left.kind === "symbol" && (left.text === "(" || left.text === "[" || left.text === "::")) return false;
  if (right.kind === "symbol" && [",", ")", "[", "]", "::"].includes(right.text)) return false;
  if (right.kind === "symbol" && right.text === "(") {
    return !isCall(left);
  }
  // Glued to a dot, a number could become another one; glued to a colon, a word could become a parameter.
  const isDotted =
    (left.kind === "symbol" && left.text === ".") || (right.kind === "symbol" && right.text === ".");
  return !(isDotted && left.kind !== "number" && right.kind !== "number");
}

/** Whether a parenthesis behind a token opens the arguments of a call. */
export function isCall({ kind, value }: SqlToken): boolean {
  return kind === "quoted" || (kind === "word" && !NOT_CALLED.has(value));
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001a",
  // A pattern of LIKE keeps the backslash before its wildcards.
  "%": "\\%",
  _: "\\_",
};

/** The value of a string literal as Spark reads it, with its quotes and an optional `r` before them. */
export function unescapeString(literal: string): string {
  if (/^[rR]/.test(literal)) return literal.slice(2, -1);
  const quote = literal.charAt(0);
  return literal
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .replace(/\\(u[0-9a-fA-F]{4}|[0-3][0-7]{2}|[\s\S])/g, (_, code: string) => {
      if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
      if (code.length === 3) return String.fromCharCode(Number.parseInt(code, 8));
      return ESCAPES[code] ?? code;
    });
}

/** A string as a literal of DuckDB. */
export const quoteString = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Stands for the empty name, which a column without alias may have in Databricks and not in DuckDB. */
const EMPTY_NAME = "\uE000empty\uE000";

/** A name in the quotes of DuckDB. */
export const quoteName = (name: string): string =>
  `"${(name === "" ? EMPTY_NAME : name).replaceAll('"', '""')}"`;

/** What is not plain SQL: strings, quoted names and comments. A quote is doubled or escaped inside a string. */
const opaque = /'(?:[^'\\]|\\.|'')*'?|"(?:[^"\\]|\\.|"")*"?|`(?:[^`]|``)*`?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

/**
 * The names of the parameters in a SQL text (`:name`), each once, in order of appearance. Casts (`a::int`),
 * paths into JSON (`a:b`), strings, quoted names and comments hold none.
 */
export function parametersIn(sql: string): string[] {
  const plain = withoutOpaque(sql);
  const names = [...plain.matchAll(/(?<![\w:\])`}"']):([A-Za-z_]\w*)/g)].map(([, name = ""]) => name);
  return [...new Set(names)];
}

/** SQL with strings, quoted names and comments replaced by a stand-in that is no word of SQL. */
export function withoutOpaque(sql: string): string {
  return sql.replace(opaque, (text) => (text.startsWith("-") || text.startsWith("/") ? " " : "``"));
}

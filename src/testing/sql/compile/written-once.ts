/**
 * What `use` writes about a value that it names several times. Unless the value is a mere name or literal it is bound
 * first, because casts within casts would grow without bound otherwise.
 */
export function writtenOnce(sql: string, use: (name: string) => string): string {
  if (/^[\w.]+$|^"[^"]*"(\."[^"]*")*$|^'[^']*'$/.test(sql)) return use(sql);
  return `list_transform([${sql}], lambda __value: ${use("__value")})[1]`;
}

/** Whether a pattern fits `METHOD /path`. A pattern with the flag `g` or `y` begins at the start every time. */
export function fits(pattern: RegExp, route: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(route);
}

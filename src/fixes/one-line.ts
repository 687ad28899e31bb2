/** A text on one line, for what people are told of a fix. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

/** The text that a list of pieces stands for: the pieces one after the other, as the service reads them. */
export function textOf(pieces: readonly string[] | undefined): string {
  if (pieces === undefined) return "";
  return pieces.length === 1 ? (pieces[0] ?? "") : pieces.join("");
}

/**
 * A text as the service writes it: one piece a line, each but the last ending in `\n`. The empty text has no
 * pieces. `textOf(piecesOf(text))` is `text`.
 */
export function piecesOf(text: string): string[] {
  if (text === "") return [];
  if (!text.includes("\n")) return [text];
  const pieces = text.split("\n").map((line) => `${line}\n`);
  const last = (pieces.pop() ?? "").slice(0, -1);
  return last === "" ? pieces : [...pieces, last];
}

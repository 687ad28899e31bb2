/**
 * Whether a piece and the one behind it were meant as two lines and read as one: no line break between them and
 * no blank either, which a text that is deliberately cut within a line would have.
 */
export function runsTogether(pieces: readonly string[], index: number): boolean {
  const piece = pieces[index] ?? "";
  const next = pieces[index + 1];
  return next !== undefined && piece !== "" && next !== "" && !/\s$/.test(piece) && !/^\s/.test(next);
}

/** The pieces with a line break wherever two of them run together. */
export function withLineBreaks(pieces: readonly string[]): readonly string[] {
  if (pieces.length < 2) return pieces;
  return pieces.map((piece, index) => (runsTogether(pieces, index) ? `${piece}\n` : piece));
}

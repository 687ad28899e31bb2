/** A text of at most so many characters on one line, cut at a word where that is possible. */
export function shortened(text: string, length = 60): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= length) return line;
  const cut = line.slice(0, length - 1);
  const word = cut.lastIndexOf(" ");
  return `${(word > length / 2 ? cut.slice(0, word) : cut).trimEnd()}…`;
}

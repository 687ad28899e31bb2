/** A question without case and punctuation. */
export function plainQuestion(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim();
}

/** How much two plain texts share of their pairs of letters (Dice's coefficient), 0 to 1; needs no word boundaries. */
export function questionLikeness(one: string, other: string): number {
  if (one === other) return 1;
  const [first, second] = [pairsOf(one), pairsOf(other)];
  const shared = [...first].filter((pair) => second.has(pair)).length;
  return (2 * shared) / Math.max(1, first.size + second.size);
}

function pairsOf(text: string): ReadonlySet<string> {
  return new Set(
    text.split(" ").flatMap((word) => {
      const letters = [...` ${word} `];
      return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
    }),
  );
}

/** Text as it is compared for sameness of meaning: case, blanks and final punctuation do not count. */
export function plainText(text: string): string {
  const words = text.toLowerCase().replace(/\s+/g, " ").trim();
  let end = words.length;
  while (end > 0 && isFinal(words[end - 1])) end -= 1;
  return words.slice(0, end);
}

function isFinal(character = ""): boolean {
  return ".!; ".includes(character);
}

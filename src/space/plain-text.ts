/** Text as it is compared for sameness of meaning: case, blanks and final punctuation do not count. */
export function plainText(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/[.!;\s]+$/, "")
    .trim();
}

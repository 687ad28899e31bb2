/** Words that carry no business meaning in a question or a description. */
const stopWords: ReadonlySet<string> = new Set(
  `a an the of in on at to for from by with and or as per is are was were be been being do does did has have had
   what which who whom whose when where how many much show me us give list find get tell please can could you i
   we our ours my their its it they them this that these those there here all any each every total overall number
   count sum amount value will would should than then so such only just also into over under between during within
   across split broken down grouped group made make came come comes go went given`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

/** Whether a word is too common to say anything about a column, a value or an example. */
export function isStopWord(word: string): boolean {
  return stopWords.has(word.toLowerCase());
}

/** Reduces an English word to a form shared by its plural, its past tense and its plain form. */
export function stem(word: string): string {
  let root = word.toLowerCase().replace(/['’]s?$/, "");
  if (/^[a-z]{0,2}$/.test(root) || /\d/.test(root)) return root;
  if (root.endsWith("ies") && root.length > 4) root = `${root.slice(0, -3)}y`;
  else if (/(?:ss|x|ch|sh|z)es$/.test(root)) root = root.slice(0, -2);
  else if (/[^sui]s$/.test(root)) root = root.slice(0, -1);
  if (root.endsWith("ied") && root.length > 4) root = `${root.slice(0, -3)}y`;
  else if (/[a-z]{3}ed$/.test(root)) root = root.slice(0, -2);
  else if (/[a-z]{4}ing$/.test(root)) root = root.slice(0, -3);
  else if (/[a-z]{4}ation$/.test(root)) root = root.slice(0, -5);
  else if (/[a-z]{4}ery$/.test(root)) root = root.slice(0, -1);
  root = root.replace(/([^aeiouszf])\1$/, "$1");
  return root.length > 4 ? root.replace(/e$/, "") : root;
}

/** Words of a text in order, stemmed, stop words left out unless `keepStopWords`. */
export function stemsOf(
  text: string,
  options: { readonly keepStopWords?: boolean | undefined } = {},
): string[] {
  const words = text.match(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu) ?? [];
  return words.filter((word) => options.keepStopWords === true || !isStopWord(word)).map(stem);
}

/** Parts of an identifier in `snake_case` or `camelCase`, stemmed. */
export function nameStems(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== "")
    .map(stem);
}

/** Position at which `phrase` occurs in `words` without gaps, or -1. */
export function indexOfPhrase(words: readonly string[], phrase: readonly string[], from = 0): number {
  if (phrase.length === 0) return -1;
  for (let start = from; start + phrase.length <= words.length; start += 1) {
    if (phrase.every((word, offset) => words[start + offset] === word)) return start;
  }
  return -1;
}

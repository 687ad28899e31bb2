const fillers = new Set(
  `a about all an and are as at away based by came carry compared count did do does during each far first for from gave get give had has have
  how i in into is it its last listed made make many me month months more much number of on one or our over paid per percentage placed
  quarter receive received share show so some still than that the their them there these they this those through to total us was we week
  were what when where which who with year years you your average still day days far give away over under above below between top most highest
  lowest largest smallest best be`.split(/\s+/),
);
const times =
  /^(q[1-4]|h[12]|\d+|january|february|march|april|may|june|july|august|september|october|november|december)$/;

/** The words of a question that carry its meaning, in order, in lower case. */
export function contentWords(question: string): readonly string[] {
  return (question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter(
    (word) => !fillers.has(word) && !times.test(word),
  );
}

/** A crude stem: enough to see that "orders" and "order" are one word. */
export function stemOf(word: string): string {
  return word
    .toLowerCase()
    .replace(/(ies|es|s|ed|ing)$/, "")
    .replace(/(.)\1$/, "$1");
}

/** Whether a phrase stands in a question, word by word, whatever the endings. */
export function saysPhrase(question: string, phrase: string): boolean {
  const asked = (question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(stemOf);
  const wanted = (phrase.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(stemOf);
  return (
    wanted.length > 0 &&
    asked.some((_, start) => wanted.every((word, offset) => asked[start + offset] === word))
  );
}

/** The word after "per", "by", "each" or "which": what the answer is to be broken down by. */
export function breakdownWord(question: string): string | undefined {
  const found = /\b(?:per|by|each|which|every)\s+(?:\d+\s+)?(?:of (?:our|the)\s+)?([\p{L}]+)/iu
    .exec(question)?.[1]
    ?.toLowerCase();
  return found === undefined || /^(month|quarter|year|week|day)s?$/.test(found)
    ? undefined
    : found.replace(/ies$/, "y").replace(/s$/, "");
}

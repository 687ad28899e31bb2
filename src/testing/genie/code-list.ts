import { stemsOf } from "./stemmer.js";

/** A stored value and the words people use for it. */
export interface KnownValue {
  /** Exactly as stored. */
  readonly literal: string;
  /** Ways to say it, each as stems in order. */
  readonly labels: readonly (readonly string[])[];
  /** Which part of the document told. */
  readonly via: string;
}

const coded =
  /(?:^|[\s,;:(|•-])(?:'([^']+)'|"([^"]+)"|`([^`]+)`|([A-Z][A-Z0-9_]{0,11}|\d{1,3}))\s*(?:=|:|→|->|\bmeans?\b|\bis\b|\bstands for\b|–|-(?=\s)|(?=\())\s*\(?([^,;.\n|)=]+)/g;
const listed =
  /\b(?:one of|values?(?: are| include)?|possible values(?: are)?|allowed values(?: are)?|e\.g\.|such as|for example)\s*:?\s+([^.\n)]+)/gi;
const quoted = /'([^']+)'|"([^"]+)"/g;

/**
 * Values that a description enumerates. Understands `A = active, L = lapsed`, `'A' means active`, `A: active`,
 * `A (active)`, alternatives as in `W = web/online`, and plain lists after "one of", "values:", "such as" or "e.g.".
 */
export function readCodeList(description: string, via: string): KnownValue[] {
  const values = new Map<string, KnownValue>();
  for (const match of description.matchAll(coded)) {
    const literal = match[1] ?? match[2] ?? match[3] ?? match[4];
    const label = match[5]?.trim();
    if (literal === undefined || label === undefined || label === "") continue;
    const labels = label
      .split(/\s*\/\s*|\s+or\s+/)
      .map((words) => stemsOf(words))
      .filter((words) => words.length > 0 && words.length <= 4);
    if (labels.length > 0 && !values.has(literal)) values.set(literal, { literal, labels, via });
  }
  if (values.size > 0) return [...values.values()];
  for (const match of description.matchAll(listed)) {
    const body = match[1] ?? "";
    const inQuotes = [...body.matchAll(quoted)].map((hit) => hit[1] ?? hit[2] ?? "");
    const items = inQuotes.length > 0 ? inQuotes : body.split(/\s*,\s*|\s+(?:and|or)\s+/);
    for (const item of items) {
      const literal = item.replace(/^(?:and|or)\s+/, "").trim();
      const label = stemsOf(literal);
      if (literal !== "" && label.length > 0 && label.length <= 4)
        values.set(literal, { literal, labels: [label], via });
    }
  }
  return [...values.values()];
}

/** A value that stands for itself, such as a sampled one. */
export function plainValue(literal: string, via: string): KnownValue {
  return { literal, labels: [stemsOf(literal)].filter((label) => label.length > 0), via };
}

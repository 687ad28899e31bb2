import type { ColumnEntry, SourceEntry } from "./lexicon.js";
import { indexOfPhrase } from "./stemmer.js";

/** How well a column fits some words of a question, and through what. */
export interface ColumnMatch {
  readonly column: ColumnEntry;
  readonly score: number;
  /** Each matched stem with the part of the document that matched it. */
  readonly through: readonly string[];
  readonly matched: ReadonlySet<string>;
}

/** Points per matched word of a question, by what matched it. */
export const points = {
  synonym: 7,
  name: 5,
  description: 3,
  partOfName: 2,
  comment: 2,
  abbreviation: 2,
  denied: -4,
} as const;

/** Name parts that say what a column holds, not what it is about. */
const technicalParts: ReadonlySet<string> = new Set(
  "id cd code dt dat date ts nm name flg flag nbr no nr key typ txt desc".split(" "),
);

/** Scores one column against the words of one part of a question. */
export function matchColumn(words: readonly string[], column: ColumnEntry): ColumnMatch {
  const best = new Map<string, { readonly points: number; readonly via: string }>();
  const offer = (word: string, value: number, via: string) => {
    if ((best.get(word)?.points ?? 0) < value) best.set(word, { points: value, via });
  };
  for (const synonym of column.synonyms) {
    if (indexOfPhrase(words, synonym.stems) === -1) continue;
    for (const word of synonym.stems) offer(word, points.synonym, `synonym "${synonym.text}"`);
  }
  const telling = column.nameStems.filter((part) => !technicalParts.has(part));
  const isWholeName = telling.length > 0 && telling.every((part) => words.includes(part));
  for (const word of words) {
    if (telling.includes(word)) offer(word, isWholeName ? points.name : points.partOfName, "name");
    else if (telling.some((part) => part.length >= 4 && word.length > part.length && word.startsWith(part)))
      offer(word, points.abbreviation, "abbreviated name");
    if (column.descriptionStems.has(word)) offer(word, points.description, "description");
    if (column.commentStems.has(word)) offer(word, points.comment, "comment");
  }
  const matched = new Set(best.keys());
  const denied = words.filter(
    (word) => column.deniedStems.has(word) && (best.get(word)?.points ?? 0) < points.synonym,
  );
  const score =
    [...best.values()].reduce((sum, { points: value }) => sum + value, 0) + denied.length * points.denied;
  return { column, score, through: [...best].map(([word, { via }]) => `"${word}" by its ${via}`), matched };
}

/** Fitting columns, best first; equal ones keep the order of their names. */
export function rankColumns(words: readonly string[], columns: readonly ColumnEntry[]): ColumnMatch[] {
  return columns
    .map((column) => matchColumn(words, column))
    .filter((match) => match.score > 0)
    .sort((a, b) => b.score - a.score || b.matched.size - a.matched.size);
}

/** How well words name the rows of a source themselves: "orders" for `orders`, "tickets" for `support_tickets`. */
export function matchSourceName(words: readonly string[], source: SourceEntry): number {
  if (source.isMetricView) return 0;
  if (source.nameStems.every((part) => words.includes(part))) return 6 + source.nameStems.length - 1;
  if (words.includes(source.nameStems.at(-1) ?? "")) return 4;
  const described = words.filter((word) => source.descriptionStems.has(word)).length;
  return described > 0 ? 2.5 : source.nameStems.some((part) => words.includes(part)) ? 1.5 : 0;
}

/** The column that people read to tell rows of a source apart, else its first identifier. */
export function displayColumn(source: SourceEntry, words: readonly string[]): ColumnEntry | undefined {
  const columns = source.columns.filter((column) => !column.isMeasure);
  const named = columns.filter(
    (column) =>
      column.kind === "text" &&
      (["name", "nam", "nm", "title", "titl"].some(
        (part) => column.nameStems.includes(part) || column.descriptionStems.has(part),
      ) ||
        column.synonyms.some((synonym) => synonym.stems.includes("name"))),
  );
  const about = (column: ColumnEntry) => matchColumn([...words, ...source.nameStems], column).score;
  return (
    [...named].sort((a, b) => about(b) - about(a))[0] ?? columns.find((column) => column.isId) ?? columns[0]
  );
}

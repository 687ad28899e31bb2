import type { FailureCase } from "./analysis-input.js";

/** What failures speak of: tells which parts of a space matter to them. */
export interface FailureTerms {
  /** Whether one of the statements reads this table, by its three-part name. */
  readsTable(name: string): boolean;
  /** Whether one of the statements names this column. */
  namesColumn(name: string): boolean;
  /** How many different words of the questions stand in a text. */
  sharedWords(text: string): number;
}

/** Words that say nothing about what a question is about. */
const commonWords = new Set(
  "the and for how many much what which who was were are did does with from per each all any show list give number count total sum average top most least between during last this that than not have has had its our their by of in on to is it or".split(
    " ",
  ),
);

export function failureTerms(failures: readonly FailureCase[]): FailureTerms {
  const sql = failures
    .flatMap(({ expectedSql = "", genieSql = "" }) => [expectedSql, genieSql])
    .join("\n")
    .replaceAll("`", "")
    .toLowerCase();
  const names = new Set(sql.match(/[\p{L}\p{N}_$]+/gu));
  const words = new Set(failures.flatMap(({ question }) => wordsOf(question)));
  return {
    readsTable: (name) => {
      const parts = name.replaceAll("`", "").toLowerCase().split(".");
      // A statement may leave out the catalog, or the schema too.
      return parts.some((_, index) => standsIn(sql, parts.slice(index).join(".")));
    },
    namesColumn: (name) => {
      const lower = name.toLowerCase();
      return /^[\p{L}\p{N}_$]+$/u.test(lower) ? names.has(lower) : sql.includes(lower);
    },
    sharedWords: (text) => new Set(wordsOf(text).filter((word) => words.has(word))).size,
  };
}

/** Whether a name stands in a statement, and not only as part of a longer one. */
function standsIn(sql: string, name: string): boolean {
  const part = /[\p{L}\p{N}_$.]/u;
  for (let at = sql.indexOf(name); at !== -1; at = sql.indexOf(name, at + 1)) {
    const after = sql.charAt(at + name.length);
    // A dot after it makes it the table of a column.
    if (!part.test(sql.charAt(at - 1)) && (after === "." || !part.test(after))) return true;
  }
  return false;
}

/** Lower case, without plural and without words that stand everywhere. */
function wordsOf(text: string): readonly string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => word.length > 2 && !commonWords.has(word))
    .map((word) => word.replace(/(?<=[a-z]{2})e?s$|(?<=[a-z]{3})e$/, ""));
}

/** All texts in an element of a document as one, for `sharedWords`. */
export function textIn(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(textIn).join(" ");
  return typeof value === "object" && value !== null ? Object.values(value).map(textIn).join(" ") : "";
}

import type { Benchmark } from "../../benchmarks/benchmark.js";

/** Cells of a result that are looked at: a long list of rows is no answer that a text could give away. */
const maxRows = 20;
/** Digits from which a number is hardly the same by chance. */
const minDigits = 4;

/**
 * Values that only the answer to a question holds: numbers of some length that neither the question nor its SQL
 * mentions, without years. Words are left out, because descriptions rightly name the values of a column.
 */
export function answerValues({ question, expectedSql = "", expectedResult }: Benchmark): readonly string[] {
  const asked = new Set([...numbersIn(question), ...numbersIn(expectedSql)]);
  const cells = (expectedResult?.rows ?? []).slice(0, maxRows).flat();
  const values = cells.flatMap((cell) =>
    typeof cell === "string" || typeof cell === "number" || typeof cell === "bigint"
      ? plainNumber(String(cell))
      : [],
  );
  return [...new Set(values)].filter((value) => isTelling(value) && !asked.has(value));
}

/** Numbers that a text mentions, each also rounded to whole and to two decimals, as people write them. */
export function numbersIn(text: string): ReadonlySet<string> {
  const written = text.match(/\d+(?:[,_ \u00a0']\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g) ?? [];
  return new Set(written.flatMap((number) => plainNumber(number.replace(/[,_ \u00a0']/g, ""))));
}

function plainNumber(text: string): readonly string[] {
  const match = /^-?0*(\d+)(?:\.(\d*?)0*)?$/.exec(text.trim());
  if (!match) return [];
  const [, whole = "0", decimals = ""] = match;
  const value = Number(`${whole}.${decimals || "0"}`);
  const exact = decimals === "" ? whole : `${whole}.${decimals}`;
  return [exact, String(Math.round(value)), String(Number(value.toFixed(2)))];
}

function isTelling(value: string): boolean {
  const digits = value.replace(/\D/g, "").replace(/0+$/, "");
  return digits.length >= minDigits && !/^(?:19|20)\d\d$/.test(value);
}

/** A number's value: a double while 15 significant digits hold it exactly, else its digits and exponent as text. */
export type ExactNumber = number | string;

const NUMBER_TEXT = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
const MAX_DOUBLE_DIGITS = 15;

/**
 * Reads decimal text, plain or scientific, without losing a digit: `"1e3"`, `"1000.00"` and `"1000"` are one value,
 * integers beyond 2^53 stay apart. Leading zeros (`"007"`) mark an identifier, so such text is not a number.
 */
export function readNumber(text: string): ExactNumber | undefined {
  const match = NUMBER_TEXT.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  if (whole.length > 1 && whole.startsWith("0")) return undefined;
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return 0;
  const exponent = Number(exponentText) - fraction.length + (digits.length - significant.length);
  const isInDoubleRange = Math.abs(exponent + significant.length) < 290;
  if (significant.length <= MAX_DOUBLE_DIGITS && isInDoubleRange) return Number(text);
  return `#${sign === "-" ? "-" : ""}${significant}e${exponent}`;
}

/** Whether a text is one of Databricks' spellings of what is no finite number: other ones could be words. */
export function isNotFinite(text: string): boolean {
  return text === "NaN" || text === "Infinity" || text === "-Infinity";
}

/** The nearest double of an exact number. */
export function approximate(value: ExactNumber): number {
  return typeof value === "number" ? value : Number(value.slice(1));
}

/** Whether an exact number has no fractional part. */
export function isWhole(value: ExactNumber): boolean {
  if (typeof value === "number") return Number.isInteger(value);
  return !value.includes("e-");
}

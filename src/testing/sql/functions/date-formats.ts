import { refused, unsupported } from "../failures.js";
import { quoteString } from "../string-literals.js";

/** Letters of Spark's patterns, by letter and count, as strftime and strptime of DuckDB write them. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  yyyy: "%Y",
  y: "%Y",
  yy: "%y",
  M: "%-m",
  MM: "%m",
  MMM: "%b",
  MMMM: "%B",
  L: "%-m",
  LL: "%m",
  LLL: "%b",
  LLLL: "%B",
  d: "%-d",
  dd: "%d",
  D: "%-j",
  DDD: "%j",
  E: "%a",
  EE: "%a",
  EEE: "%a",
  EEEE: "%A",
  H: "%-H",
  HH: "%H",
  h: "%-I",
  hh: "%I",
  m: "%-M",
  mm: "%M",
  s: "%-S",
  ss: "%S",
  SSS: "%g",
  SSSSSS: "%f",
  a: "%p",
};

/** Text that a letter reads: Databricks wants every digit of `MM`, where strptime is content with one. */
const READINGS: Readonly<Record<string, string>> = {
  yyyy: "[0-9]{4}",
  y: "[0-9]{1,4}",
  yy: "[0-9]{2}",
  M: "[0-9]{1,2}",
  MM: "[0-9]{2}",
  L: "[0-9]{1,2}",
  LL: "[0-9]{2}",
  d: "[0-9]{1,2}",
  dd: "[0-9]{2}",
  H: "[0-9]{1,2}",
  HH: "[0-9]{2}",
  h: "[0-9]{1,2}",
  hh: "[0-9]{2}",
  m: "[0-9]{1,2}",
  mm: "[0-9]{2}",
  s: "[0-9]{1,2}",
  ss: "[0-9]{2}",
  SSS: "[0-9]{3}",
  SSSSSS: "[0-9]{6}",
};

/** What strptime cannot read although strftime writes it. */
const WRITE_ONLY = new Set(["D", "DDD", "E", "EE", "EEE", "EEEE"]);

type Piece = { readonly literal: string } | { readonly letters: string };

/** Splits a pattern such as `yyyy-MM-dd'T'HH:mm` into its letters and the text between them. */
function piecesOf(pattern: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const [text] of pattern.matchAll(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+/g)) {
    if (text.startsWith("'"))
      pieces.push({ literal: text === "''" ? "'" : text.slice(1, -1).replaceAll("''", "'") });
    else pieces.push(/^[A-Za-z]/.test(text) ? { letters: text } : { literal: text });
  }
  return pieces;
}

const escapeRegex = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const escapePercent = (text: string) => text.replaceAll("%", "%%");

function directive(letters: string, pattern: string): string {
  const found = DIRECTIVES[letters];
  if (found !== undefined) return found;
  if (/^[eucwWY]/.test(letters)) {
    throw refused(
      "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
      "42K0B",
      `You may get a different result due to the upgrading to Spark >= 3.0: Fail to recognize the pattern '${pattern}' in the DateTimeFormatter.`,
    );
  }
  throw unsupported(`"${letters}" in the date pattern "${pattern}"`);
}

/** The SQL that writes a timestamp by a pattern. @throws SqlEngineError when a letter cannot be translated. */
export function formatTimestamp(timestamp: string, pattern: string): string {
  const parts: string[] = [];
  let format = "";
  const flush = () => {
    if (format !== "") parts.push(`strftime(${timestamp}, ${quoteString(format)})`);
    format = "";
  };
  for (const piece of piecesOf(pattern)) {
    if ("literal" in piece) format += escapePercent(piece.literal);
    else if (/^[Qq]+$/.test(piece.letters)) {
      flush();
      parts.push(quarterText(timestamp, piece.letters.length));
    } else format += directive(piece.letters, pattern);
  }
  flush();
  return parts.length === 0 ? "''" : `(${parts.join(" || ")})`;
}

function quarterText(timestamp: string, length: number): string {
  const number = `CAST(quarter(${timestamp}) AS VARCHAR)`;
  if (length === 1) return number;
  return length === 2 ? `('0' || ${number})` : `('Q' || ${number})`;
}

/**
 * The SQL that reads text by a pattern, and gives NULL for text that does not fit it.
 * @throws SqlEngineError when a letter cannot be translated.
 */
export function parseTimestamp(text: string, pattern: string): string {
  const pieces = piecesOf(pattern);
  const format = pieces.map((piece) => parsingPiece(piece, pattern)).join("");
  const form = pieces
    .map((piece) =>
      "literal" in piece ? escapeRegex(piece.literal) : (READINGS[piece.letters] ?? "[A-Za-z]+"),
    )
    .join("");
  const read = `CASE WHEN regexp_full_match(${text}, ${quoteString(form)}) THEN try_strptime(${text}, ${quoteString(format)}) END`;
  // Two digits are a year of this century, where strptime takes 69 for one of the last.
  const hasShortYear = pieces.some((piece) => "letters" in piece && piece.letters === "yy");
  return hasShortYear ? `dbx_in_this_century(${read})` : read;
}

function parsingPiece(piece: Piece, pattern: string): string {
  if ("literal" in piece) return escapePercent(piece.literal);
  if (WRITE_ONLY.has(piece.letters))
    throw unsupported(`Reading "${piece.letters}" of the date pattern "${pattern}"`);
  return directive(piece.letters, pattern);
}

import { castTo, textSql } from "../compile/cast.js";
import { type Expression, expression, nullLiteral } from "../compile/expression.js";
import { refused, unsupported } from "../failures.js";
import { quoteString } from "../string-literals.js";
import { decimal, isFractional, isInteger, isNumeric, STRING } from "../types/sql-type.js";
import { argumentsOf, type Functions, labelOf, type SqlFunction, special } from "./define.js";

/** One place of a pattern of `java.util.Formatter`, such as `%1$-8.2f`. */
interface Place {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly conversion: string;
}

const PLACE = /%(?:(\d+)\$)?([-+0, (#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

/** `format_string(pattern, …)` and `printf`, for texts and numbers. */
const formatString: SqlFunction = special([1, Number.POSITIVE_INFINITY], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [pattern = nullLiteral, ...args] = values;
  const label = labelOf(call.name, values);
  if (pattern.literal === null) return expression("CAST(NULL AS VARCHAR)", STRING, label);
  if (typeof pattern.literal !== "string")
    throw unsupported(`${call.name} with a pattern that is no literal`);
  const parts: string[] = [];
  let [end, next] = [0, 0];
  for (const match of pattern.literal.matchAll(PLACE)) {
    const [whole, position, flags = "", width = "0", precision, conversion = ""] = match;
    parts.push(plainText(pattern.literal.slice(end, match.index), call.name));
    end = match.index + whole.length;
    const place = {
      flags,
      width: Number(width),
      precision: precision === undefined ? undefined : Number(precision),
      conversion,
    };
    if (conversion === "%" || conversion === "n") {
      parts.push(quoteString(conversion === "n" ? "\n" : "%"));
      continue;
    }
    const at = position === undefined ? next++ : Number(position) - 1;
    const value = args[at];
    if (!value)
      throw refused(
        "INVALID_PARAMETER_VALUE.PATTERN",
        "22023",
        `The pattern of \`${call.name}\` wants more arguments than it has.`,
      );
    parts.push(padded(place, placeText(place, value, call.name)));
  }
  parts.push(plainText(pattern.literal.slice(end), call.name));
  return expression(`(${parts.join(" || ")})`, STRING, label);
});

function plainText(text: string, name: string): string {
  if (text.includes("%")) throw unsupported(`${name} with the pattern "${text}"`);
  return quoteString(text);
}

/** A value as its place wants it, before it is padded; NULL is the word. */
function placeText(place: Place, value: Expression, name: string): string {
  const { flags, precision, conversion } = place;
  const isKnown = !/[ (#]/.test(flags);
  if (value.type.kind === "void") return "'null'";
  const isPlain = isNumeric(value.type) || value.type.kind === "string" || value.type.kind === "boolean";
  if (conversion === "s" && isPlain && isKnown && !/[+0,]/.test(flags)) {
    const text = `COALESCE(${textSql(value.sql, value.type)}, 'null')`;
    return precision === undefined ? text : `left(${text}, ${precision})`;
  }
  if (conversion === "d" && isKnown && precision === undefined && isInteger(value.type))
    return signed(place, value.sql, `CAST(abs(CAST(${value.sql} AS HUGEINT)) AS VARCHAR)`);
  if (conversion === "f" && isKnown && (isFractional(value.type) || value.type.kind === "decimal")) {
    const scale = precision ?? 6;
    if (scale > 18) throw unsupported(`${name} with ${scale} digits after the point`);
    // A double is rounded half up in its shortest text, as in Java.
    const exact = isFractional(value.type) ? castTo(value, decimal(38, 18)).sql : value.sql;
    const rounded = `dbx_fraction_text(CAST(abs(CAST(${exact} AS DECIMAL(38,${scale}))) AS VARCHAR))`;
    return signed(place, value.sql, rounded);
  }
  throw unsupported(`${name} with %${flags}${conversion} of this type`);
}

function signed({ flags, width }: Place, sql: string, digits: string): string {
  const text = flags.includes(",") ? `dbx_grouped_text(FALSE, ${digits})` : digits;
  const sign = `CASE WHEN ${sql} < 0 THEN '-' ELSE '${flags.includes("+") ? "+" : ""}' END`;
  const zeros = flags.includes("0")
    ? `repeat('0', greatest(0, ${width} - length(${sign} || ${text}))) || `
    : "";
  return `COALESCE(${sign} || ${zeros}${text}, 'null')`;
}

function padded({ flags, width }: Place, text: string): string {
  if (width === 0) return `(${text})`;
  const blanks = `repeat(' ', greatest(0, ${width} - length(${text})))`;
  return flags.includes("-") ? `(${text} || ${blanks})` : `(${blanks} || ${text})`;
}

export const formatStringFunctions: Functions = { format_string: formatString, printf: formatString };

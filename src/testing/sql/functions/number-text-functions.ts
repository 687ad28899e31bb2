import { castTo } from "../compile/cast.js";
import { expression, nullLiteral } from "../compile/expression.js";
import { unsupported } from "../failures.js";
import { quoteString } from "../string-literals.js";
import { decimal, STRING } from "../types/sql-type.js";
import { argumentsOf, type Functions, labelOf, type SqlFunction, special } from "./define.js";

/** `to_number(text, '999,990.00')`: digits, commas, a point and a dollar sign. */
const toNumber = (isTry: boolean): SqlFunction =>
  special([2, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const [value = nullLiteral, format = nullLiteral] = values;
    if (typeof format.literal !== "string" || !/^\$?[09,]*([.D][09]*)?$/.test(format.literal))
      throw unsupported(`${call.name} with the format ${format.label}`);
    const [whole = "", fraction = ""] = format.literal.replace("$", "").split(/[.D]/);
    const digits = whole.replaceAll(",", "").length;
    const type = decimal(Math.max(1, digits + fraction.length), fraction.length);
    const text = castTo(value, STRING).sql;
    const groups = whole.includes(",") ? "[0-9,]" : `[0-9]{0,${digits}}`;
    const pattern = `${format.literal.startsWith("$") ? "[$]" : ""}${groups}${whole.includes(",") ? "*" : ""}${fraction === "" ? "" : `([.][0-9]{0,${fraction.length}})?`}`;
    const plain = `replace(replace(trim(${text}), ',', ''), '$', '')`;
    const number = `CASE WHEN regexp_full_match(trim(${text}), ${quoteString(pattern)}) THEN TRY_CAST(${plain} AS DECIMAL(${type.precision},${type.scale})) END`;
    const failed = `CASE WHEN ${text} IS NOT NULL THEN dbx_malformed(${text}, ${quoteString(`DECIMAL(${type.precision},${type.scale})`)}) END`;
    return expression(
      isTry ? `(${number})` : `COALESCE(${number}, ${failed})`,
      type,
      labelOf(call.name, values),
    );
  });

export const numberTextFunctions: Functions = {
  to_number: toNumber(false),
  try_to_number: toNumber(true),
};

import { castTo } from "../compile/cast.js";
import { expression } from "../compile/expression.js";
import { unsupported } from "../failures.js";
import { quoteString } from "../string-literals.js";
import { arrayOf, BINARY, BOOLEAN, INT, STRING } from "../types/sql-type.js";
import { argumentsOf, bring, type Functions, labelOf, scalar, special } from "./define.js";

const text = (name: string) => scalar(["string"], STRING, name);

/** Spark counts captures with `$1` where RE2 counts them with `\1`. */
const replacement = (sql: string) =>
  `regexp_replace(regexp_replace(${sql}, '\\\\', '\\\\\\\\', 'g'), '\\$(\\d)', '\\\\\\1', 'g')`;

const pad = (name: string) =>
  scalar(
    ["string", "int"],
    STRING,
    ([value, size, fill = "' '"]) => `dbx_${name}(${value}, ${size}, ${fill})`,
    { optional: ["string"] },
  );

const concat = special([0, Number.POSITIVE_INFINITY], (call, environment) => {
  const values = argumentsOf(call, environment);
  const label = labelOf(call.name, values);
  const [first] = values;
  if (first?.type.kind === "array") {
    const isComplete = values.map((value) => `${value.sql} IS NOT NULL`).join(" AND ");
    const joined = values
      .map((value) => castTo(value, first.type).sql)
      .reduce((a, b) => `list_concat(${a}, ${b})`);
    return expression(`CASE WHEN ${isComplete} THEN ${joined} END`, first.type, label);
  }
  if (values.length === 0) return expression("''", STRING, label);
  return expression(`(${values.map((value) => castTo(value, STRING).sql).join(" || ")})`, STRING, label);
});

const concatWs = special([1, Number.POSITIVE_INFINITY], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [separator = expression("''", STRING), ...parts] = values;
  const items = parts.map((part) =>
    part.type.kind === "array"
      ? `dbx_joined(${castTo(part, arrayOf(STRING)).sql}, ${castTo(separator, STRING).sql})`
      : castTo(part, STRING).sql,
  );
  const sql = items.length === 0 ? "''" : `concat_ws(${castTo(separator, STRING).sql}, ${items.join(", ")})`;
  return expression(sql, STRING, labelOf(call.name, values));
});

/** Counts below zero stand for none, and NULL for NULL. */
const atLeastNone = (count: string | undefined) => `CASE WHEN ${count} < 0 THEN 0 ELSE ${count} END`;

/** From a fixed place the text is written once only: calls within calls would repeat it again and again. */
const substring = scalar(
  ["string", "int"],
  STRING,
  ([value, from, size], [, start]) => {
    if (typeof start?.literal !== "number" || start.literal < 0)
      return `dbx_substring(${value}, ${from}, ${size ?? "NULL"}, ${size === undefined})`;
    const first = Math.max(1, start.literal);
    return size === undefined
      ? `substr(${value}, ${first})`
      : `substr(${value}, ${first}, ${atLeastNone(size)})`;
  },
  { optional: ["int"] },
);

const length = special([1, 1], (call, environment) => {
  const [value = expression("NULL", STRING)] = argumentsOf(call, environment);
  const sql =
    value.type.kind === "binary" ? `octet_length(${value.sql})` : `length(${castTo(value, STRING).sql})`;
  return expression(`CAST(${sql} AS INTEGER)`, INT, labelOf(call.name, [value]));
});

const regexpExtract = special([2, 3], (call, environment) => {
  const values = argumentsOf(call, environment);
  const label = labelOf(call.name, values);
  const [value, pattern, group] = values;
  if (value === undefined || pattern === undefined) throw unsupported(label);
  const index = group === undefined ? 1 : group.literal;
  if (typeof index !== "number") throw unsupported(`${call.name} with a group that is no literal`);
  const type = call.name === "regexp_extract" ? STRING : arrayOf(STRING);
  const text = bring(value, "string", label).sql;
  if (index !== 0) {
    if (typeof pattern.literal !== "string")
      throw unsupported(`${call.name} of a group of a pattern that is no literal`);
    const most = groupsOf(pattern.literal);
    if (index < 0 || index > most)
      return expression(`dbx_no_such_group(${text}, '${call.name}', ${most}, ${index})`, type, label);
  }
  return expression(`${call.name}(${text}, ${bring(pattern, "string", label).sql}, ${index})`, type, label);
});

/** How many groups a regular expression captures. */
const groupsOf = (pattern: string): number =>
  pattern.replace(/\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]])*\]/g, "").match(/\((?!\?(?!P?<[A-Za-z]))/g)?.length ??
  0;

const hash = (duckdb: string) => scalar(["string"], STRING, duckdb);

export const textFunctions: Functions = {
  upper: text("dbx_upper"),
  ucase: text("dbx_upper"),
  lower: text("lower"),
  lcase: text("lower"),
  initcap: text("dbx_initcap"),
  reverse: special([1, 1], (call, environment) => {
    const [value = expression("NULL", STRING)] = argumentsOf(call, environment);
    const label = labelOf(call.name, [value]);
    if (value.type.kind === "array") return expression(`list_reverse(${value.sql})`, value.type, label);
    return expression(`reverse(${castTo(value, STRING).sql})`, STRING, label);
  }),
  trim: scalar(["string"], STRING, ([value, characters = "' '"]) => `trim(${value}, ${characters})`, {
    optional: ["string"],
  }),
  btrim: scalar(["string"], STRING, ([value, characters = "' '"]) => `trim(${value}, ${characters})`, {
    optional: ["string"],
  }),
  ltrim: scalar(
    ["string"],
    STRING,
    ([a, b]) => (b === undefined ? `ltrim(${a}, ' ')` : `ltrim(${b}, ${a})`),
    { optional: ["string"] },
  ),
  rtrim: scalar(
    ["string"],
    STRING,
    ([a, b]) => (b === undefined ? `rtrim(${a}, ' ')` : `rtrim(${b}, ${a})`),
    { optional: ["string"] },
  ),
  length,
  len: length,
  char_length: length,
  character_length: length,
  octet_length: scalar(["string"], INT, ([value]) => `CAST(strlen(${value}) AS INTEGER)`),
  bit_length: scalar(["string"], INT, ([value]) => `CAST(strlen(${value}) * 8 AS INTEGER)`),
  concat,
  concat_ws: concatWs,
  substring,
  substr: substring,
  substring_index: scalar(["string", "string", "int"], STRING, "dbx_substring_index"),
  left: scalar(["string", "int"], STRING, ([value, size]) => `left(${value}, ${atLeastNone(size)})`),
  right: scalar(["string", "int"], STRING, ([value, size]) => `right(${value}, ${atLeastNone(size)})`),
  lpad: pad("lpad"),
  rpad: pad("rpad"),
  repeat: scalar(["string", "int"], STRING, ([value, times]) => `repeat(${value}, ${atLeastNone(times)})`),
  space: scalar(["int"], STRING, ([times]) => `repeat(' ', ${atLeastNone(times)})`),
  replace: scalar(
    ["string", "string"],
    STRING,
    ([value, search, by = "''"]) => `dbx_replace(${value}, ${search}, ${by})`,
    { optional: ["string"] },
  ),
  translate: scalar(["string", "string", "string"], STRING, "translate"),
  overlay: scalar(
    ["string", "string", "int"],
    STRING,
    ([value, by, from, size]) => `dbx_overlay(${value}, ${by}, ${from}, ${size ?? `length(${by})`})`,
    { optional: ["int"] },
  ),
  instr: scalar(["string", "string"], INT, ([value, part]) => `CAST(instr(${value}, ${part}) AS INTEGER)`),
  position: scalar(
    ["string", "string"],
    INT,
    ([part, value, from = "1"]) => `dbx_locate(${part}, ${value}, ${from})`,
    { optional: ["int"] },
  ),
  locate: scalar(
    ["string", "string"],
    INT,
    ([part, value, from = "1"]) => `dbx_locate(${part}, ${value}, ${from})`,
    { optional: ["int"] },
  ),
  charindex: scalar(
    ["string", "string"],
    INT,
    ([part, value, from = "1"]) => `dbx_locate(${part}, ${value}, ${from})`,
    { optional: ["int"] },
  ),
  contains: scalar(["string", "string"], BOOLEAN, "contains"),
  startswith: scalar(["string", "string"], BOOLEAN, "starts_with"),
  endswith: scalar(["string", "string"], BOOLEAN, "ends_with"),
  split: scalar(
    ["string", "string"],
    arrayOf(STRING),
    ([value, pattern, limit]) =>
      limit === undefined || /^\(-\d+\)$/.test(limit)
        ? `string_split_regex(${value}, ${pattern})`
        : `dbx_split(${value}, ${pattern}, ${limit})`,
    { optional: ["int"] },
  ),
  split_part: scalar(["string", "string", "int"], STRING, "dbx_split_part"),
  regexp_replace: scalar(
    ["string", "string", "string"],
    STRING,
    ([value, pattern, by, from]) => {
      if (from !== undefined) throw unsupported("regexp_replace from a position on");
      return `regexp_replace(${value}, ${pattern}, ${replacement(by ?? "''")}, 'g')`;
    },
    { optional: ["int"] },
  ),
  regexp_extract: regexpExtract,
  regexp_extract_all: regexpExtract,
  regexp_like: scalar(["string", "string"], BOOLEAN, "regexp_matches"),
  regexp: scalar(["string", "string"], BOOLEAN, "regexp_matches"),
  rlike: scalar(["string", "string"], BOOLEAN, "regexp_matches"),
  regexp_count: scalar(
    ["string", "string"],
    INT,
    ([value, pattern]) => `CAST(len(regexp_extract_all(${value}, ${pattern})) AS INTEGER)`,
  ),
  regexp_substr: scalar(
    ["string", "string"],
    STRING,
    ([value, pattern]) => `nullif(regexp_extract(${value}, ${pattern}), '')`,
  ),
  ascii: scalar(["string"], INT, ([value]) => `CASE WHEN ${value} = '' THEN 0 ELSE ascii(${value}) END`),
  char: scalar(["int"], STRING, ([code]) => `chr(${code})`),
  chr: scalar(["int"], STRING, ([code]) => `chr(${code})`),
  levenshtein: scalar(
    ["string", "string"],
    INT,
    ([a, b, most]) => {
      const distance = `CAST(levenshtein(${a}, ${b}) AS INTEGER)`;
      return most === undefined
        ? distance
        : `CASE WHEN ${distance} <= ${most} THEN ${distance} WHEN ${distance} > ${most} THEN -1 END`;
    },
    { optional: ["int"] },
  ),
  md5: hash("md5"),
  sha: hash("sha1"),
  sha1: hash("sha1"),
  sha2: scalar(["string", "int"], STRING, ([value, bits], [, size]) => {
    if (size?.literal !== 256 && size?.literal !== 0) throw unsupported(`sha2 with ${bits} bits`);
    return `sha256(${value})`;
  }),
  base64: scalar(["binary"], STRING, "base64"),
  unbase64: scalar(["string"], BINARY, "from_base64"),
  hex: special([1, 1], (call, environment) => {
    const [value = expression("NULL", STRING)] = argumentsOf(call, environment);
    const isNumber = value.type.kind !== "string" && value.type.kind !== "binary";
    const sql = isNumber ? `to_hex(CAST(${value.sql} AS BIGINT))` : `hex(${value.sql})`;
    return expression(`upper(${sql})`, STRING, labelOf(call.name, [value]));
  }),
  unhex: scalar(["string"], BINARY, "unhex"),
  quote: scalar(
    ["string"],
    STRING,
    ([value]) =>
      `(${quoteString("'")} || replace(${value}, ${quoteString("'")}, ${quoteString("\\'")}) || ${quoteString("'")})`,
  ),
};

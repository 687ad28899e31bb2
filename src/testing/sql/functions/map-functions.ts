import { castTo } from "../compile/cast.js";
import { branchType } from "../compile/conditions.js";
import { type Expression, expression, nullLiteral } from "../compile/expression.js";
import { wrongArgumentCount, wrongType } from "../failures.js";
import { quoteString } from "../string-literals.js";
import { arrayOf, BOOLEAN, type SqlType, STRING, VOID } from "../types/sql-type.js";
import { typeText } from "../types/type-names.js";
import { elementOf } from "./array-functions.js";
import { argumentsOf, bring, type Functions, labelOf, type SqlFunction, scalar, special } from "./define.js";

const many = Number.POSITIVE_INFINITY;

const map: SqlFunction = special([0, many], (call, environment) => {
  const values = argumentsOf(call, environment);
  if (values.length % 2 === 1) throw wrongArgumentCount(call.name, "2n (n > 0)", values.length);
  const keys = values.filter((_, at) => at % 2 === 0);
  const items = values.filter((_, at) => at % 2 === 1);
  const key = keys.length === 0 ? STRING : branchType(keys, call.name);
  const value = items.length === 0 ? STRING : branchType(items, call.name);
  const list = (all: readonly Expression[], type: SqlType) =>
    `[${all.map((item) => castTo(item, type).sql).join(", ")}]`;
  return expression(
    `MAP(${list(keys, key)}, ${list(items, value)})`,
    { kind: "map", key, value },
    labelOf(call.name, values),
  );
});

const mapPart = (name: string, pick: "key" | "value"): SqlFunction =>
  scalar(["any"], ([value]) => (value?.type.kind === "map" ? arrayOf(value.type[pick]) : VOID), name);

/** All entries of several maps; a key that two of them have is an error, as in `map`. */
const mapConcat: SqlFunction = special([0, many], (call, environment) => {
  const values = argumentsOf(call, environment);
  const label = labelOf(call.name, values);
  for (const { type } of values)
    if (type.kind !== "map" && type.kind !== "void") throw wrongType(label, '"MAP"', typeText(type));
  const type: SqlType =
    values.length === 0 ? { kind: "map", key: STRING, value: STRING } : branchType(values, call.name);
  if (values.length === 0) return expression("MAP([]::VARCHAR[], []::VARCHAR[])", type, label);
  if (type.kind !== "map") return expression("NULL", type, label);
  const maps = values.map((value) => castTo(value, type).sql);
  const all = (part: string) => `flatten([${maps.map((sql) => `${part}(${sql})`).join(", ")}])`;
  const isComplete = maps.map((sql) => `${sql} IS NOT NULL`).join(" AND ");
  return expression(
    `CASE WHEN ${isComplete} THEN MAP(${all("map_keys")}, ${all("map_values")}) END`,
    type,
    label,
  );
});

const mapFromEntries: SqlFunction = special([1, 1], (call, environment) => {
  const [value = nullLiteral] = argumentsOf(call, environment);
  const label = labelOf(call.name, [value]);
  const entry = elementOf(value);
  const [key, item] = entry.kind === "struct" ? entry.fields : [];
  if (entry.kind !== "struct" || !key || !item || entry.fields.length > 2)
    throw wrongType(label, '"ARRAY<STRUCT<…, …>>"', typeText(value.type));
  const all = (name: string) =>
    `list_transform(${value.sql}, lambda __entry: struct_extract(__entry, ${quoteString(name)}))`;
  const hasGap = `len(list_filter(${value.sql}, lambda __entry: __entry IS NULL)) > 0`;
  const sql = `CASE WHEN ${value.sql} IS NULL OR ${hasGap} THEN NULL ELSE MAP(${all(key.name)}, ${all(item.name)}) END`;
  return expression(sql, { kind: "map", key: key.type, value: item.type }, label);
});

/** `str_to_map('a:1,b:2')`; both marks are regular expressions. */
const strToMap: SqlFunction = special([1, 3], (call, environment) => {
  const values = argumentsOf(call, environment);
  const label = labelOf(call.name, values);
  const [text = "NULL", between = "','", within = "':'"] = values.map(
    (value) => bring(value, "string", label).sql,
  );
  const parts = (at: number) =>
    `list_transform(string_split_regex(${text}, ${between}), lambda __pair: dbx_split(__pair, ${within}, 2)[${at}])`;
  return expression(
    `CASE WHEN ${text} IS NOT NULL AND ${between} IS NOT NULL AND ${within} IS NOT NULL THEN MAP(${parts(1)}, ${parts(2)}) END`,
    { kind: "map", key: STRING, value: STRING },
    label,
  );
});

export const mapFunctions: Functions = {
  map,
  map_concat: mapConcat,
  map_from_entries: mapFromEntries,
  str_to_map: strToMap,
  map_from_arrays: scalar(
    ["array", "array"],
    ([keys, values]) => ({ kind: "map", key: elementOf(keys), value: elementOf(values) }),
    "MAP",
  ),
  map_keys: mapPart("map_keys", "key"),
  map_values: mapPart("map_values", "value"),
  map_contains_key: scalar(
    ["any", "any"],
    BOOLEAN,
    ([value, key]) => `list_contains(map_keys(${value}), ${key})`,
  ),
  map_entries: scalar(
    ["any"],
    ([value]) =>
      value?.type.kind === "map"
        ? arrayOf({
            kind: "struct",
            fields: [
              { name: "key", type: value.type.key },
              { name: "value", type: value.type.value },
            ],
          })
        : VOID,
    "map_entries",
  ),
};

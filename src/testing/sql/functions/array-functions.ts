import { castTo } from "../compile/cast.js";
import { branchType } from "../compile/conditions.js";
import { type Expression, expression, nullLiteral } from "../compile/expression.js";
import { intervalLength, intervalOf } from "../compile/intervals.js";
import { unsupported, wrongArgumentCount } from "../failures.js";
import { quoteName } from "../string-literals.js";
import {
  arrayOf,
  BOOLEAN,
  DATE,
  INT,
  isInteger,
  isOrderable,
  isTemporal,
  LONG,
  type SqlType,
  STRING,
  TIMESTAMP,
  VOID,
} from "../types/sql-type.js";
import { argumentsOf, bring, type Functions, labelOf, type SqlFunction, scalar, special } from "./define.js";

const many = Number.POSITIVE_INFINITY;

export const elementOf = (value: Expression | undefined): SqlType =>
  value?.type.kind === "array" ? value.type.element : VOID;

/** Refuses to sort what the two databases sort differently. */
export function requireOrderable(type: SqlType, name: string): void {
  if (!isOrderable(type)) throw unsupported(`${name} of nested values`);
}

/** A function of an array and a value of its element type. */
const withElement = (result: SqlType | "same", write: (list: string, item: string) => string): SqlFunction =>
  special([2, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const label = labelOf(call.name, values);
    const list = bring(values[0] ?? nullLiteral, "array", label);
    const item = values[1] ?? nullLiteral;
    const element = branchType([expression("", elementOf(list)), item], call.name);
    const type = arrayOf(element);
    return expression(
      write(castTo(list, type).sql, castTo(item, element).sql),
      result === "same" ? type : result,
      label,
    );
  });

/** NULL where a value is NULL, which DuckDB takes for an empty list or for a value like others. */
const unlessNull = (values: readonly string[], sql: string): string =>
  `CASE WHEN ${values.map((value) => `${value} IS NOT NULL`).join(" AND ")} THEN ${sql} END`;

/** A function of two arrays of one type. */
const ofTwo = (result: SqlType | "same", write: (a: string, b: string) => string): SqlFunction =>
  special([2, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const type = branchType(values, call.name);
    const [a = "NULL", b = "NULL"] = values.map((value) => castTo(value, type).sql);
    const sql = unlessNull([a, b], write(a, b));
    return expression(sql, result === "same" ? type : result, labelOf(call.name, values));
  });

const same = (write: (list: string) => string): SqlFunction =>
  scalar(
    ["array"],
    ([list]) => list?.type ?? VOID,
    ([list = "NULL"]) => write(list),
  );

const size: SqlFunction = special([1, 1], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [value = nullLiteral] = values;
  return expression(
    `CAST(${value.type.kind === "map" ? "cardinality" : "len"}(${value.sql}) AS INTEGER)`,
    INT,
    labelOf(call.name, values),
  );
});

const array: SqlFunction = special([0, many], (call, environment) => {
  const values = argumentsOf(call, environment);
  const type = values.length === 0 ? VOID : branchType(values, call.name);
  const sql = `[${values.map((value) => castTo(value, type).sql).join(", ")}]`;
  return expression(sql, arrayOf(type), labelOf(call.name, values));
});

/** `get(array, index)` counts from zero and gives NULL beyond the ends. */
const get: SqlFunction = special([2, 2], (call, environment) => {
  const values = argumentsOf(call, environment);
  const label = labelOf(call.name, values);
  const list = bring(values[0] ?? nullLiteral, "array", label);
  return expression(
    `dbx_array_get(${list.sql}, ${castTo(values[1] ?? nullLiteral, LONG).sql})`,
    elementOf(list),
    label,
  );
});

/** `element_at`: from one, or from the end, in an array; by key in a map. */
const elementAt = (isTry: boolean): SqlFunction =>
  special([2, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const [owner = nullLiteral, index = nullLiteral] = values;
    const label = labelOf(call.name, values);
    if (owner.type.kind === "map")
      return expression(`${owner.sql}[${castTo(index, owner.type.key).sql}]`, owner.type.value, label);
    const list = bring(owner, "array", label);
    const macro = isTry ? "dbx_try_element_at" : "dbx_element_at";
    return expression(`${macro}(${list.sql}, ${castTo(index, LONG).sql})`, elementOf(list), label);
  });

const sequence: SqlFunction = special([2, 3], (call, environment) => {
  const values = argumentsOf(call, environment);
  const label = labelOf(call.name, values);
  const [from = nullLiteral, to = nullLiteral, step] = values;
  const type = branchType([from, to], call.name);
  const [start, stop] = [castTo(from, type).sql, castTo(to, type).sql];
  if (isInteger(type)) {
    const by =
      step === undefined ? `CASE WHEN ${start} <= ${stop} THEN 1 ELSE -1 END` : castTo(step, LONG).sql;
    const series = `generate_series(CAST(${start} AS BIGINT), CAST(${stop} AS BIGINT), ${by})`;
    return expression(
      `CAST(CASE WHEN dbx_leads_on(${start}, ${stop}, ${by}) THEN ${series} END AS ${isIntType(type) ? "INTEGER" : "BIGINT"}[])`,
      arrayOf(isIntType(type) ? INT : LONG),
      label,
    );
  }
  if (!isTemporal(type)) throw unsupported(label);
  const oneDay = expression(`CASE WHEN ${start} <= ${stop} THEN 1 ELSE -1 END`, INT);
  const series = timesBetween(start, stop, step ?? intervalOf(oneDay, "day"));
  return type.kind === "date"
    ? expression(`CAST(${series} AS DATE[])`, arrayOf(DATE), label)
    : expression(series, arrayOf(TIMESTAMP), label);
});

/** Times in steps. Months are counted from the start, as the end of one may be before the same day of the next. */
function timesBetween(from: string, to: string, step: Expression): string {
  if (step.type.kind !== "interval") throw unsupported("sequence with a step that is no interval");
  const [start, stop] = [`CAST(${from} AS TIMESTAMP)`, `CAST(${to} AS TIMESTAMP)`];
  const length = intervalLength(step.sql, step.type);
  const series =
    step.type.family === "year-month"
      ? `dbx_month_series(${start}, ${stop}, ${length})`
      : `generate_series(${start}, ${stop}, ${step.sql})`;
  return `CASE WHEN dbx_leads_on(${start}, ${stop}, ${length}) THEN ${series} END`;
}

/** Rows of what stands at one place of several arrays; where one is shorter it has NULL. */
const arraysZip: SqlFunction = special([0, many], (call, environment) => {
  const values = argumentsOf(call, environment);
  const label = labelOf(call.name, values);
  const lists = values.map((value) => bring(value, "array", label));
  const fields = lists.map((list, at) => {
    const node = call.args[at];
    const isNamed = node?.kind === "column" || node?.kind === "dot";
    return { name: isNamed ? list.label : String(at), type: elementOf(list) };
  });
  const type = arrayOf({ kind: "struct", fields });
  if (lists.length === 0) throw unsupported("arrays_zip of nothing");
  const longest = `greatest(${lists.map((list) => `len(${list.sql})`).join(", ")})`;
  const members = fields.map(({ name }, at) => `${quoteName(name)} := (${lists[at]?.sql})[__at + 1]`);
  const rows = `list_transform(range(${longest}), lambda __at: struct_pack(${members.join(", ")}))`;
  return expression(
    unlessNull(
      lists.map((list) => list.sql),
      rows,
    ),
    type,
    label,
  );
});

const isIntType = (type: SqlType) => type.kind !== "long";

const struct: SqlFunction = special([1, many], (call, environment) => {
  const values = argumentsOf(call, environment);
  const fields = call.args.map((node, at) => {
    const alias = node.kind === "alias" ? node.fields.alias : undefined;
    const name =
      typeof alias === "object" && alias !== null && "name" in alias ? String(alias.name) : undefined;
    const isColumn = node.kind === "column" || node.kind === "dot";
    return {
      name: name ?? (isColumn ? (values[at]?.label ?? "") : `col${at + 1}`),
      type: values[at]?.type ?? VOID,
    };
  });
  return pack(fields, values, labelOf(call.name, values));
});

const namedStruct: SqlFunction = special([2, many], (call, environment) => {
  const values = argumentsOf(call, environment);
  if (values.length % 2 === 1) throw wrongArgumentCount(call.name, "2n (n > 0)", values.length);
  const names = values.filter((_, at) => at % 2 === 0);
  const items = values.filter((_, at) => at % 2 === 1);
  return pack(
    items.map((item, at) => ({ name: String(names[at]?.literal), type: item.type })),
    items,
    labelOf(call.name, values),
  );
});

function pack(
  fields: readonly { name: string; type: SqlType }[],
  values: readonly Expression[],
  label: string,
): Expression {
  const members = fields.map(
    (field, at) => `${quoteName(field.name)} := ${castTo(values[at] ?? nullLiteral, field.type).sql}`,
  );
  return expression(`struct_pack(${members.join(", ")})`, { kind: "struct", fields }, label);
}

export const arrayFunctions: Functions = {
  array,
  struct,
  named_struct: namedStruct,
  size,
  cardinality: size,
  array_size: size,
  get,
  element_at: elementAt(false),
  try_element_at: elementAt(true),
  array_contains: withElement(BOOLEAN, (list, item) => `dbx_array_contains(${list}, ${item})`),
  array_position: withElement(LONG, (list, item) =>
    unlessNull([list, item], `CAST(COALESCE(list_position(${list}, ${item}), 0) AS BIGINT)`),
  ),
  array_remove: withElement("same", (list, item) =>
    unlessNull([item], `list_filter(${list}, lambda __item: __item IS DISTINCT FROM ${item})`),
  ),
  array_append: withElement("same", (list, item) => unlessNull([list], `list_append(${list}, ${item})`)),
  array_prepend: withElement("same", (list, item) => unlessNull([list], `list_prepend(${item}, ${list})`)),
  array_distinct: same((list) => `dbx_array_distinct(${list})`),
  array_union: ofTwo("same", (a, b) => `dbx_array_distinct(list_concat(${a}, ${b}))`),
  array_intersect: ofTwo(
    "same",
    (a, b) =>
      `dbx_array_distinct(list_filter(${a}, lambda __item: len(list_filter(${b}, lambda __other: __other IS NOT DISTINCT FROM __item)) > 0))`,
  ),
  array_except: ofTwo(
    "same",
    (a, b) =>
      `dbx_array_distinct(list_filter(${a}, lambda __item: len(list_filter(${b}, lambda __other: __other IS NOT DISTINCT FROM __item)) = 0))`,
  ),
  arrays_overlap: ofTwo(BOOLEAN, (a, b) => `dbx_arrays_overlap(${a}, ${b})`),
  array_max: scalar(["array"], ([list]) => elementOf(list), "list_max"),
  array_min: scalar(["array"], ([list]) => elementOf(list), "list_min"),
  array_compact: same((list) => `list_filter(${list}, lambda __item: __item IS NOT NULL)`),
  array_repeat: special([2, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const [item = nullLiteral, times = nullLiteral] = values;
    return expression(
      `list_transform(range(${castTo(times, LONG).sql}), lambda __item: ${item.sql})`,
      arrayOf(item.type),
      labelOf(call.name, values),
    );
  }),
  arrays_zip: arraysZip,
  array_join: scalar(
    ["strings", "string"],
    STRING,
    ([list, by, forNull]) =>
      forNull === undefined
        ? `array_to_string(list_filter(${list}, lambda __item: __item IS NOT NULL), ${by})`
        : `array_to_string(list_transform(${list}, lambda __item: COALESCE(__item, ${forNull})), ${by})`,
    { optional: ["string"] },
  ),
  sort_array: special([1, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const list = bring(values[0] ?? nullLiteral, "array", call.name);
    requireOrderable(elementOf(list), call.name);
    const isDescending = values[1]?.literal === false;
    return expression(
      isDescending
        ? `list_sort(${list.sql}, 'DESC', 'NULLS LAST')`
        : `list_sort(${list.sql}, 'ASC', 'NULLS FIRST')`,
      list.type,
      labelOf(call.name, values),
    );
  }),
  slice: special([3, 3], (call, environment) => {
    const values = argumentsOf(call, environment);
    const list = bring(values[0] ?? nullLiteral, "array", call.name);
    const [from, count] = values.slice(1).map((value) => castTo(value, LONG).sql);
    return expression(`dbx_slice(${list.sql}, ${from}, ${count})`, list.type, labelOf(call.name, values));
  }),
  flatten: scalar(["array"], ([list]) => elementOf(list), "dbx_flatten"),
  sequence,
};

import { type AstNode, namesOf, nodeOf } from "../ast.js";
import type { Call } from "../compile/call.js";
import { castTo } from "../compile/cast.js";
import { truth } from "../compile/conditions.js";
import { compileIn, type Environment, withScope } from "../compile/environment.js";
import { type Expression, expression } from "../compile/expression.js";
import { unsupported, wrongType } from "../failures.js";
import { quoteName } from "../string-literals.js";
import { commonType } from "../types/common-type.js";
import { arrayOf, BOOLEAN, INT, type SqlType, VOID } from "../types/sql-type.js";
import { duckdbType, typeText } from "../types/type-names.js";
import { requireOrderable } from "./array-functions.js";
import { bring, type Functions, labelOf, type SqlFunction, special } from "./define.js";

interface Parameter {
  readonly sql: string;
  readonly type: SqlType;
}

/** The body of a lambda with its parameters put in. */
function body(
  node: AstNode | undefined,
  parameters: readonly Parameter[],
  environment: Environment,
): Expression {
  if (node?.kind !== "lambda") throw unsupported("A function in place of a lambda");
  const names = namesOf(node.fields.parameters);
  const bound = new Map(
    names.flatMap((name, at) => {
      const parameter = parameters[at];
      return parameter
        ? [[name.toLowerCase(), expression(parameter.sql, parameter.type, name)] as const]
        : [];
    }),
  );
  const scope = { relations: [], merged: [], names: bound, namesFirst: true, parent: environment.scope };
  return compileIn(withScope(environment, scope), nodeOf(node.fields.body));
}

const takesIndex = (node: AstNode | undefined) => namesOf(node?.fields.parameters).length > 1;

function listArgument(
  call: Call,
  environment: Environment,
  at = 0,
): Expression & { readonly element: SqlType } {
  const list = bring(
    compileIn(environment, call.args[at] ?? { kind: "null", fields: {} }),
    "array",
    call.name,
  );
  if (list.type.kind !== "array") throw wrongType(call.name, '"ARRAY"', typeText(list.type));
  return { ...list, element: list.type.element };
}

/** `name(array, lambda)`; the lambda's second parameter counts from zero. */
function overItems(
  write: (list: string, lambda: string, body: Expression, element: SqlType) => { sql: string; type: SqlType },
): SqlFunction {
  return special([2, 2], (call, environment) => {
    const list = listArgument(call, environment);
    const item = environment.statement.freshAlias("item");
    const index = environment.statement.freshAlias("index_at");
    const lambda = call.args[1];
    const result = body(
      lambda,
      [
        { sql: item, type: list.element },
        { sql: `CAST(${index} - 1 AS INTEGER)`, type: INT },
      ],
      environment,
    );
    const head = takesIndex(lambda) ? `lambda ${item}, ${index}: ` : `lambda ${item}: `;
    const { sql, type } = write(list.sql, head, result, list.element);
    return expression(sql, type, labelOf(call.name, [list, result]));
  });
}

const aggregate: SqlFunction = special([3, 4], (call, environment) => {
  const list = listArgument(call, environment);
  const start = compileIn(environment, call.args[1] ?? { kind: "null", fields: {} });
  const [a, b] = [environment.statement.freshAlias("acc"), environment.statement.freshAlias("item")];
  const merge = (type: SqlType) =>
    body(
      call.args[2],
      [
        { sql: `struct_extract(${a}, 'acc')`, type },
        { sql: `struct_extract(${b}, 'item')`, type: list.element },
      ],
      environment,
    );
  const trial = merge(start.type);
  const type = commonType(start.type, trial.type) ?? start.type;
  const [acc, item] = [duckdbType(type), duckdbType(list.element)];
  const pair = (accumulated: string, element: string) =>
    `struct_pack("acc" := CAST(${accumulated} AS ${acc}), "item" := CAST(${element} AS ${item}))`;
  const rest = environment.statement.freshAlias("rest");
  // The accumulator may differ from the elements in type, so both travel in one struct.
  const folded = `struct_extract(list_reduce(list_prepend(${pair(castTo(start, type).sql, "NULL")}, list_transform(${list.sql}, lambda ${rest}: ${pair("NULL", rest)})), lambda ${a}, ${b}: ${pair(castTo(merge(type), type).sql, "NULL")}), 'acc')`;
  const sql = `CASE WHEN ${list.sql} IS NULL THEN NULL ELSE ${folded} END`;
  if (call.args[3] === undefined) return expression(sql, type, labelOf(call.name, [list, start]));
  const finished = body(call.args[3], [{ sql: `(${sql})`, type }], environment);
  return expression(finished.sql, finished.type, labelOf(call.name, [list, start]));
});

/** `array_sort`, by order of the items or by a comparator. */
const arraySort: SqlFunction = special([1, 2], (call, environment) => {
  const list = listArgument(call, environment);
  const label = labelOf(call.name, [list]);
  if (call.args.length === 1) requireOrderable(list.element, call.name);
  if (call.args.length === 1)
    return expression(`list_sort(${list.sql}, 'ASC', 'NULLS LAST')`, list.type, label);
  const fresh = (stem: string) => environment.statement.freshAlias(stem);
  const [x, i, y, j, ranked] = [fresh("x"), fresh("i"), fresh("y"), fresh("j"), fresh("ranked")];
  const order = castTo(
    body(
      call.args[1],
      [
        { sql: x, type: list.element },
        { sql: y, type: list.element },
      ],
      environment,
    ),
    INT,
  ).sql;
  const before = `len(list_filter(${list.sql}, lambda ${y}, ${j}: (${order}) > 0 OR ((${order}) = 0 AND ${j} < ${i})))`;
  const ranks = `list_transform(${list.sql}, lambda ${x}, ${i}: struct_pack(place := ${before}, item := ${x}))`;
  return expression(
    `list_transform(list_sort(${ranks}), lambda ${ranked}: struct_extract(${ranked}, 'item'))`,
    list.type,
    label,
  );
});

const zipWith: SqlFunction = special([3, 3], (call, environment) => {
  const left = listArgument(call, environment);
  const right = listArgument(call, environment, 1);
  const at = environment.statement.freshAlias("index_at");
  const result = body(
    call.args[2],
    [
      { sql: `${left.sql}[${at}]`, type: left.element },
      { sql: `${right.sql}[${at}]`, type: right.element },
    ],
    environment,
  );
  const indices = `generate_series(1, greatest(len(${left.sql}), len(${right.sql})))`;
  const sql = `CASE WHEN ${left.sql} IS NOT NULL AND ${right.sql} IS NOT NULL THEN list_transform(${indices}, lambda ${at}: ${result.sql}) END`;
  return expression(sql, arrayOf(result.type), labelOf(call.name, [left, right]));
});

/** A function of the entries of a map. */
function overEntries(
  write: (map: string, entry: string, body: Expression) => string,
  result: (type: Extract<SqlType, { kind: "map" }>, body: Expression) => SqlType,
): SqlFunction {
  return special([2, 2], (call, environment) => {
    const map = compileIn(environment, call.args[0] ?? { kind: "null", fields: {} });
    if (map.type.kind !== "map") throw wrongType(call.name, '"MAP"', typeText(map.type));
    const entry = environment.statement.freshAlias("entry");
    const value = body(
      call.args[1],
      [
        { sql: `struct_extract(${entry}, 'key')`, type: map.type.key },
        { sql: `struct_extract(${entry}, 'value')`, type: map.type.value },
      ],
      environment,
    );
    return expression(write(map.sql, entry, value), result(map.type, value), labelOf(call.name, [map]));
  });
}

const entriesOf = (map: string) => `map_entries(${map})`;
const transformed = (key: string, value: string) =>
  `struct_pack(${quoteName("key")} := ${key}, ${quoteName("value")} := ${value})`;

export const lambdaFunctions: Functions = {
  transform: overItems((list, lambda, item) => ({
    sql: `list_transform(${list}, ${lambda}${item.sql})`,
    type: arrayOf(item.type),
  })),
  filter: overItems((list, lambda, test, element) => ({
    sql: `list_filter(${list}, ${lambda}COALESCE(${truth(test).sql}, FALSE))`,
    type: arrayOf(element),
  })),
  exists: overItems((list, lambda, test) => ({
    sql: `dbx_any(list_transform(${list}, ${lambda}${truth(test).sql}))`,
    type: BOOLEAN,
  })),
  forall: overItems((list, lambda, test) => ({
    sql: `dbx_all(list_transform(${list}, ${lambda}${truth(test).sql}))`,
    type: BOOLEAN,
  })),
  aggregate,
  reduce: aggregate,
  array_sort: arraySort,
  zip_with: zipWith,
  map_filter: overEntries(
    (map, entry, test) =>
      `map_from_entries(list_filter(${entriesOf(map)}, lambda ${entry}: ${truth(test).sql}))`,
    (type) => type,
  ),
  transform_values: overEntries(
    (map, entry, value) =>
      `map_from_entries(list_transform(${entriesOf(map)}, lambda ${entry}: ${transformed(`struct_extract(${entry}, 'key')`, value.sql)}))`,
    (type, value) => ({ ...type, value: value.type.kind === "void" ? VOID : value.type }),
  ),
};

import { type AstNode, nodesOf, textOf } from "../ast.js";
import { refused, unsupported, wrongType } from "../failures.js";
import { quoteName, quoteString } from "../string-literals.js";
import { INT, LONG, type SqlType } from "../types/sql-type.js";
import { typeText } from "../types/type-names.js";
import { castTo } from "./cast.js";
import { branchType } from "./conditions.js";
import { compileIn, type Environment } from "./environment.js";
import { type Expression, nullLiteral, type OutputColumn } from "./expression.js";

/** Rows made by a function, as a parenthesised query under an alias. */
export interface Generated {
  readonly alias: string;
  /** The query and its alias, to stand behind LATERAL or in FROM. */
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

/** Translates a call of `explode` and its kin. `names` rename the columns from the left. */
export function compileGenerator(
  call: AstNode,
  environment: Environment,
  names: readonly string[],
  alias = environment.statement.freshAlias("generated"),
): Generated {
  const name = (textOf(call.fields.name) ?? "").toLowerCase().replace(/^dbx_/, "");
  const args = nodesOf(call.fields.args).map((node) => compileIn(environment, node));
  const { items, columns, from } = rowsOf(name.replace(/_outer$/, ""), args);
  if (names.length > columns.length) {
    throw refused(
      "UDTF_ALIAS_NUMBER_MISMATCH",
      "42802",
      `The number of aliases supplied in the AS clause does not match the number of columns output by the UDTF. Expected ${columns.length} aliases, but got ${names.join(", ")}.`,
    );
  }
  const renamed = columns.map((column, at) => ({ name: names[at] ?? column.name, type: column.type }));
  const list = items.map((item, at) => `${item} AS ${quoteName(renamed[at]?.name ?? "")}`).join(", ");
  return { alias, sql: `(SELECT ${list}${from}) AS ${quoteName(alias)}`, columns: renamed };
}

interface Rows {
  readonly items: readonly string[];
  readonly columns: readonly OutputColumn[];
  readonly from: string;
}

function rowsOf(name: string, args: readonly Expression[]): Rows {
  const [first = nullLiteral] = args;
  switch (name) {
    case "explode":
      return explode(first, false);
    case "posexplode":
      return explode(first, true);
    case "inline":
      return inline(first);
    case "stack":
      return stack(args);
    case "range":
      return range(args);
    default:
      throw unsupported(`The table function ${name}`);
  }
}

function explode(value: Expression, hasPosition: boolean): Rows {
  const { type } = value;
  const position = (list: string) =>
    hasPosition ? [`CAST(generate_subscripts(${list}, 1) - 1 AS INTEGER)`] : [];
  const positionColumn: readonly OutputColumn[] = hasPosition ? [{ name: "pos", type: INT }] : [];
  if (type.kind === "map") {
    const entries = (part: string) => `unnest(map_${part}(${value.sql}))`;
    return {
      items: [...position(`map_keys(${value.sql})`), entries("keys"), entries("values")],
      columns: [...positionColumn, { name: "key", type: type.key }, { name: "value", type: type.value }],
      from: "",
    };
  }
  if (type.kind !== "array") throw wrongType(`explode(${value.label})`, '("ARRAY" or "MAP")', typeText(type));
  return {
    items: [...position(value.sql), `unnest(${value.sql})`],
    columns: [...positionColumn, { name: "col", type: type.element }],
    from: "",
  };
}

function inline(value: Expression): Rows {
  const element = value.type.kind === "array" ? value.type.element : undefined;
  if (element?.kind !== "struct")
    throw wrongType(`inline(${value.label})`, '"ARRAY<STRUCT>"', typeText(value.type));
  return {
    items: element.fields.map((field) => `struct_extract(item, ${quoteString(field.name)})`),
    columns: element.fields,
    from: ` FROM (SELECT unnest(${value.sql}) AS item) AS items`,
  };
}

function stack([count, ...values]: readonly Expression[]): Rows {
  const rows = count?.literal;
  if (typeof rows !== "number" || rows < 1)
    throw unsupported("stack with a number of rows that is no literal");
  const width = Math.ceil(values.length / rows);
  const columns = Array.from({ length: width }, (_, column) => {
    const cells = Array.from({ length: rows }, (__, row) => values[row * width + column] ?? nullLiteral);
    const type: SqlType = branchType(cells, "stack");
    return {
      name: `col${column}`,
      type,
      list: `[${cells.map((cell) => castTo(cell, type).sql).join(", ")}]`,
    };
  });
  return {
    items: columns.map((column) => `unnest(${column.list})`),
    columns: columns.map(({ name, type }) => ({ name, type })),
    from: "",
  };
}

function range(args: readonly Expression[]): Rows {
  const bounds = args.slice(0, 3).map((arg) => castTo(arg, LONG).sql);
  return {
    items: ["range"],
    columns: [{ name: "id", type: LONG }],
    from: ` FROM range(${bounds.join(", ")})`,
  };
}

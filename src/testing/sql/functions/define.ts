import type { AstNode } from "../ast.js";
import type { Call } from "../compile/call.js";
import { castTo } from "../compile/cast.js";
import { compileIn, type Environment } from "../compile/environment.js";
import { type Expression, expression } from "../compile/expression.js";
import { wrongType } from "../failures.js";
import {
  arrayOf,
  BINARY,
  BOOLEAN,
  DATE,
  DOUBLE,
  INT,
  isNumeric,
  isTemporal,
  LONG,
  type SqlType,
  STRING,
  TIMESTAMP,
} from "../types/sql-type.js";
import { typeText } from "../types/type-names.js";

/** A function of Databricks SQL and its translation. */
export interface SqlFunction {
  readonly kind: "scalar" | "aggregate" | "window" | "generator";
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  compile(call: Call, environment: Environment): Expression;
}

export type Functions = Readonly<Record<string, SqlFunction>>;

/** What an argument is brought to; a trailing `?` makes it optional, a leading `…` lets it repeat. */
type Parameter = keyof typeof TARGETS | "any" | "number" | "array";

const TARGETS = {
  string: STRING,
  int: INT,
  long: LONG,
  double: DOUBLE,
  boolean: BOOLEAN,
  date: DATE,
  timestamp: TIMESTAMP,
  binary: BINARY,
  strings: arrayOf(STRING),
} as const;

/** How a function writes itself, given its translated arguments. */
type Write = (args: readonly string[], expressions: readonly Expression[]) => string;

interface ScalarOptions {
  readonly optional?: readonly Parameter[] | undefined;
  /** What further arguments are, as many as there are. */
  readonly rest?: Parameter | undefined;
}

/** A function over values. `result` is its type, or computes it from the arguments. */
export function scalar(
  parameters: readonly Parameter[],
  result: SqlType | ((args: readonly Expression[]) => SqlType),
  write: Write | string,
  { optional = [], rest }: ScalarOptions = {},
): SqlFunction {
  const all = [...parameters, ...optional];
  return {
    kind: "scalar",
    arity: [parameters.length, rest === undefined ? all.length : Number.POSITIVE_INFINITY],
    compile(call, environment) {
      const values = call.args.map((node) => compileIn(environment, node));
      const label = labelOf(call.name, values);
      const args = values.map((value, at) => bring(value, all[at] ?? rest ?? "any", label));
      const texts = args.map((arg) => arg.sql);
      const sql = typeof write === "string" ? `${write}(${texts.join(", ")})` : write(texts, args);
      return expression(sql, typeof result === "function" ? result(args) : result, label);
    },
  };
}

/** A function that needs the call itself, such as one that takes lambdas. */
export function special(arity: readonly [number, number], compile: SqlFunction["compile"]): SqlFunction {
  return { kind: "scalar", arity, compile };
}

/** The label that Databricks gives to a call. */
export const labelOf = (name: string, args: readonly Expression[]): string =>
  `${name}(${args.map((arg) => arg.label).join(", ")})`;

/** All arguments of a call, translated. */
export const argumentsOf = (call: Call, environment: Environment): readonly Expression[] =>
  call.args.map((node: AstNode) => compileIn(environment, node));

/** An argument brought to what the function takes. @throws SqlEngineError when that is impossible. */
export function bring(value: Expression, parameter: Parameter, label: string): Expression {
  const { type } = value;
  if (parameter === "any") return value;
  if (parameter === "number") {
    if (isNumeric(type)) return value;
    if (type.kind === "string" || type.kind === "void") return castTo(value, DOUBLE);
    throw wrongType(label, '"NUMERIC"', typeText(type));
  }
  if (parameter === "array") {
    if (type.kind === "array") return value;
    if (type.kind === "void") return expression("NULL", { kind: "array", element: type }, "NULL");
    throw wrongType(label, '"ARRAY"', typeText(type));
  }
  const target = TARGETS[parameter];
  const isTime = parameter === "date" || parameter === "timestamp";
  if (isTime && !isTemporal(type) && type.kind !== "string" && type.kind !== "void") {
    throw wrongType(label, `"${typeText(target)}"`, typeText(type));
  }
  if (parameter === "timestamp" && type.kind === "timestamp_ntz") return value;
  return castTo(value, target);
}

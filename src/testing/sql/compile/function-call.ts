import { type AstNode, isPresent, listOf, nodeOf, nodesOf, objectOf, textOf } from "../ast.js";
import { routineNotFound, unsupported, wrongArgumentCount } from "../failures.js";
import { findFunction, knownUnsupported } from "../functions/registry.js";
import type { Call } from "./call.js";
import type { Environment } from "./environment.js";
import type { Expression } from "./expression.js";

/** The call that a node is, if it is one: its wrappers for FILTER, WITHIN GROUP and OVER come off. */
export function callOf(node: AstNode): Call | undefined {
  const { fields } = node;
  switch (node.kind) {
    case "function":
    case "aggregate_function":
      return plainCall(node);
    case "window_function": {
      const inner = callOf(nodeOf(fields.this));
      return inner && { ...inner, over: fields.over };
    }
    case "within_group": {
      const inner = callOf(nodeOf(fields.this));
      return inner && { ...inner, orderBy: listOf(fields.order_by) };
    }
    case "filter": {
      const inner = callOf(nodeOf(fields.this));
      return inner && { ...inner, filter: nodeOf(fields.expression) };
    }
    case "ignore_nulls": {
      const inner = callOf(nodeOf(fields.this));
      return inner && { ...inner, ignoresNulls: true };
    }
    case "respect_nulls":
      return callOf(nodeOf(fields.this));
    default:
      return syntaxCall(node);
  }
}

function plainCall({ fields }: AstNode): Call {
  return {
    name: (textOf(fields.name) ?? "").toLowerCase().replace(/^dbx_/, ""),
    args: nodesOf(fields.args),
    isDistinct: fields.distinct === true,
    filter: isPresent(fields.filter) ? nodeOf(fields.filter) : undefined,
    ignoresNulls: fields.ignore_nulls === true,
    orderBy: listOf(fields.order_by),
  };
}

/** Calls that are written with words between their arguments. */
function syntaxCall({ kind, fields }: AstNode): Call | undefined {
  const call = (name: string, args: readonly (AstNode | undefined)[]): Call => ({
    name,
    args: args.filter((arg) => arg !== undefined),
    isDistinct: false,
    ignoresNulls: false,
    orderBy: [],
  });
  const arg = (member: string) => (isPresent(fields[member]) ? nodeOf(fields[member]) : undefined);
  switch (kind) {
    case "extract":
      return call("extract", [textNode(String(objectOf(fields.field).Custom ?? fields.field)), arg("this")]);
    case "trim": {
      const position = String(fields.position).toLowerCase();
      const name = position === "leading" ? "ltrim" : position === "trailing" ? "rtrim" : "trim";
      return call(
        name,
        name === "trim"
          ? [arg("this"), arg("characters")]
          : [arg("characters") ?? textNode(" "), arg("this")],
      );
    }
    case "substring":
      return call("substring", [arg("this"), arg("start"), arg("length")]);
    case "str_position":
      return call("position", [arg("substr"), arg("this")]);
    case "overlay":
      return call("overlay", [arg("this"), arg("replacement"), arg("from"), arg("length")]);
    default:
      return undefined;
  }
}

const textNode = (value: string): AstNode => ({ kind: "literal", fields: { literal_type: "string", value } });

/** Translates a call. @throws SqlEngineError when the function is unknown or called wrongly. */
export function compileCall(call: Call, environment: Environment): Expression {
  const definition = findFunction(call.name);
  if (!definition)
    throw knownUnsupported(call.name) ? unsupported(`The function ${call.name}`) : routineNotFound(call.name);
  const [fewest, most] = definition.arity;
  if (call.args.length < fewest || call.args.length > most) {
    throw wrongArgumentCount(
      call.name,
      fewest === most ? String(fewest) : `[${fewest}, ${most}]`,
      call.args.length,
    );
  }
  const isAggregate = definition.kind === "aggregate" || definition.kind === "window";
  if (!isAggregate && (call.over !== undefined || call.filter !== undefined || call.isDistinct)) {
    throw unsupported(`DISTINCT, FILTER or OVER on the function ${call.name}`);
  }
  return definition.compile(call, environment);
}

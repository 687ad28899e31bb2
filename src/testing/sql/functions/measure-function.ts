import { nameOf } from "../ast.js";
import { resolveMeasure } from "../compile/scope.js";
import { columnNotFound, refused } from "../failures.js";
import type { Functions, SqlFunction } from "./define.js";

/** `MEASURE(name)` and its other name `AGG(name)`: a measure of the metric view that is queried. */
const measure: SqlFunction = {
  kind: "aggregate",
  arity: [1, 1],
  compile(call, { scope }) {
    const node = call.args[0];
    const name = node?.kind === "column" ? nameOf(node.fields.name) : undefined;
    if (name === undefined) {
      throw refused(
        "METRIC_VIEW_INVALID_MEASURE_FUNCTION_INPUT",
        "42K0E",
        "The MEASURE function must take a measure column of a metric view as its argument.",
      );
    }
    if (call.over !== undefined || call.filter !== undefined || call.isDistinct) {
      throw refused(
        "METRIC_VIEW_INVALID_MEASURE_FUNCTION_INPUT",
        "42K0E",
        "The MEASURE function takes no DISTINCT, FILTER or OVER.",
      );
    }
    const found = resolveMeasure(scope, name);
    if (!found)
      throw columnNotFound(
        name,
        scope.relations.flatMap((relation) => relation.columns.map((column) => column.name)).slice(0, 5),
      );
    return { ...found, label: `measure(${name})` };
  },
};

export const measureFunctions: Functions = { measure, agg: measure };

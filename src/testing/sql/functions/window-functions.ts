import { castTo } from "../compile/cast.js";
import { compileIn } from "../compile/environment.js";
import { expression } from "../compile/expression.js";
import { isOrderedWindow, overClause } from "../compile/window-clause.js";
import { refused } from "../failures.js";
import { commonType } from "../types/common-type.js";
import { DOUBLE, INT, type SqlType } from "../types/sql-type.js";
import { type Functions, labelOf, type SqlFunction } from "./define.js";

type Arguments = readonly { readonly sql: string; readonly type: SqlType }[];

function windowed(
  arity: readonly [number, number],
  write: (args: Arguments, ignoreNulls: string) => string,
  result: SqlType | ((args: Arguments) => SqlType),
): SqlFunction {
  return {
    kind: "window",
    arity,
    compile(call, environment) {
      const values = call.args.map((node) => compileIn(environment, node));
      const label = labelOf(call.name, values);
      if (call.over === undefined) {
        throw refused(
          "MISSING_WINDOW_SPECIFICATION",
          "42P20",
          `Window function ${label} requires an OVER clause.`,
        );
      }
      if (!isOrderedWindow(call.over, environment)) {
        throw refused(
          "_LEGACY_ERROR_TEMP_1037",
          "42601",
          `Window function ${label} requires window to be ordered, please add ORDER BY clause. For example SELECT ${label}(value_expr) OVER (PARTITION BY window_partition ORDER BY window_ordering) from table.`,
        );
      }
      const value = values[0];
      const fallback = values[2];
      // The third argument of lag and lead stands in for rows beyond the edge, in one type with the first.
      const shared = value && fallback ? (commonType(value.type, fallback.type) ?? value.type) : undefined;
      const args =
        shared && value && fallback
          ? [castTo(value, shared), values[1] ?? value, castTo(fallback, shared)]
          : values;
      const type = typeof result === "function" ? result(args) : result;
      const sql = `${write(args, call.ignoresNulls ? " IGNORE NULLS" : "")}${overClause(call.over, environment)}`;
      return expression(type.kind === "int" ? `CAST(${sql} AS INTEGER)` : sql, type, label);
    },
  };
}

const ranking = (name: string, type: SqlType) => windowed([0, 0], () => `${name}()`, type);
const firstType = (args: Arguments): SqlType => args[0]?.type ?? INT;
const offset = (name: string) =>
  windowed(
    [1, 3],
    ([value, ...rest], ignoreNulls) =>
      `${name}(${[value, ...rest].map((arg) => arg?.sql).join(", ")}${ignoreNulls})`,
    firstType,
  );

export const windowFunctions: Functions = {
  row_number: ranking("row_number", INT),
  rank: ranking("rank", INT),
  dense_rank: ranking("dense_rank", INT),
  percent_rank: ranking("percent_rank", DOUBLE),
  cume_dist: ranking("cume_dist", DOUBLE),
  ntile: windowed([0, 1], (args) => `ntile(${args[0]?.sql ?? "1"})`, INT),
  lag: offset("lag"),
  lead: offset("lead"),
  nth_value: windowed(
    [2, 2],
    (args, ignoreNulls) => `nth_value(${args[0]?.sql}, ${args[1]?.sql}${ignoreNulls})`,
    firstType,
  ),
};

import { expression } from "../compile/expression.js";
import { quoteString } from "../string-literals.js";
import { STRING } from "../types/sql-type.js";
import { type Functions, scalar, special } from "./define.js";

const constant = (value: string) => scalar([], STRING, () => `'${value}'`);

const currentName = (part: "catalog" | "schema") =>
  special([0, 0], (call, { statement }) =>
    expression(quoteString(statement.defaults[part]), STRING, `${call.name}()`),
  );

/** Functions that tell of the session; the values are the simulated workspace's. */
export const sessionFunctions: Functions = {
  current_catalog: currentName("catalog"),
  current_schema: currentName("schema"),
  current_database: currentName("schema"),
  current_user: constant("simulated.user@example.com"),
  user: constant("simulated.user@example.com"),
  session_user: constant("simulated.user@example.com"),
  version: constant("4.0.0 0000000000000000000000000000000000000000"),
  is_account_group_member: scalar(["string"], { kind: "boolean" }, () => "TRUE"),
  is_member: scalar(["string"], { kind: "boolean" }, () => "TRUE"),
};

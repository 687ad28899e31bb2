import { refused } from "../failures.js";
import { commonTypeOf } from "../types/common-type.js";
import { BOOLEAN, type SqlType } from "../types/sql-type.js";
import { typeText } from "../types/type-names.js";
import { castTo } from "./cast.js";
import type { Expression } from "./expression.js";

/** A condition. @throws SqlEngineError when the value is neither a boolean nor text that may be one. */
export function truth(value: Expression): Expression {
  if (value.type.kind === "boolean") return value;
  if (value.type.kind === "void" || value.type.kind === "string") return castTo(value, BOOLEAN);
  throw refused(
    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
    "42K09",
    `Cannot resolve "${value.label}" due to data type mismatch: a condition requires the "BOOLEAN" type, however it has the type "${typeText(value.type)}".`,
  );
}

/** The one type of several results. @throws SqlEngineError when there is none. */
export function branchType(results: readonly Expression[], name: string): SqlType {
  const type = commonTypeOf(results.map((result) => result.type));
  if (type) return type;
  const texts = results.map((result) => `"${typeText(result.type)}"`).join(", ");
  throw refused(
    "DATATYPE_MISMATCH.DATA_DIFF_TYPES",
    "42K09",
    `Cannot resolve "${name}" due to data type mismatch: input to \`${name.toLowerCase()}\` should all be the same type, but it's [${texts}].`,
  );
}

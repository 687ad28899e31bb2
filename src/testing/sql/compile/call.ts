import type { AstNode, Json } from "../ast.js";

/** A call with all that may stand around its parentheses. */
export interface Call {
  /** Lower case, without the prefix that marks known functions. */
  readonly name: string;
  readonly args: readonly AstNode[];
  readonly isDistinct: boolean;
  readonly filter?: AstNode | undefined;
  readonly ignoresNulls: boolean;
  /** `WITHIN GROUP (ORDER BY …)`. */
  readonly orderBy: readonly Json[];
  readonly over?: Json | undefined;
}

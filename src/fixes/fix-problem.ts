/** Why a fix cannot be applied. */
export interface FixProblem {
  /** Member of `params` at fault, such as `params.column`; empty for the fix as a whole. */
  readonly path: string;
  readonly message: string;
}

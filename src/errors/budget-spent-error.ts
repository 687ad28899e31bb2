import { GenieEnhancerError } from "./genie-enhancer-error.js";

/** What a run can be limited in. */
export type BudgetKind = "questions" | "minutes" | "llmTokens" | "cost";

/** The run has used up what it may spend of one kind. A run catches it and ends in order. */
export class BudgetSpentError extends GenieEnhancerError {
  readonly code = "BUDGET_SPENT";
  readonly kind: BudgetKind;

  constructor(kind: BudgetKind, limit: number) {
    super(`The budget of ${limit} ${kind} is spent. Raise budget.${kind} to go on.`, {
      context: { kind, limit },
    });
    this.kind = kind;
  }
}

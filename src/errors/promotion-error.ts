import { GenieEnhancerError } from "./genie-enhancer-error.js";

/** Why a promotion, or its reversal, was refused. */
export type PromotionErrorCode =
  | "NOT_AWAITING_DECISION"
  | "PRODUCTION_CHANGED"
  | "DOCUMENT_SHRUNKEN"
  | "VIEWS_MISSING"
  | "PROMOTION_NOT_VERIFIED"
  | "NOTHING_TO_REVERT";

/** A promotion, or its reversal, that was refused or could not be verified. */
export class PromotionError extends GenieEnhancerError {
  readonly code: PromotionErrorCode;
  /** What differs, readable; empty where that is not the problem. */
  readonly differences: readonly string[];

  constructor(code: PromotionErrorCode, message: string, differences: readonly string[] = []) {
    super(
      differences.length > 0 ? `${message}\n${differences.map((line) => `  ${line}`).join("\n")}` : message,
      {
        context: { differences },
      },
    );
    this.code = code;
    this.differences = differences;
  }
}

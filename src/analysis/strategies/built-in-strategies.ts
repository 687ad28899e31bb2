import { ConfigurationError } from "../../errors/configuration-error.js";
import type { AnalysisStrategy } from "../analysis-strategy.js";
import { combined } from "./combined.js";
import { perCategory } from "./per-category.js";
import { perFailure } from "./per-failure.js";

/** Names of the built-in strategies. */
export const analysisStrategyNames = ["per-failure", "per-category", "combined"] as const;

/**
 * `per-failure`: a call for each failure. `per-category`: a call for each failure category, however many failures it
 * has. `combined`: a call for each cluster of failures that resemble each other.
 */
export type AnalysisStrategyName = (typeof analysisStrategyNames)[number];

const byName: Readonly<Record<AnalysisStrategyName, AnalysisStrategy>> = Object.freeze({
  "per-failure": perFailure,
  "per-category": perCategory,
  combined,
});

/**
 * A built-in strategy by its name; one of the caller's own as it is.
 * @throws ConfigurationError when there is none of the name.
 */
export function analysisStrategy(strategy: AnalysisStrategyName | AnalysisStrategy): AnalysisStrategy {
  if (typeof strategy !== "string") return strategy;
  if (Object.hasOwn(byName, strategy)) return byName[strategy];
  const message = `must be one of ${analysisStrategyNames.join(", ")}, or an object with group()`;
  throw new ConfigurationError("analysis", [{ path: "strategy", message }]);
}

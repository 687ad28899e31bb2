import { GenieEnhancerError } from "../../errors/genie-enhancer-error.js";

/** A metric view that may not be created, or does not work. */
export class MetricViewError extends GenieEnhancerError {
  readonly code = "METRIC_VIEW";

  constructor(view: string, reason: string, cause?: unknown) {
    super(`Metric view ${view}: ${reason}`, { context: { view }, cause });
  }
}

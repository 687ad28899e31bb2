import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";
import type { BenchmarkResult, ScoreReport } from "./benchmark-result.js";
import { scoreReport } from "./score-report.js";

/** Too many questions could not be asked for the score to mean anything. */
export class ScoringError extends GenieEnhancerError {
  readonly code = "TOO_MANY_ERRORS";
  override readonly isRetryable = true;
  /** What was found out all the same. */
  readonly results: readonly BenchmarkResult[];
  /** The same as a report. Its score leaves the errors out, and with so many of them says little. */
  readonly report: ScoreReport;

  constructor(
    results: readonly BenchmarkResult[],
    report: ScoreReport = scoreReport(results, { isComplete: true }),
  ) {
    const errors = results.filter(({ verdict }) => verdict === "error");
    const [first] = errors;
    super(
      `${errors.length} of ${results.length} questions got no answer, too many for a score. The first: ${first?.explanation ?? "unknown"} Try again when the workspace is well.`,
      { context: { errors: errors.length, questions: results.length } },
    );
    this.results = results;
    this.report = report;
  }
}

import { GenieEnhancerError } from "./genie-enhancer-error.js";

/** One thing a run needs. */
export interface PreflightCheck {
  readonly check: "space" | "warehouse" | "benchmarks" | "permissions" | "prompts" | "llm" | "metric-views";
  readonly status: "ok" | "problem" | "skipped";
  /** What was found, and for a problem what to do about it. */
  readonly message: string;
  /** What was thrown, for a problem; an error of another library by its words, secrets masked. */
  readonly error?: Error | undefined;
}

/** Everything that was checked before a run. */
export interface PreflightReport {
  /** Whether a run can start: no check found a problem. */
  readonly isReady: boolean;
  readonly checks: readonly PreflightCheck[];
}

/** Something that a run needs is missing. Lists all that is; nothing has been created. */
export class PreflightError extends GenieEnhancerError {
  readonly code = "PREFLIGHT";
  readonly report: PreflightReport;

  constructor(report: PreflightReport) {
    const problems = report.checks.filter(({ status }) => status === "problem");
    super(
      `The run cannot start:\n${problems.map(({ check, message }) => `  ${check}: ${message}`).join("\n")}`,
      {
        context: { problems: problems.map(({ check, message }) => ({ check, message })) },
        cause: problems[0]?.error,
      },
    );
    this.report = report;
  }
}

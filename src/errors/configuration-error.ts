import { redactText } from "../util/redact.js";
import { GenieEnhancerError } from "./genie-enhancer-error.js";

/** One option that cannot work, and why. */
export interface ConfigurationIssue {
  /** Where in the options, such as `budget.questions`; empty for the object itself. */
  readonly path: string;
  readonly message: string;
}

/** Options that cannot work, found before anything is done with them. Lists every problem at once. */
export class ConfigurationError extends GenieEnhancerError {
  readonly code = "CONFIGURATION";
  readonly issues: readonly ConfigurationIssue[];

  constructor(what: string, issues: readonly ConfigurationIssue[]) {
    const lines = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message));
    super(`Invalid ${what}: ${lines.join("; ")}`, { context: { issues } });
    this.issues = issues.map(({ path, message }) => ({ path, message: redactText(message) }));
  }
}

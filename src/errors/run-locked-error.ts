import { GenieEnhancerError } from "./genie-enhancer-error.js";

/** Another run works on the same space. */
export class RunLockedError extends GenieEnhancerError {
  readonly code = "RUN_LOCKED";
  override readonly isRetryable = true;

  constructor(key: string, owner: string, expiresAt: number) {
    super(
      `${key} is being worked on by ${owner}. Wait for it to end, or until its lock expires ${momentText(expiresAt)}; forceLock takes it at once from a run that is dead.`,
      { context: { key, owner, expiresAt } },
    );
  }
}

/** A lock is read from a file or a table, which may hold any number. */
function momentText(at: number): string {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? "(when, cannot be told)" : `at ${moment.toISOString()}`;
}

import { ApiError } from "../errors/api-error.js";
import type { Random } from "../util/random.js";

/**
 * Which failures may be answered by sending a request again. `safe`: also those that leave open whether it was
 * carried out, for requests that may be carried out twice. `throttled`: only refusals that surely came before.
 * `never`: none.
 */
export type RetryClass = "safe" | "throttled" | "never";

/** How often and how patiently a call is tried again. */
export interface RetryOptions {
  /** Sends of one request at the most. @default 6 */
  readonly attempts?: number | undefined;
  /** Longest wait between two sends, also when the service asks for more. @default 60000 */
  readonly maxDelayMs?: number | undefined;
  /** Time for all sends and waits of one request together. @default 300000 */
  readonly budgetMs?: number | undefined;
}

export const retryDefaults = Object.freeze({ attempts: 6, maxDelayMs: 60_000, budgetMs: 300_000 });

/** Whether a failed request may be sent again. */
export function mayRetry(error: unknown, retryClass: RetryClass): error is ApiError {
  if (!(error instanceof ApiError) || retryClass === "never") return false;
  if (error.code === "RATE_LIMITED" || error.status === 503) return true;
  return retryClass === "safe" && error.isRetryable;
}

/** The wait before the next send: what the service asked for, or else exponential with full jitter; capped. */
export function retryDelayMs(error: ApiError, attempt: number, maxDelayMs: number, random: Random): number {
  const asked = error.retryAfterMs;
  if (asked !== undefined) return Math.min(asked, maxDelayMs);
  return Math.min(1000 * 2 ** (attempt - 1), maxDelayMs) * random();
}

/** Reads a `Retry-After` header: seconds, or a date. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

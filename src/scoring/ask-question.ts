import { TimeoutError } from "../errors/timeout-error.js";
import type { GenieAnswer } from "../genie/genie-answer.js";
import type { GenieClient } from "../genie/genie-client.js";
import { isOutage, mayPass } from "./outage.js";

export interface Asking {
  readonly client: GenieClient;
  readonly spaceId: string;
  readonly question: string;
  /** Time for one conversation. */
  readonly timeoutMs: number;
  /** Conversations at the most. */
  readonly maxAttempts: number;
  /** Called before each further attempt. */
  readonly onRetry?: ((attempt: number, reason: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came of asking. */
export type Asked = { readonly attempts: number } & (
  | { readonly outcome: "answer"; readonly answer: GenieAnswer }
  | { readonly outcome: "timeout"; readonly timeoutMs: number }
  | { readonly outcome: "outage"; readonly reason: string }
);

/**
 * Asks a question, each time in a new conversation, until there is an answer or the service has failed too often.
 * No answer in time is an outcome of its own and not tried again.
 */
export async function askQuestion(asking: Asking): Promise<Asked> {
  const { client, spaceId, question, timeoutMs, maxAttempts, onRetry, signal } = asking;
  for (let attempts = 1; ; attempts += 1) {
    let reason: string;
    try {
      const answer = await client.ask(spaceId, question, { timeoutMs, signal });
      const isTransient = answer.status === "failed" && answer.kind === "transient";
      if (!isTransient || attempts >= maxAttempts) return { outcome: "answer", answer, attempts };
      reason = `Genie failed (${answer.errorType}): ${answer.message}`;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof TimeoutError) return { outcome: "timeout", timeoutMs: error.timeoutMs, attempts };
      if (!isOutage(error)) throw error;
      reason = error.message;
      if (!mayPass(error) || attempts >= maxAttempts) return { outcome: "outage", reason, attempts };
    }
    onRetry?.(attempts + 1, reason);
  }
}

import { defaultGenieKnobs, type GenieKnobs } from "./genie/genie-knobs.js";

/** A fault that some requests meet. */
export interface Fault {
  /** Requests that it strikes, by `METHOD /path`. */
  readonly route: RegExp;
  readonly kind: /** Refused with a status before anything happens. */
    | "status"
    /** The connection breaks before the request takes effect, or after it has. */
    | "drop-before"
    | "drop-after"
    /** No answer ever comes. */
    | "hang"
    /** The answer is cut short, or is not JSON. */
    | "truncated"
    | "malformed";
  /** Of kind `status`. @default 503 */
  readonly status?: number | undefined;
  /** Of kind `status`. */
  readonly errorCode?: string | undefined;
  /** Of kind `status`: the `Retry-After` header, in seconds. */
  readonly retryAfterSeconds?: number | undefined;
  /** Share of the requests that it strikes. @default 1 */
  readonly probability?: number | undefined;
  /** How often it strikes before it is over. @default without end */
  times?: number | undefined;
}

/** How the simulated workspace behaves. Every member may be changed while it runs. */
export interface WorkspaceKnobs extends GenieKnobs {
  /** Time that every request takes. */
  latencyMs: number;
  /** Time after which a changed document takes effect. */
  indexingDelayMs: number;
  /** Time that Genie takes to answer. */
  answerMs: number;
  /** Questions a minute before 429; Infinity for no limit. */
  questionsPerMinute: number;
  /** Chance that Genie asks back instead of answering, for all questions or by question. */
  flakiness: number | Readonly<Record<string, number>>;
  /** Strike in this order; the first that fits a request does. */
  faults: Fault[];
}

export const defaultKnobs: Readonly<WorkspaceKnobs> = Object.freeze({
  ...defaultGenieKnobs,
  latencyMs: 0,
  indexingDelayMs: 30_000,
  answerMs: 8_000,
  questionsPerMinute: Number.POSITIVE_INFINITY,
  flakiness: 0,
  faults: [],
});

import type { ErrorShape } from "../error-body.js";

/** Which requests a fault strikes, and how often. */
export interface FaultScope {
  /** Requests that it strikes, by `METHOD /path`. */
  readonly route: RegExp;
  /** Share of the requests that it strikes. @default 1 */
  readonly probability?: number | undefined;
  /** How often it strikes before it is over; counts down as it does. @default without end */
  times?: number | undefined;
}

/** Refused with a status before anything happens. */
export interface StatusFault extends FaultScope {
  readonly kind: "status";
  /** @default 503 */
  readonly status?: number | undefined;
  /** @default TEMPORARILY_UNAVAILABLE */
  readonly errorCode?: string | undefined;
  readonly message?: string | undefined;
  /** The `Retry-After` header. @default none */
  readonly retryAfterSeconds?: number | undefined;
  /** Form of the body: the usual JSON, or one that older parts of the service and gateways send. @default json */
  readonly shape?: ErrorShape | undefined;
}

/** The reply comes in pieces, the last one after this time. */
export interface SlowFault extends FaultScope {
  readonly kind: "slow";
  readonly durationMs: number;
}

/** A fault that needs nothing but its kind. */
export interface PlainFault extends FaultScope {
  readonly kind: /** The connection breaks before the request takes effect, or after it has. */
    | "drop-before"
    | "drop-after"
    /** No answer ever comes. */
    | "hang"
    /** The answer is cut short, or is not JSON. */
    | "truncated"
    | "malformed"
    /**
     * Ids repeat. Lists hold their first entry twice. Of creations, the first that the fault meets is answered as
     * ever, and those after it are told the ids of that one.
     */
    | "duplicate-ids";
}

/** A fault that some requests meet. */
export type Fault = StatusFault | SlowFault | PlainFault;

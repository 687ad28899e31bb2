import type { Random } from "../../util/random.js";
import { fits } from "./route-pattern.js";

/** Time that the requests of some routes take. */
export interface RouteLatency {
  /** Requests that it is for, by `METHOD /path`. */
  readonly route: RegExp;
  readonly ms: number;
  /** Up to this much is added by chance. @default 0 */
  readonly jitterMs?: number | undefined;
}

/** Milliseconds that a request takes: those of the first entry that fits it, else none. */
export function latencyOf(latency: number | readonly RouteLatency[], route: string, random: Random): number {
  if (typeof latency === "number") return latency;
  const entry = latency.find((one) => fits(one.route, route));
  if (!entry) return 0;
  const { ms, jitterMs = 0 } = entry;
  return jitterMs > 0 ? ms + random() * jitterMs : ms;
}

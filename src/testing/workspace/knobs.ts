import type { Fault } from "./faults/fault.js";
import { defaultGenieKnobs, type GenieKnobs } from "./genie/genie-knobs.js";
import type { RouteLatency } from "./latency.js";

/** How the simulated workspace behaves. Every member may be changed while it runs. */
export interface WorkspaceKnobs extends GenieKnobs {
  /** Time that every request takes, or those of some routes; of these the first that fits counts. */
  latencyMs: number | readonly RouteLatency[];
  /** Time after which a changed document takes effect. */
  indexingDelayMs: number;
  /** Time that Genie takes to answer. */
  answerMs: number;
  /** Time that the warehouse takes for a statement of the statement API, on top of running it. */
  statementMs: number;
  /** Time that a stopped warehouse takes to start. */
  warehouseStartMs: number;
  /** Rows that one chunk of a result holds at the most. */
  chunkRows: number;
  /** Time for which the rows of a statement can be fetched. */
  resultLifetimeMs: number;
  /** Size that the rows of all statements may have together before the oldest are dropped early. */
  keptResultBytes: number;
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
  statementMs: 0,
  warehouseStartMs: 0,
  chunkRows: 5_000,
  resultLifetimeMs: 3_600_000,
  keptResultBytes: 16 * 1024 * 1024,
  questionsPerMinute: Number.POSITIVE_INFINITY,
  flakiness: 0,
  faults: [],
});

import type { Clock } from "../../util/clock.js";
import type { WorkspaceKnobs } from "./knobs.js";

export type WarehouseState = "RUNNING" | "STARTING" | "STOPPED";

/** The SQL warehouse of a simulated workspace. It runs from the beginning. */
export class Warehouse {
  readonly id: string;
  readonly #clock: Clock;
  readonly #knobs: WorkspaceKnobs;
  /** Time from which on it runs; undefined while it is stopped. */
  #runsFrom: number | undefined;

  constructor(id: string, clock: Clock, knobs: WorkspaceKnobs) {
    this.id = id;
    this.#clock = clock;
    this.#knobs = knobs;
    this.#runsFrom = clock.now();
  }

  get state(): WarehouseState {
    if (this.#runsFrom === undefined) return "STOPPED";
    return this.#clock.now() < this.#runsFrom ? "STARTING" : "RUNNING";
  }

  /** Starts it unless it runs already; returns the milliseconds until it does. */
  wake(): number {
    this.#runsFrom ??= this.#clock.now() + this.#knobs.warehouseStartMs;
    return Math.max(0, this.#runsFrom - this.#clock.now());
  }

  stop(): void {
    this.#runsFrom = undefined;
  }
}

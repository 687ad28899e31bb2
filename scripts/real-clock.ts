import { systemClock } from "genie-enhancer";
import { VirtualClock } from "genie-enhancer/testing";

/** A clock for a simulated workspace that is used from another process: it goes with the machine's. */
export class RealClock extends VirtualClock {
  constructor() {
    super({ autoAdvance: false });
  }

  override now(): number {
    return systemClock.now();
  }

  override sleep(ms: number, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    return systemClock.sleep(ms, options);
  }
}

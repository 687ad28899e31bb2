import type { Clock } from "../../../util/clock.js";
import { hashText } from "../../../util/hash.js";

/** Time for which the service's links are good. */
const lifetimeMs = 15 * 60_000;

/** Path below which results are served to holders of a link, as cloud storage does. */
export const storagePath = "/simulated-storage/results";

/** Issues links to chunks of results and checks them. A link is its own credential. */
export class ResultLinks {
  readonly #clock: Clock;
  readonly #secret: string;

  constructor(clock: Clock, secret: string) {
    this.#clock = clock;
    this.#secret = secret;
  }

  issue(
    origin: string,
    statementId: string,
    chunk: number,
  ): { readonly url: string; readonly expiresAt: number } {
    const expiresAt = this.#clock.now() + lifetimeMs;
    const signature = this.#sign(statementId, chunk, expiresAt);
    return {
      url: `${origin}${storagePath}/${statementId}/${chunk}?expires=${expiresAt}&signature=${signature}`,
      expiresAt,
    };
  }

  /** Whether a link with these parts was issued here, and is still good. */
  check(
    statementId: string,
    chunk: number,
    expires: number,
    signature: string,
  ): "good" | "expired" | "forged" {
    if (signature !== this.#sign(statementId, chunk, expires)) return "forged";
    return this.#clock.now() < expires ? "good" : "expired";
  }

  #sign(statementId: string, chunk: number, expiresAt: number): string {
    return hashText(`${this.#secret} ${statementId} ${chunk} ${expiresAt}`).slice(0, 32);
  }
}

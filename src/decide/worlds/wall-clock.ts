import type { Ask, Configuration } from "../acceptance-policy.js";

/** How fast a workspace is. */
export interface Pace {
  /** Questions a minute that may be started. @default 5 */
  readonly questionsPerMinute?: number | undefined;
  /** Until a changed space answers by its new configuration. @default 60 */
  readonly indexingSeconds?: number | undefined;
  /** Until one question is answered. @default 20 */
  readonly answerSeconds?: number | undefined;
}

/**
 * Minutes that batches of asks take at a rate of so many questions a minute. Within a batch questions start one
 * after the other at that rate; each working space that a configuration is new to must first be indexed, as many
 * at a time as there are working spaces, and questions about the best space are asked meanwhile.
 */
export function minutesFor(
  batches: readonly (readonly Ask[])[],
  arms: number,
  { questionsPerMinute = 5, indexingSeconds = 60, answerSeconds = 20 }: Pace,
): number {
  const spacing = 60 / questionsPerMinute;
  let live: readonly string[] = [];
  let seconds = 0;
  for (const batch of batches) {
    const wanted = [...new Set(batch.map(({ configuration }) => keyOf(configuration)))].filter((key) => key);
    const fresh = wanted.filter((key) => !live.includes(key));
    const free = batch.filter(({ configuration }) => keyOf(configuration) === "").length * spacing;
    const indexing = Math.ceil(fresh.length / arms) * indexingSeconds;
    live = [...live.filter((key) => !fresh.includes(key)), ...fresh].slice(-arms);
    const asking = batch.length * spacing - spacing + answerSeconds;
    seconds += asking + Math.max(0, indexing - free);
  }
  return seconds / 60;
}

function keyOf(configuration: Configuration): string {
  return configuration.join();
}

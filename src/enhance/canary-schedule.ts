/** Soon enough to gain from a space that is quick, late enough that most have begun to take the change in. */
const firstPollMs = 5_000;
const pollEveryMs = 15_000;

/**
 * When to look next whether a change has taken effect; undefined when so little of the wait is left by then that an
 * answer would hardly come before its end. Times in milliseconds since the Unix epoch.
 */
export function nextPollAt({
  changedAt,
  liveAt,
  lastPollAt,
}: {
  readonly changedAt: number;
  /** End of the wait. */
  readonly liveAt: number;
  /** @default none yet */
  readonly lastPollAt?: number | undefined;
}): number | undefined {
  const at = Math.max(changedAt + firstPollMs, (lastPollAt ?? Number.NEGATIVE_INFINITY) + pollEveryMs);
  return at + pollEveryMs <= liveAt ? at : undefined;
}

/** Looks at a change that takes effect after `delayMs`, and when it is known to have: at the end of the wait at the latest. */
export function foretellPolls({
  delayMs,
  waitMs,
  answerMs,
}: {
  readonly delayMs: number;
  readonly waitMs: number;
  /** Until a look is answered. */
  readonly answerMs: number;
}): { readonly polls: number; readonly knownAfterMs: number } {
  let polls = 0;
  for (let at = nextPollAt({ changedAt: 0, liveAt: waitMs }); at !== undefined; ) {
    polls += 1;
    if (at >= delayMs) return { polls, knownAfterMs: Math.min(at + answerMs, waitMs) };
    at = nextPollAt({ changedAt: 0, liveAt: waitMs, lastPollAt: at });
  }
  return { polls, knownAfterMs: waitMs };
}

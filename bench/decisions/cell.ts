import type { AcceptancePolicy } from "../../src/decide/acceptance-policy.js";
import { play } from "../../src/decide/worlds/play.js";
import { minutesFor } from "../../src/decide/worlds/wall-clock.js";
import { drawWorld, type World } from "../../src/decide/worlds/world.js";
import { seededRandom } from "../../src/util/random.js";
import { lowerBound, oracle } from "./truth.js";

/** What one policy achieved on the worlds of one size and flakiness: means over the worlds. */
export interface Cell {
  readonly policy: string;
  /** Questions. */
  readonly n: number;
  /** Share of questions whose answers vary. */
  readonly flaky: number;
  /** Asks, the baseline included. */
  readonly asks: number;
  readonly minutesAt5: number;
  readonly minutesAt20: number;
  /** Gain over the gain of the best subset of fixes. */
  readonly gainShare: number;
  /** Share of the fixes that do nothing, and of those that lower the score, that were kept. */
  readonly falseAccept: number;
  readonly harmfulAccept: number;
  /** Reported minus true score, in points. */
  readonly inflationPoints: number;
  /** Fewest asks with which the job could be done. */
  readonly lowerBound: number;
  /** Standard error of `gainShare`. */
  readonly gainShareError: number;
}

/** A world with what is known of it, so that all policies are measured on the same. */
export interface KnownWorld {
  readonly world: World;
  readonly seed: number;
  readonly available: number;
  readonly lowerBound: number;
}

export function drawWorlds(
  count: number,
  questions: number,
  flaky: number,
  options: { readonly fixes?: number | undefined; readonly recall?: number | undefined } = {},
): readonly KnownWorld[] {
  return Array.from({ length: count }, (_, index) => {
    const seed = index * 1009 + questions * 7 + Math.round(flaky * 100);
    const world = drawWorld({ questions, flaky, fixes: options.fixes ?? 9, recall: options.recall }, seed);
    return { world, seed, available: oracle(world).gain, lowerBound: lowerBound(world) };
  });
}

/** Lets a policy play all worlds. */
export function measure(
  policy: AcceptancePolicy,
  n: number,
  flaky: number,
  worlds: readonly KnownWorld[],
): Cell {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const runs = worlds.map((known) => {
    const played = play(known.world, policy, seededRandom(known.seed * 31 + 17));
    const kept = (kind: string) =>
      known.world.fixes
        .filter((fix) => fix.kind === kind)
        .map(({ planned }) => Number(played.accepted.includes(planned.id)));
    return {
      asks: played.asks,
      gain: played.gain,
      inflation: played.inflationPoints,
      noOps: kept("no-op"),
      harmful: kept("harmful"),
      minutesAt5: minutesFor(played.batches, policy.arms ?? 1, { questionsPerMinute: 5 }),
      minutesAt20: minutesFor(played.batches, policy.arms ?? 1, { questionsPerMinute: 20 }),
    };
  });
  const available = mean(worlds.map((known) => known.available));
  const gainShare = mean(runs.map(({ gain }) => gain)) / available;
  const residuals = runs.map(({ gain }, index) => gain - gainShare * (worlds[index]?.available ?? 0));
  return {
    policy: policy.name,
    n,
    flaky,
    asks: mean(runs.map(({ asks }) => asks)),
    minutesAt5: mean(runs.map((run) => run.minutesAt5)),
    minutesAt20: mean(runs.map((run) => run.minutesAt20)),
    gainShare,
    falseAccept: mean(runs.flatMap(({ noOps }) => noOps)),
    harmfulAccept: mean(runs.flatMap(({ harmful }) => harmful)),
    inflationPoints: mean(runs.map(({ inflation }) => inflation)),
    lowerBound: mean(worlds.map((known) => known.lowerBound)),
    gainShareError: Math.sqrt(mean(residuals.map((one) => one * one)) / runs.length) / available,
  };
}

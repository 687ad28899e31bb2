import type { Random } from "../../util/random.js";
import type { AcceptancePolicy, Ask } from "../acceptance-policy.js";
import { ObservationIndex } from "../observation-index.js";
import { withinBudget } from "../within-budget.js";
import { type Played, play } from "./play.js";
import { drawWorld, type WorldStart } from "./world.js";

export interface RunThroughOptions {
  readonly policy: AcceptancePolicy;
  readonly questions: number;
  /** Share of questions whose answers vary. */
  readonly flaky: number;
  /** Share of the others that are right at the start. */
  readonly passing: number;
  /** Fixes that the first analysis proposes for each failing question; each later one proposes half as many. */
  readonly fixesPerFailure: number;
  /** Share of the fixes that help. */
  readonly helpful: number;
  /** Whether the run ends before another loop: given the scores so far, and the fixes that the last loop had. */
  readonly endsAfter: (scores: readonly number[], proposed: number) => boolean;
  /** Most questions that may be asked. @default unlimited */
  readonly maxAsks?: number | undefined;
}

/** What one run in a made-up space took. */
export interface RunThrough {
  readonly loops: number;
  readonly asks: number;
  /** The asks in batches that can be asked side by side; of each loop but the first without its baseline. */
  readonly batches: readonly (readonly Ask[])[];
  /** Failing questions that were analysed, over all loops. */
  readonly analysed: number;
  /** Questions right at the end beyond those at the start. */
  readonly gained: number;
}

/** Plays a whole run, loop after loop, on one world: each loop begins with what the last one kept. */
export function runThrough(options: RunThroughOptions, random: Random): RunThrough {
  const {
    policy,
    questions,
    flaky,
    passing,
    helpful,
    endsAfter,
    maxAsks = Number.POSITIVE_INFINITY,
  } = options;
  const batches: (readonly Ask[])[] = [];
  const scores: number[] = [];
  let [loops, asks, analysed, proposed] = [0, 0, 0, 0];
  let start: WorldStart | undefined;
  for (;;) {
    const seed = Math.floor(random() * 2 ** 31);
    const first = start ?? startOf(drawWorld({ questions, flaky, passing, fixes: 0 }, seed));
    if (loops === 0) {
      scores.push(shareOf(first.baseline));
      asks += questions;
      batches.push(first.baseline.map((_, index) => ({ ...baselineAsk, benchmarkId: `q${index + 1}` })));
    }
    if (endsAfter(scores, proposed) || asks >= maxAsks) {
      const gained = Math.max(0, Math.round(((scores.at(-1) ?? 0) - (scores[0] ?? 0)) * questions));
      return { loops, asks, batches, analysed, gained };
    }
    const failing = first.baseline.filter((isRight) => !isRight).length;
    proposed = Math.round(failing * options.fixesPerFailure * 0.5 ** loops);
    const world = drawWorld({ questions, flaky, helpful, fixes: proposed, start: first }, seed);
    const played = play(world, withinBudget(policy, maxAsks - asks), random);
    loops += 1;
    analysed += failing;
    asks += played.asks - questions;
    batches.push(...played.batches.slice(1));
    start = { rates: world.rates(played.accepted), baseline: standing(played, world.ids) };
    scores.push(shareOf(start.baseline));
  }
}

const baselineAsk = { configuration: [], purpose: "baseline" } as const;

function startOf(world: ReturnType<typeof drawWorld>): WorldStart {
  return { rates: world.rates([]), baseline: world.baseline };
}

function standing({ observations, accepted }: Played, ids: readonly string[]): readonly boolean[] {
  const index = ObservationIndex.of(observations);
  return ids.map((id) => index.standing(accepted, id) === "pass");
}

function shareOf(outcomes: readonly boolean[]): number {
  return outcomes.filter(Boolean).length / Math.max(1, outcomes.length);
}

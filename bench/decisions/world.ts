import type { PlannedFix } from "../../src/decide/acceptance-policy.js";
import type { Random } from "../../src/util/random.js";

/** What a fix really does to one question: the chance of a right answer with it. */
interface Effect {
  readonly benchmarkId: string;
  readonly rate: number;
}

export interface WorldFix {
  readonly id: string;
  readonly kind: "no-op" | "helpful" | "harmful";
  readonly tables: readonly number[];
  readonly effects: readonly Effect[];
}

/** A made-up space with its benchmark, the fixes on offer, and the truth about all of them. */
export interface World {
  readonly ids: readonly string[];
  /** Chance of a right answer before any fix, by question. */
  readonly rates: ReadonlyMap<string, number>;
  readonly tableOf: ReadonlyMap<string, number>;
  readonly fixes: readonly WorldFix[];
}

export interface WorldOptions {
  readonly questions: number;
  /** Share of questions whose answers vary. */
  readonly flaky: number;
  readonly fixes: number;
}

/**
 * Draws a world. Stable questions are right or wrong for good (55 % right), flaky ones are right with a chance
 * of 0.2 to 0.8. Of the fixes 55 % do nothing, 30 % turn one to three questions right (15 % of these also break
 * one), 15 % break one to three (half of these also fix one). Where answers vary, 15 % of the effects are partial.
 */
export function drawWorld({ questions, flaky, fixes }: WorldOptions, random: Random): World {
  const ids = Array.from({ length: questions }, (_, index) => `q${index + 1}`);
  const tables = Math.max(4, Math.round(questions / 6));
  const rates = new Map(
    ids.map((id) => [id, random() < flaky ? 0.2 + 0.6 * random() : Number(random() < 0.55)]),
  );
  const tableOf = new Map(ids.map((id) => [id, Math.floor(random() * tables)]));
  const partial = () => flaky > 0 && random() < 0.15;
  const drawFix = (index: number): WorldFix => {
    const touched =
      random() < 0.15
        ? Array.from({ length: tables }, (_, table) => table)
        : pick(
            Array.from({ length: tables }, (_, t) => t),
            1 + Math.floor(random() * 2),
            random,
          );
    const near = (id: string) => touched.includes(tableOf.get(id) ?? -1);
    const wrong = ids.filter((id) => rates.get(id) === 0);
    const right = ids.filter((id) => rates.get(id) === 1);
    const draw = random();
    const kind = draw < 0.55 ? "no-op" : draw < 0.85 ? "helpful" : "harmful";
    const gains =
      kind === "helpful" ? 1 + Math.floor(random() * 3) : kind === "harmful" && random() < 0.5 ? 1 : 0;
    const losses =
      kind === "harmful" ? 1 + Math.floor(random() * 3) : kind === "helpful" && random() < 0.15 ? 1 : 0;
    const effects = [
      ...prefer(wrong, near, gains, 0.8, random).map((benchmarkId) => ({
        benchmarkId,
        rate: partial() ? 0.7 + 0.25 * random() : 1,
      })),
      ...prefer(right, near, losses, 0.8, random).map((benchmarkId) => ({
        benchmarkId,
        rate: partial() ? 0.05 + 0.35 * random() : 0,
      })),
    ];
    return { id: `f${index + 1}`, kind, tables: touched, effects };
  };
  return { ids, rates, tableOf, fixes: Array.from({ length: fixes }, (_, index) => drawFix(index)) };
}

/** Chance of a right answer with some fixes applied; the last that touches a question decides. */
export function rateOf(world: World, configuration: readonly string[], benchmarkId: string): number {
  const effects = configuration.flatMap((fixId) => world.fixes.find(({ id }) => id === fixId)?.effects ?? []);
  const rates = effects.filter((effect) => effect.benchmarkId === benchmarkId).map(({ rate }) => rate);
  return rates.some((rate) => rate < 0.5)
    ? Math.min(...rates)
    : Math.max(world.rates.get(benchmarkId) ?? 0, ...rates);
}

/** Expected right answers of a configuration. */
export function expectedRight(world: World, configuration: readonly string[]): number {
  return world.ids.reduce((sum, id) => sum + rateOf(world, configuration, id), 0);
}

/**
 * The plan that an analysis would make from the failures seen: each fix claims one to five of them, and a true
 * gain is among its claims with a chance of 85 %.
 */
export function planFor(world: World, failed: ReadonlySet<string>, random: Random): readonly PlannedFix[] {
  return world.fixes.map(({ id, tables, effects }) => {
    const related = world.ids.filter((question) => tables.includes(world.tableOf.get(question) ?? -1));
    const true_ = effects
      .filter(({ benchmarkId, rate }) => rate > 0.5 && failed.has(benchmarkId) && random() < 0.85)
      .map(({ benchmarkId }) => benchmarkId);
    const wanted = Math.max(1, Math.min(5, Math.round(1 + 2.8 * random())));
    const others = prefer(
      [...failed].filter((question) => !true_.includes(question)),
      (question) => related.includes(question),
      Math.max(0, wanted - true_.length),
      0.8,
      random,
    );
    return { id, related, derivedFrom: [], claims: [...true_, ...others] };
  });
}

/** The best subset of fixes that going through them greedily, with the truth known, can find. */
export function oracleGain(world: World): number {
  const chosen: string[] = [];
  let best = expectedRight(world, chosen);
  const start = best;
  for (;;) {
    const options = world.fixes
      .filter(({ id }) => !chosen.includes(id))
      .map(({ id }) => ({ id, right: expectedRight(world, [...chosen, id]) }))
      .toSorted((a, b) => b.right - a.right);
    const [top] = options;
    if (!top || top.right <= best + 1e-9) return best - start;
    chosen.push(top.id);
    best = top.right;
  }
}

function pick<T>(from: readonly T[], count: number, random: Random): T[] {
  const left = [...from];
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(Math.floor(random() * left.length), 1),
  ).flat();
}

/** Picks items, each with the given chance from those that are near. */
function prefer<T>(
  from: readonly T[],
  isNear: (item: T) => boolean,
  count: number,
  chance: number,
  random: Random,
): T[] {
  const chosen: T[] = [];
  for (let n = 0; n < count; n += 1) {
    const left = from.filter((item) => !chosen.includes(item));
    const near = left.filter(isNear);
    const pool = near.length > 0 && random() < chance ? near : left;
    chosen.push(...pick(pool, 1, random));
  }
  return chosen;
}

import { expectedRight, type World } from "../../src/decide/worlds/world.js";

/** The best subset of fixes that adding them one by one, with the truth known, can find. */
export function oracle(world: World): { readonly fixIds: readonly string[]; readonly gain: number } {
  const start = expectedRight(world, []);
  let fixIds: readonly string[] = [];
  let best = start;
  for (;;) {
    const options = world.fixes
      .map(({ planned }) => planned.id)
      .filter((id) => !fixIds.includes(id))
      .map((id) => ({ id, right: expectedRight(world, [...fixIds, id]) }))
      .sort((a, b) => b.right - a.right);
    const [top] = options;
    if (!top || top.right <= best + 1e-9) return { fixIds, gain: best - start };
    fixIds = [...fixIds, top.id];
    best = top.right;
  }
}

/** Chance at which a fix may be kept by luck, and at which one broken question may go unnoticed. */
const alpha = 0.05;
const gamma = 0.05;

/**
 * The fewest asks with which any policy could do the job: the baseline, each claimed question once, enough fresh
 * answers that every fix worth keeping is believed at `alpha` whatever the flakiness, and all right questions but
 * the share `gamma` of the breaks that may slip through.
 */
export function lowerBound(world: World): number {
  const claimed = new Set(world.fixes.flatMap(({ planned }) => planned.claims));
  const kept = new Set(oracle(world).fixIds);
  const confirmation = world.fixes
    .filter(({ planned }) => kept.has(planned.id))
    .reduce((sum, { planned, changes }) => {
      const seen = changes.filter(
        ({ question, isGain }) => isGain && planned.claims.includes(world.ids[question] ?? ""),
      );
      return sum + Math.max(0, Math.log2(1 / alpha) - seen.length);
    }, 0);
  const right = world.baseline.filter(Boolean).length;
  return world.ids.length + claimed.size + confirmation + (1 - gamma) * right;
}

import type { Configuration, PlannedFix } from "../acceptance-policy.js";
import { control, type Look, type Procedure, type TrialLog } from "./trial-log.js";

/** How fixes are screened. */
export interface ScreenOptions {
  /** Number of groups in which the fixes are tried together; each on its own when there are as many as fixes. */
  readonly groups: number;
  /** What is asked of a group: what its fixes claim, or everything that fails. */
  readonly scope: "claims" | "failing";
  /** Fresh wrong answers without the fix that are wanted before a gain is believed. */
  readonly controls: number;
  /** Right answers with the fix alone that are wanted before a gain is believed. */
  readonly repeats: number;
}

/** A question that turned right with a group of fixes, and what came of looking into it. */
export interface Flip {
  readonly benchmarkId: string;
  readonly group: Configuration;
  readonly outcome:
    | { readonly kind: "credited"; readonly fixId: string }
    /** It was also seen right without any fix, or wrong with the same ones. */
    | { readonly kind: "varies" }
    /** No fix of the group does it alone. */
    | { readonly kind: "unattributed" };
}

/** Tries the fixes in groups and finds out which fix turned which question right. */
export function* findGains(log: TrialLog, options: ScreenOptions): Procedure<readonly Flip[]> {
  const groups = grouped(log, options.groups);
  const screens = groups.map((fixes): Look => {
    const claimed = new Set(fixes.flatMap(({ claims }) => claims));
    const ids = log.failing.filter((id) => options.scope === "failing" || claimed.has(id));
    return { configuration: log.configuration(fixes.map(({ id }) => id)), ids, purpose: "screen" };
  });
  yield* log.look(screens, "what the fixes may help, with several of them at once");
  const flips = screens.flatMap(({ configuration, ids }) =>
    ids
      .filter((id) => log.first(configuration, id) === "pass")
      .map((benchmarkId) => ({ benchmarkId, group: configuration })),
  );
  const claimedBy = (fix: PlannedFix) => flips.filter(({ benchmarkId }) => fix.claims.includes(benchmarkId));
  const popularity = new Map(log.fixes.map((fix) => [fix.id, claimedBy(fix).length]));
  for (;;) {
    const steps = flips.map((flip) => nextLook(log, flip, popularity, options));
    const looks = steps.flatMap((step) => ("configuration" in step ? [step] : []));
    if (looks.length === 0)
      return flips.map((flip, index) => {
        const step = steps[index];
        return { ...flip, outcome: step && "kind" in step ? step : { kind: "unattributed" } };
      });
    yield* log.look(looks, "which fix turned it right, and whether it stays right");
  }
}

/** Fixes dealt out in turn. */
function grouped(log: TrialLog, count: number): readonly (readonly PlannedFix[])[] {
  return Array.from({ length: Math.min(count, log.fixes.length) }, (_, group) =>
    log.fixes.filter((_, index) => index % count === group),
  );
}

/** The next look at a question that turned right, or what is concluded. */
function nextLook(
  log: TrialLog,
  { benchmarkId, group }: { readonly benchmarkId: string; readonly group: Configuration },
  popularity: ReadonlyMap<string, number>,
  { controls, repeats }: ScreenOptions,
): Look | Flip["outcome"] {
  const look = (configuration: Configuration, count: number): Look => ({
    configuration,
    ids: [benchmarkId],
    purpose: "confirm",
    count,
  });
  const before = log.fresh(control, benchmarkId);
  const hasControls = (count: number) => log.has(control, benchmarkId, count + 1);
  if (before.includes("pass")) return { kind: "varies" };
  const fixes = log.fixes.filter(({ id }) => group.includes(id));
  const claimants = fixes
    .filter(({ claims }) => claims.includes(benchmarkId))
    .sort((a, b) => (popularity.get(b.id) ?? 0) - (popularity.get(a.id) ?? 0));
  if (!hasControls(1) && controls > 0) return look(control, 2);
  if (claimants.length === 0 && group.length > 1) {
    if (!log.has(group, benchmarkId, 2)) return look(group, 2);
    if (log.outcomes(group, benchmarkId)[1] === "fail") return { kind: "varies" };
  }
  for (const { id } of claimants) {
    const alone = [id];
    const found = concludes(alone);
    if (found) return found;
  }
  const others = fixes.filter((fix) => !claimants.includes(fix));
  let suspects = [
    ...others.filter(({ related }) => related.includes(benchmarkId)),
    ...others.filter(({ related }) => !related.includes(benchmarkId)),
  ].map(({ id }) => id);
  if (group.length > 1 && claimants.length > 0 && suspects.length > 0) {
    // No claim explains it: only a second right answer of the group makes the search worthwhile.
    if (!log.has(group, benchmarkId, 2)) return look(group, 2);
    if (log.outcomes(group, benchmarkId)[1] === "fail") return { kind: "varies" };
  }
  while (suspects.length > 1) {
    const half = log.configuration(suspects.slice(0, Math.ceil(suspects.length / 2)));
    if (!log.has(half, benchmarkId, 1)) return look(half, 1);
    suspects = suspects.filter((id) => half.includes(id) === (log.first(half, benchmarkId) === "pass"));
  }
  const [last] = suspects;
  return (last === undefined ? undefined : concludes([last])) ?? { kind: "unattributed" };

  function concludes(alone: Configuration): Look | Flip["outcome"] | undefined {
    const [fixId = ""] = alone;
    if (!log.has(alone, benchmarkId, 1)) return look(alone, 1);
    const seen = log.outcomes(alone, benchmarkId);
    if (seen[0] !== "pass") return undefined;
    if (seen.includes("fail")) return { kind: "varies" };
    if (!hasControls(controls)) return look(control, before.length + 2);
    const wanted = group.length === 1 ? repeats + 1 : repeats;
    if (!log.has(alone, benchmarkId, wanted)) return look(alone, seen.length + 1);
    return { kind: "credited", fixId };
  }
}

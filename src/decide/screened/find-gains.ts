import type { Configuration } from "../acceptance-policy.js";
import { type GainRule, isBelieved } from "./gain-rule.js";
import { gainGroups } from "./screen-groups.js";
import { control, type Look, type Procedure, type TrialLog } from "./trial-log.js";

/** How fixes are screened. */
export interface ScreenOptions extends GainRule {
  /** Groups in which the fixes are tried together; `auto`: two while few questions fail, one otherwise. */
  readonly groups: number | "auto";
  /** What is asked of a group: everything that fails, or only what its fixes claim. */
  readonly scope: "claims" | "failing";
}

/** What came of looking into a question that turned right with a group of fixes. */
export type FlipOutcome =
  /** A fix does it alone. */
  | { readonly kind: "credited"; readonly fixId: string }
  /** It was also seen right without any fix, or wrong with the same ones. */
  | { readonly kind: "varies" }
  /** No fix does it alone. */
  | { readonly kind: "unattributed" };

/** A question that turned right. */
export interface Flip {
  readonly benchmarkId: string;
  readonly outcome: FlipOutcome;
}

export interface Screened {
  readonly groups: readonly Configuration[];
  /** Questions that were asked of any group. */
  readonly asked: number;
  readonly flips: readonly Flip[];
}

/** Tries the fixes in groups and finds out which fix turned which question right. */
export function* findGains(log: TrialLog, options: ScreenOptions): Procedure<Screened> {
  const groups = gainGroups(log, options.groups);
  const screens = groups.map((configuration): Look => {
    const claimed = log.claimedBy(configuration);
    const ids = log.failing.filter((id) => options.scope === "failing" || claimed.has(id));
    return { configuration, ids, purpose: "screen" };
  });
  yield* log.look(screens, "what the fixes may help, with several of them at once");
  const ids = log.failing.filter((id) => groups.some((group) => log.first(group, id) === "pass"));
  const search: Search = {
    groups,
    screened: new Set(screens.flatMap((screen) => screen.ids)).size,
    claimedFlips: new Map(
      log.fixes.map(({ id, claims }) => [id, ids.filter((flip) => claims.includes(flip)).length]),
    ),
    rule: options,
  };
  for (;;) {
    const steps = ids.map((benchmarkId) => ({ benchmarkId, step: nextLook(log, benchmarkId, search) }));
    const looks = steps.flatMap(({ step }) => ("configuration" in step ? [step] : []));
    if (looks.length === 0) {
      const flips = steps.flatMap(({ benchmarkId, step }) =>
        "kind" in step ? [{ benchmarkId, outcome: step }] : [],
      );
      return { groups, asked: search.screened, flips };
    }
    yield* log.look(looks, "which fix turned it right, and whether it is chance");
  }
}

interface Search {
  readonly groups: readonly Configuration[];
  /** Questions that were asked of any group. */
  readonly screened: number;
  /** How many of the questions that turned right each fix claims. */
  readonly claimedFlips: ReadonlyMap<string, number>;
  readonly rule: GainRule;
}

/** The next look at a question that turned right, or what is concluded. */
function nextLook(log: TrialLog, benchmarkId: string, search: Search): Look | FlipOutcome {
  const before = log.fresh(control, benchmarkId);
  if (before.includes("pass")) return { kind: "varies" };
  const others = search.groups.filter((group) => log.first(group, benchmarkId) === "fail");
  if (others.length === 0 && !log.has(control, benchmarkId, 2)) return confirm(control, benchmarkId, 2);
  const passed = search.groups.filter((group) => log.first(group, benchmarkId) === "pass");
  const claims = (group: Configuration) => Number(log.claimedBy(group).has(benchmarkId));
  let outcome: FlipOutcome = { kind: "unattributed" };
  for (const group of [...passed].sort((a, b) => claims(b) - claims(a))) {
    const step = lookWithin(log, benchmarkId, group, search);
    if ("configuration" in step || step.kind === "credited") return step;
    outcome = step;
  }
  return outcome;
}

/** Tries the fixes of one group that claim the question, then narrows down the others by halves. */
function lookWithin(
  log: TrialLog,
  benchmarkId: string,
  group: Configuration,
  search: Search,
): Look | FlipOutcome {
  const fixes = log.fixes.filter(({ id }) => group.includes(id));
  const flips = ({ id }: { readonly id: string }) => search.claimedFlips.get(id) ?? 0;
  const claimants = fixes
    .filter(({ claims }) => claims.includes(benchmarkId))
    .sort((a, b) => flips(b) - flips(a));
  for (const { id } of claimants) {
    const step = lookAlone(log, benchmarkId, id, group, search);
    if (step) return step;
  }
  const rest = fixes.filter((fix) => !claimants.includes(fix));
  let suspects = [
    ...rest.filter(({ related }) => related.includes(benchmarkId)),
    ...rest.filter(({ related }) => !related.includes(benchmarkId)),
  ].map(({ id }) => id);
  if (suspects.length > 1) {
    // No claim explains it: only a second right answer makes the search worthwhile.
    if (!log.has(group, benchmarkId, 2)) return confirm(group, benchmarkId, 2);
    if (log.outcomes(group, benchmarkId)[1] === "fail") return { kind: "varies" };
    if (!log.has(control, benchmarkId, 2)) return confirm(control, benchmarkId, 2);
  }
  while (suspects.length > 1) {
    const half = log.configuration(suspects.slice(0, Math.ceil(suspects.length / 2)));
    if (!log.has(half, benchmarkId, 1)) return confirm(half, benchmarkId, 1);
    const isInHalf = log.first(half, benchmarkId) === "pass";
    suspects = suspects.filter((id) => half.includes(id) === isInHalf);
  }
  const [last] = suspects;
  const step = last === undefined ? undefined : lookAlone(log, benchmarkId, last, group, search);
  return step ?? { kind: "unattributed" };
}

/** Asks the question with one fix alone, then without it until chance is ruled out; nothing if the fix does not help. */
function lookAlone(
  log: TrialLog,
  benchmarkId: string,
  fixId: string,
  group: Configuration,
  { groups, screened, rule }: Search,
): Look | FlipOutcome | undefined {
  const alone = [fixId];
  if (!log.has(alone, benchmarkId, 1)) return confirm(alone, benchmarkId, 1);
  const answers = log.outcomes(alone, benchmarkId);
  if (answers[0] !== "pass") return undefined;
  if (answers.includes("fail")) return { kind: "varies" };
  const before = log.fresh(control, benchmarkId).length;
  // Fixes tried before this one were wrong or it would not have been tried: they say nothing about chance.
  const wrong = groups.filter((one) => !one.includes(fixId) && log.first(one, benchmarkId) === "fail").length;
  const right = group.length === 1 ? answers.length : answers.length + 1;
  if (isBelieved({ right, wrong: before + wrong, screened }, rule)) return { kind: "credited", fixId };
  if (right < 2) return confirm(alone, benchmarkId, answers.length + 1);
  return log.has(control, benchmarkId, before + 2)
    ? { kind: "unattributed" }
    : confirm(control, benchmarkId, before + 2);
}

function confirm(configuration: Configuration, benchmarkId: string, count: number): Look {
  return { configuration, ids: [benchmarkId], purpose: "confirm", count };
}

import type { Configuration } from "../acceptance-policy.js";
import { testLoss } from "../flip-test.js";
import { unseenProtected } from "../unobserved.js";
import { attributeLosses, type LostQuestion } from "./attribute-losses.js";
import { bestSubset } from "./best-subset.js";
import { control, type Procedure, type TrialLog } from "./trial-log.js";
import type { Winner } from "./winner.js";

export interface MergeOptions {
  /** Chance at which a suspected loss is believed, shared among all suspected losses. */
  readonly alphaLoss: number;
}

/** A winner that was left out for another. */
export interface Outdone {
  readonly fixId: string;
  readonly by: string;
}

/** What came of putting the winners together. */
export interface Merged {
  /** The fixes that stay. */
  readonly kept: Configuration;
  /** What was swept: all winners that were needed. */
  readonly swept: Configuration;
  /** Confirmed gains of what stays. */
  readonly gains: readonly string[];
  /** Confirmed losses of what was swept. */
  readonly losses: readonly LostQuestion[];
  /** Winners whose gains others brought as well. */
  readonly redundant: readonly string[];
  /** Winners that cannot stand beside another one, which brings as much or more. */
  readonly outdone: readonly Outdone[];
  /** Protected questions that were right and could not be seen to be so with what was swept: nothing stays then. */
  readonly silent: readonly string[];
  /** How many right questions were checked. */
  readonly checked: number;
  /** Answers with `kept` that were there before its gains were checked. */
  readonly looksBefore: number;
}

/** Puts the winners together, checks that gains stay and nothing breaks, and drops the fixes that break too much. */
export function* mergeFixes(
  log: TrialLog,
  winners: readonly Winner[],
  groups: readonly Configuration[],
  { alphaLoss }: MergeOptions,
): Procedure<Merged> {
  const { chosen, redundant, outdone } = cover(log, winners);
  const swept = log.configuration(chosen.map(({ fixId }) => fixId));
  const none: Merged = {
    ...{ swept, redundant, outdone, kept: control },
    ...{ gains: [], losses: [], silent: [], checked: 0, looksBefore: 0 },
  };
  if (swept.length === 0) return none;

  const claimed = [...new Set(chosen.flatMap(({ gains }) => gains))];
  const looksBefore = looksBeforeMerge(swept, groups);
  yield* log.look(
    [
      { configuration: swept, ids: claimed, purpose: "sweep", count: looksBefore + 1 },
      { configuration: swept, ids: affectedFirst(log, swept), purpose: "sweep" },
    ],
    "whether gains stay and what was right is still right with all of them",
  );
  const gains = yield* staying(log, swept, claimed, looksBefore);
  const lost = yield* confirmLosses(log, swept, alphaLoss);
  const silent = unseenProtected(log.state, log.passing, (id) => log.flip(swept, id));
  if (silent.length > 0) return { ...none, silent };
  const losses = yield* attributeLosses(log, swept, lost, chosen, gains);
  const kept = bestSubset(log, chosen, gains, losses);
  const merged = {
    ...none,
    losses,
    checked: log.passing.filter((id) => log.first(swept, id) !== "none").length,
  };
  if (kept.length === 0) return merged;
  if (kept.length === swept.length) return { ...merged, kept, gains, looksBefore };

  // The smaller set was never asked as a whole: its gains and what it should have got back are looked at.
  const wanted = new Set(chosen.filter(({ fixId }) => kept.includes(fixId)).flatMap((one) => one.gains));
  const before = looksBeforeMerge(kept, groups);
  const keptGains = gains.filter((id) => wanted.has(id));
  yield* log.look(
    [
      { configuration: kept, ids: keptGains, purpose: "sweep", count: before + 1 },
      { configuration: kept, ids: lost, purpose: "sweep" },
    ],
    "whether gains stay and losses are gone without what broke them",
  );
  const left = yield* staying(log, kept, keptGains, before);
  const back = yield* staying(log, kept, lost, 0);
  const broken = lost.filter((id) => !back.includes(id));
  const isWorthIt = left.length > broken.length && !broken.some((id) => log.isProtected(id));
  return isWorthIt ? { ...merged, kept, gains: left, looksBefore: before } : merged;
}

/** A group or a single fix was asked when its gains were found: that answer chose them and does not count again. */
function looksBeforeMerge(configuration: Configuration, groups: readonly Configuration[]): number {
  const isGroup = groups.some((group) => group.join("\n") === configuration.join("\n"));
  return Number(configuration.length === 1 || isGroup);
}

/** Which questions are right at the next look, or at one more if they are not. */
function* staying(
  log: TrialLog,
  configuration: Configuration,
  ids: readonly string[],
  looksBefore: number,
): Procedure<readonly string[]> {
  const again = ids.filter((id) => log.outcomes(configuration, id)[looksBefore] !== "pass");
  yield* log.look(
    [{ configuration, ids: again, purpose: "confirm", count: looksBefore + 2 }],
    "what should be right and was wrong, once more",
  );
  return ids.filter((id) =>
    log
      .outcomes(configuration, id)
      .slice(looksBefore, looksBefore + 2)
      .includes("pass"),
  );
}

/** The fewest winners that bring all gains, found greedily; the rest is redundant, or contradicts what was taken. */
function cover(log: TrialLog, winners: readonly Winner[]) {
  const covered = new Set<string>();
  const chosen: Winner[] = [];
  const redundant: string[] = [];
  const outdone: Outdone[] = [];
  for (const winner of [...winners].sort((a, b) => b.gains.length - a.gains.length)) {
    const { fixId, gains } = winner;
    const rival = chosen.find((one) => log.contradict(fixId, one.fixId));
    if (gains.every((id) => covered.has(id))) redundant.push(fixId);
    else if (rival) outdone.push({ fixId, by: rival.fixId });
    else {
      chosen.push(winner);
      for (const id of gains) covered.add(id);
    }
  }
  return { chosen, redundant, outdone };
}

function affectedFirst(log: TrialLog, configuration: Configuration): readonly string[] {
  const related = new Set(
    log.fixes.filter(({ id }) => configuration.includes(id)).flatMap((fix) => fix.related),
  );
  return [...log.passing.filter((id) => related.has(id)), ...log.passing.filter((id) => !related.has(id))];
}

/** Asks again what turned wrong, on both sides, until it is a loss or chance. */
function* confirmLosses(
  log: TrialLog,
  swept: Configuration,
  alphaLoss: number,
): Procedure<readonly string[]> {
  const suspects = log.passing.filter((id) => log.first(swept, id) === "fail");
  for (;;) {
    const tests = suspects.map((id) => testLoss(log.flip(swept, id), alphaLoss / suspects.length));
    const looks = tests.flatMap(({ benchmarkId, verdict }) => {
      const configuration =
        verdict === "ask-candidate" ? swept : verdict === "ask-control" ? control : undefined;
      if (configuration === undefined) return [];
      const count = log.outcomes(configuration, benchmarkId).length + 1;
      return [{ configuration, ids: [benchmarkId], purpose: "confirm" as const, count }];
    });
    if (looks.length === 0)
      return tests.filter(({ verdict }) => verdict === "confirmed").map(({ benchmarkId }) => benchmarkId);
    yield* log.look(looks, "whether what turned wrong stays wrong");
  }
}

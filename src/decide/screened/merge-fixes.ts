import type { Configuration } from "../acceptance-policy.js";
import { testLoss } from "../flip-test.js";
import { attributeLosses, type LostQuestion } from "./attribute-losses.js";
import { bestSubset } from "./best-subset.js";
import { control, type Procedure, type TrialLog } from "./trial-log.js";

/** A fix with the questions that it was seen to turn right. */
export interface Winner {
  readonly fixId: string;
  readonly gains: readonly string[];
}

export interface MergeOptions {
  /** Chance at which a suspected loss is believed, shared among all suspected losses. */
  readonly alphaLoss: number;
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
  /** How many right questions were checked. */
  readonly checked: number;
}

/** Puts the winners together, checks that gains stay and nothing breaks, and drops the fixes that break too much. */
export function* mergeFixes(
  log: TrialLog,
  winners: readonly Winner[],
  { alphaLoss }: MergeOptions,
): Procedure<Merged> {
  const { chosen, redundant } = cover(winners);
  const swept = log.configuration(chosen.map(({ fixId }) => fixId));
  const none = { swept, gains: [], losses: [], redundant, checked: 0, kept: control };
  if (swept.length === 0) return none;

  const claimed = [...new Set(chosen.flatMap(({ gains }) => gains))];
  yield* log.look(
    [{ configuration: swept, ids: [...claimed, ...affectedFirst(log, swept)], purpose: "sweep" }],
    "whether gains stay and what was right is still right with all of them",
  );
  const again = claimed.filter((id) => log.first(swept, id) !== "pass");
  yield* log.look(
    [{ configuration: swept, ids: again, purpose: "confirm", count: 2 }],
    "gains that were lost",
  );
  const stays = (configuration: Configuration, id: string) =>
    log.outcomes(configuration, id).slice(0, 2).includes("pass");
  const gains = claimed.filter((id) => stays(swept, id));
  const lost = yield* confirmLosses(log, swept, alphaLoss);
  const losses = yield* attributeLosses(log, swept, lost, chosen, gains);
  const kept = bestSubset(log, chosen, gains, losses);
  if (kept.length === 0) return { ...none, losses, checked: log.passing.length };
  if (kept.length === swept.length)
    return { kept, swept, gains, losses, redundant, checked: log.passing.length };

  // The smaller set was never asked as a whole: its gains and what it should have got back are looked at.
  const wanted = new Set(chosen.filter(({ fixId }) => kept.includes(fixId)).flatMap((one) => one.gains));
  const keptGains = gains.filter((id) => wanted.has(id));
  yield* log.look(
    [{ configuration: kept, ids: [...keptGains, ...lost], purpose: "sweep" }],
    "whether gains stay and losses are gone without what broke them",
  );
  const failed = [...keptGains, ...lost].filter((id) => log.first(kept, id) !== "pass");
  yield* log.look(
    [{ configuration: kept, ids: failed, purpose: "confirm", count: 2 }],
    "what went wrong again",
  );
  const left = keptGains.filter((id) => stays(kept, id));
  const broken = lost.filter((id) => !stays(kept, id));
  const isWorthIt = left.length > broken.length && !broken.some((id) => log.isProtected(id));
  return {
    kept: isWorthIt ? kept : control,
    swept,
    gains: isWorthIt ? left : [],
    losses,
    redundant,
    checked: log.passing.length,
  };
}

/** The fewest winners that bring all gains, found greedily; the rest is redundant. */
function cover(winners: readonly Winner[]) {
  const covered = new Set<string>();
  const chosen: Winner[] = [];
  const redundant: string[] = [];
  for (const winner of [...winners].sort((a, b) => b.gains.length - a.gains.length)) {
    if (winner.gains.every((id) => covered.has(id))) redundant.push(winner.fixId);
    else chosen.push(winner);
    for (const id of winner.gains) covered.add(id);
  }
  return { chosen, redundant };
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

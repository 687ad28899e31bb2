import type { Configuration, Decision, QuestionEvidence } from "../acceptance-policy.js";
import { luckAmong } from "../chance.js";
import { evidenceText, namesText } from "../evidence-text.js";
import { inconclusive } from "../unobserved.js";
import type { Screened } from "./find-gains.js";
import type { FixGains } from "./fix-gains.js";
import type { Merged } from "./merge-fixes.js";
import type { TrialLog } from "./trial-log.js";

/** Puts into words what came of every fix, in the order of the plan. */
export function decideFixes(
  log: TrialLog,
  screened: Screened,
  winners: readonly FixGains[],
  merged: Merged,
  bestScore: number,
): readonly Decision[] {
  return winners.map((winner): Decision => {
    const { fixId } = winner;
    const seen = [...screened.groups, [fixId], merged.swept, merged.kept];
    const gains = winner.gains.map((id) => log.pooled(fixId, seen, id));
    const isKept = merged.kept.includes(fixId);
    const losses = merged.losses
      .filter(({ brokenBy }) => brokenBy.includes(fixId))
      .map(({ benchmarkId }) => log.evidence(merged.swept, benchmarkId));
    const credited = gains.filter(({ benchmarkId }) => winner.credited.includes(benchmarkId));
    return {
      fixId,
      ...verdictOn(winner, isKept, gains, losses, screened, log, merged),
      gains,
      losses,
      chanceBound: luckAmong(credited.length > 0 ? credited : gains, screened.asked),
      bestScore,
    };
  });
}

function verdictOn(
  { fixId, credited }: FixGains,
  isKept: boolean,
  gains: readonly QuestionEvidence[],
  losses: readonly QuestionEvidence[],
  screened: Screened,
  log: TrialLog,
  merged: Merged,
): Pick<Decision, "verdict" | "reason"> {
  const text = evidenceText(gains, losses, merged.checked, log.nameOf);
  if (isKept) return { verdict: "accepted", reason: text };
  if (merged.silent.length > 0 && merged.swept.includes(fixId))
    return inconclusive(log.state, `fixes ${namesText(gains, log.nameOf)}`, merged.silent, "protected ");
  if (merged.redundant.includes(fixId))
    return {
      verdict: "redundant",
      reason: `${namesText(gains, log.nameOf)} turned right with other fixes as well`,
    };
  const rival = merged.outdone.find((one) => one.fixId === fixId);
  if (rival)
    return {
      verdict: "redundant",
      reason: `contradicts ${rival.by}, which brings as much; without that one ${text}`,
    };
  if (gains.length > 0 && credited.length === 0)
    return {
      verdict: "leaky",
      reason: `helps only ${namesText(gains, log.nameOf)}, which it was copied from`,
    };
  const broken = losses.filter(({ benchmarkId }) => log.isProtected(benchmarkId));
  if (broken.length > 0)
    return { verdict: "rejected", reason: `breaks protected ${namesText(broken, log.nameOf)}` };
  if (losses.length > 0) return { verdict: "rejected", reason: text };
  if (gains.length > 0)
    return {
      verdict: "inconclusive",
      reason: `${namesText(gains, log.nameOf)} did not stay right with the other fixes`,
    };
  const claims = log.claimedBy(asConfiguration(fixId));
  const doubtful = screened.flips.filter(
    ({ benchmarkId, outcome }) => outcome.kind !== "credited" && claims.has(benchmarkId),
  );
  if (doubtful.length === 0) {
    const reason = "no question that it could help turned right";
    const seen = [...screened.groups, asConfiguration(fixId)];
    const unseen = log.failing.filter((id) => claims.has(id) && isUnseen(log.pooled(fixId, seen, id)));
    return unseen.length > 0 ? inconclusive(log.state, reason, unseen) : { verdict: "rejected", reason };
  }
  return {
    verdict: "inconclusive",
    reason: `${namesText(doubtful, log.nameOf)} turned right once, but not reliably`,
  };
}

function isUnseen({ candidate }: QuestionEvidence): boolean {
  return candidate.pass + candidate.fail === 0;
}

function asConfiguration(fixId: string): Configuration {
  return [fixId];
}

import * as z from "zod";
import { checkOptions } from "../errors/check-options.js";
import type {
  AcceptancePolicy,
  Configuration,
  Decision,
  DecisionState,
  StandingAnswer,
} from "./acceptance-policy.js";
import { configurationKey } from "./observation-index.js";
import { acceptedFixes, tally } from "./observation-log.js";
import { chanceOption, countOption, shareOption } from "./policy-options.js";
import { closingAnswers } from "./screened/closing-answers.js";
import { decideFixes } from "./screened/decide-fixes.js";
import { findGains, type ScreenOptions } from "./screened/find-gains.js";
import { gainsByFix } from "./screened/fix-gains.js";
import { type MergeOptions, mergeFixes } from "./screened/merge-fixes.js";
import { control, type Procedure, TrialLog } from "./screened/trial-log.js";

/** How careful `screened` is. */
export type ScreenedPreset = "lean" | "default" | "strict";

/** How much evidence `screenedPolicy` asks for, and on how many copies. */
export interface ScreenedPolicyOptions {
  /**
   * `lean` tries all fixes together, which asks least; `default` tries them in two groups while few questions fail,
   * so that one fix seldom hides what another gains; `strict` believes gains without any assumption about how many
   * questions vary.
   * @default "default"
   */
  readonly preset?: ScreenedPreset | undefined;
  /** Working spaces that are asked about at the same time. @default 4 */
  readonly arms?: number | undefined;
  /** Expected number of gains that are believed by chance in one loop, at the worst. @default 0.05 */
  readonly alphaGain?: number | undefined;
  /** Share of the failing questions whose answers are expected to vary, 0 to 1. @default 0.1, `strict`: 1 */
  readonly flakyShare?: number | undefined;
  /** Chance at which a suspected loss is believed, shared among all suspected losses. @default 0.2 */
  readonly alphaLoss?: number | undefined;
}

type Settings = ScreenOptions & MergeOptions;

const shared = { scope: "failing", alphaGain: 0.05, flakyShare: 0.1, alphaLoss: 0.2 } as const;

const presets: Readonly<Record<ScreenedPreset, Settings>> = {
  lean: { ...shared, groups: 1 },
  default: { ...shared, groups: "auto" },
  strict: { ...shared, groups: "auto", flakyShare: 1 },
};

const OptionsSchema = z.strictObject({
  preset: z.enum(["lean", "default", "strict"]).optional(),
  arms: countOption,
  alphaGain: chanceOption,
  flakyShare: shareOption,
  alphaLoss: chanceOption,
});

/**
 * Tries all fixes of a plan at once, on several working spaces. Screens them together on everything that fails;
 * asks what turned right with the fixes that claim it, one by one, and without them until chance is ruled out; merges
 * the fixes that help; sweeps everything that was right over the merge; and drops the fixes that break what was
 * lost. What was answered for one purpose is evidence for all others. Gains on questions that a fix was copied from
 * do not count, and no set that breaks a protected question stays.
 * @throws ConfigurationError naming every wrong or unknown option.
 */
export function screenedPolicy(options: ScreenedPolicyOptions = {}): AcceptancePolicy {
  checkOptions("options of the policy screened", OptionsSchema, options);
  const { preset = "default", arms = 4, ...changed } = options;
  const base = presets[preset];
  const settings: Settings = {
    ...base,
    alphaGain: changed.alphaGain ?? base.alphaGain,
    flakyShare: changed.flakyShare ?? base.flakyShare,
    alphaLoss: changed.alphaLoss ?? base.alphaLoss,
  };
  return {
    name: preset === "default" ? "screened" : `screened-${preset}`,
    arms,
    next(state) {
      const run = decideAll(new TrialLog(state), settings).next();
      if (!run.done) return { kind: "ask", ...run.value };
      const decided = new Set(state.decisions.map(({ fixId }) => fixId));
      const decision = run.value.decisions.find(({ fixId }) => !decided.has(fixId));
      return decision ? { kind: "decide", decision } : { kind: "done" };
    },
    standing(state) {
      const run = decideAll(new TrialLog(state), settings).next();
      return run.done && isAccepted(run.value.kept, state) ? run.value.standing : undefined;
    },
  };
}

/** What a loop came to. */
interface Conclusion {
  readonly decisions: readonly Decision[];
  readonly kept: Configuration;
  readonly standing: readonly StandingAnswer[];
}

function* decideAll(log: TrialLog, settings: Settings): Procedure<Conclusion> {
  yield* log.look(
    [{ configuration: control, ids: log.unknown, purpose: "screen" }],
    "what had no answer without any fix",
  );
  const screened = yield* findGains(log, settings);
  const winners = gainsByFix(log, screened.flips);
  const useful = winners
    .filter(({ credited }) => credited.length > 0)
    .map(({ fixId, credited }) => ({ fixId, gains: credited }));
  const merged = yield* mergeFixes(log, useful, screened.groups, settings);
  const standing = yield* closingAnswers(log, screened, merged);
  const outcomes = standing.map(
    ({ configuration, benchmarkId, place }) => log.outcomes(configuration, benchmarkId)[place] ?? "none",
  );
  const decisions = decideFixes(log, screened, winners, merged, tally(outcomes).score);
  return { decisions, kept: merged.kept, standing };
}

/** Another may have decided otherwise, such as a budget that was spent. */
function isAccepted(kept: Configuration, state: DecisionState): boolean {
  return configurationKey(kept) === configurationKey(acceptedFixes(state));
}

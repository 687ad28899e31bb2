import * as z from "zod";
import { checkOptions } from "../errors/check-options.js";
import type {
  AcceptancePolicy,
  Configuration,
  Decision,
  DecisionState,
  PlannedFix,
  PolicyStep,
  QuestionEvidence,
} from "./acceptance-policy.js";
import { luckAmong } from "./chance.js";
import { evidenceText, namesText } from "./evidence-text.js";
import { type FlipTest, type FlipVerdict, testGain, testLoss } from "./flip-test.js";
import { maxEmptyAsks, ObservationIndex } from "./observation-index.js";
import { acceptedFixes, asksOf, fixOnTrial, tally } from "./observation-log.js";
import { chanceOption, countOption } from "./policy-options.js";
import { type NameOf, questionNames } from "./question-names.js";
import { inconclusive, unseenHopes, unseenProtected } from "./unobserved.js";

/** How much evidence `confirmedPolicy` asks for. */
export interface ConfirmedPolicyOptions {
  /** Fresh right answers with the fix, and fresh wrong ones without it, that make a gain believed. @default 2 */
  readonly gainRepeats?: number | undefined;
  /**
   * Worst-case chance at which a gain is believed, shared among all questions that were asked for a gain: the more of
   * them there are, the more often one that merely varies looks gained. @default 0.4
   */
  readonly alphaGain?: number | undefined;
  /** Chance at which a suspected loss is believed, shared among all suspected losses of a fix. @default 0.1 */
  readonly alphaLoss?: number | undefined;
}

const OptionsSchema = z.strictObject({
  gainRepeats: countOption,
  alphaGain: chanceOption,
  alphaLoss: chanceOption,
});

/**
 * One fix at a time. Asks what the fix claims to help and what else fails on the same objects; asks again, with
 * the fix and without it, whatever turned right; then sweeps everything that was right, and asks again what
 * turned wrong. A fix stays when it has more confirmed gains than confirmed losses and breaks nothing protected.
 * Gains on questions that the fix was copied from do not count.
 * @throws ConfigurationError naming every wrong or unknown option.
 */
export function confirmedPolicy(options: ConfirmedPolicyOptions = {}): AcceptancePolicy {
  checkOptions("options of the policy confirmed", OptionsSchema, options);
  const { gainRepeats = 2, alphaGain = 0.4, alphaLoss = 0.1 } = options;
  return {
    name: "confirmed",
    next(state) {
      const fix = fixOnTrial(state);
      return fix ? new Trial(state, fix, { gainRepeats, alphaGain, alphaLoss }).next() : closing(state);
    },
  };
}

/** Looks again at what failed before and has not been asked on the final configuration, so that the score is fresh. */
function closing(state: DecisionState): PolicyStep {
  const accepted = acceptedFixes(state);
  if (accepted.length === 0) return { kind: "done" };
  const index = ObservationIndex.of(state.observations);
  const open = state.benchmarks
    .map(({ id }) => id)
    .filter((id) => index.standing(accepted, id) !== "pass" && !index.isSettled(accepted, id));
  return open.length === 0
    ? { kind: "done" }
    : { kind: "ask", asks: asksOf(accepted, open, "closing"), why: "a fresh look at what still fails" };
}

/** The state of one fix on trial, read out of the log. */
class Trial {
  readonly #index: ObservationIndex;
  readonly #control: Configuration;
  readonly #candidate: Configuration;
  readonly #nameOf: NameOf;

  constructor(
    private readonly state: DecisionState,
    private readonly fix: PlannedFix,
    private readonly rules: Required<{ readonly [K in keyof ConfirmedPolicyOptions]: number }>,
  ) {
    this.#index = ObservationIndex.of(state.observations);
    this.#control = acceptedFixes(state);
    this.#candidate = [...this.#control, fix.id];
    this.#nameOf = questionNames(state.benchmarks);
  }

  next(): PolicyStep {
    const unknown = this.#ids().filter(
      (id) => this.#index.standing(this.#control, id) === "none" && !this.#index.isSettled(this.#control, id),
    );
    if (unknown.length > 0)
      return {
        kind: "ask",
        asks: asksOf(this.#control, unknown, "screen"),
        why: "what had no answer without the fix",
      };

    // What the fix claims to help comes first: a budget may end in the middle of a batch.
    const claimed = this.#failing(new Set(this.fix.claims));
    const slice = [...new Set([...claimed, ...this.#failing(new Set(this.fix.related))])];
    const unscreened = this.#open(slice);
    if (unscreened.length > 0)
      return this.#ask(
        unscreened,
        "screen",
        "what the fix claims to help, and what fails on the same objects",
      );

    const { gainRepeats, alphaGain, alphaLoss } = this.rules;
    const rule = { repeats: gainRepeats, alpha: alphaGain / Math.max(1, slice.length) };
    const gains = this.#flips(slice, "pass").map((id) => testGain(this.#evidence(id), rule));
    const doubtful = pending(gains);
    if (doubtful) return this.#confirm(doubtful, gains, "whether what turned right stays right");
    const gained = confirmed(gains);
    const credited = gained.filter(({ benchmarkId }) => !this.fix.derivedFrom.includes(benchmarkId));
    const chanceBound = luckAmong(credited.length > 0 ? credited : gained, slice.length);
    const found = { gains: gained, chanceBound };
    if (credited.length === 0) return this.#decide(this.#verdictWithoutCredit(gains, gained), found, []);

    const right = this.#standingRight();
    const affected = new Set(this.fix.related);
    for (const part of [right.filter((id) => affected.has(id)), right]) {
      const unswept = this.#open(part);
      if (unswept.length > 0) return this.#ask(unswept, "sweep", "whether what was right is still right");
      const suspects = this.#flips(part, "fail");
      const losses = suspects.map((id) => testLoss(this.#evidence(id), alphaLoss / suspects.length));
      const unclear = pending(losses);
      if (unclear) return this.#confirm(unclear, losses, "whether what turned wrong stays wrong");
      const lost = confirmed(losses);
      const broken = lost.filter(({ benchmarkId }) => this.#isProtected(benchmarkId));
      if (broken.length > 0)
        return this.#decide(
          { verdict: "rejected", reason: `breaks protected ${this.#names(broken)}` },
          found,
          lost,
        );
      if (lost.length >= credited.length) {
        return this.#decide(
          { verdict: "rejected", reason: `fixes ${this.#names(credited)} but breaks ${this.#names(lost)}` },
          found,
          lost,
        );
      }
      if (part === right) {
        const unseen = unseenProtected(this.state, right, (id) => this.#evidence(id));
        if (unseen.length > 0) {
          const verdict = inconclusive(this.state, `fixes ${this.#names(credited)}`, unseen, "protected ");
          return this.#decide(verdict, found, lost);
        }
        const reason = evidenceText(
          credited,
          lost,
          right.filter((id) => this.#isSeen(id)).length,
          this.#nameOf,
        );
        return this.#decide({ verdict: "accepted", reason }, found, lost);
      }
    }
    throw new Error("unreachable: the last part of the sweep always decides");
  }

  #verdictWithoutCredit(
    gains: readonly FlipTest[],
    gained: readonly QuestionEvidence[],
  ): Pick<Decision, "verdict" | "reason"> {
    if (gained.length > 0)
      return { verdict: "leaky", reason: `helps only ${this.#names(gained)}, which it was copied from` };
    if (gains.length === 0) {
      const reason = "no question that it could help turned right";
      const unseen = unseenHopes(this.state, this.#index, this.#control, this.#candidate);
      return unseen.length > 0 ? inconclusive(this.state, reason, unseen) : { verdict: "rejected", reason };
    }
    return {
      verdict: "inconclusive",
      reason: `${this.#names(gains)} turned right once, but not reliably`,
    };
  }

  #failing(among: ReadonlySet<string>): readonly string[] {
    return this.#ids().filter(
      (id) => among.has(id) && this.#index.standing(this.#control, id) !== "pass" && !this.#isFlaky(id),
    );
  }

  #standingRight(): readonly string[] {
    return this.#ids().filter((id) => this.#index.standing(this.#control, id) === "pass");
  }

  /** A failing question that was also answered right without the fix proves nothing when it turns right with it. */
  #isFlaky(id: string): boolean {
    return (
      this.#index.of(this.#control, id).fresh.includes("pass") &&
      this.#index.of(this.#candidate, id).outcomes.length === 0
    );
  }

  #open(ids: readonly string[]): readonly string[] {
    return ids.filter((id) => !this.#index.isSettled(this.#candidate, id));
  }

  #isSeen(id: string): boolean {
    return this.#index.of(this.#candidate, id).outcomes.length > 0;
  }

  #flips(ids: readonly string[], to: "pass" | "fail"): readonly string[] {
    return ids.filter((id) => this.#index.of(this.#candidate, id).outcomes[0] === to);
  }

  #evidence(benchmarkId: string) {
    const candidate = this.#index.of(this.#candidate, benchmarkId);
    const control = this.#index.of(this.#control, benchmarkId);
    const isUnobservable = candidate.empty >= maxEmptyAsks * 2 || control.empty >= maxEmptyAsks * 2;
    return { benchmarkId, candidate, control, isUnobservable };
  }

  #ask(ids: readonly string[], purpose: "screen" | "sweep", why: string): PolicyStep {
    return { kind: "ask", asks: asksOf(this.#candidate, ids, purpose), why };
  }

  /** All tests that wait for the same side are asked together; the candidate's side goes first. */
  #confirm(first: FlipTest, tests: readonly FlipTest[], why: string): PolicyStep {
    const side = tests.some(({ verdict }) => verdict === "ask-candidate") ? "ask-candidate" : first.verdict;
    const ids = tests.filter(({ verdict }) => verdict === side).map(({ benchmarkId }) => benchmarkId);
    return {
      kind: "ask",
      asks: asksOf(side === "ask-candidate" ? this.#candidate : this.#control, ids, "confirm"),
      why,
    };
  }

  #decide(
    verdict: Pick<Decision, "verdict" | "reason">,
    found: Pick<Decision, "gains" | "chanceBound">,
    losses: readonly QuestionEvidence[],
  ): PolicyStep {
    const configuration = verdict.verdict === "accepted" ? this.#candidate : this.#control;
    return {
      kind: "decide",
      decision: {
        fixId: this.fix.id,
        ...verdict,
        ...found,
        losses,
        bestScore: tally(this.#ids().map((id) => this.#index.standing(configuration, id))).score,
      },
    };
  }

  #isProtected(benchmarkId: string): boolean {
    return this.state.benchmarks.some(({ id, isProtected }) => isProtected && id === benchmarkId);
  }

  #names(questions: readonly { readonly benchmarkId: string }[]): string {
    return namesText(questions, this.#nameOf);
  }

  #ids(): readonly string[] {
    return this.state.benchmarks.map(({ id }) => id);
  }
}

function pending(tests: readonly FlipTest[]): FlipTest | undefined {
  const open: readonly FlipVerdict[] = ["ask-candidate", "ask-control"];
  return tests.find(({ verdict }) => open.includes(verdict));
}

function confirmed(tests: readonly FlipTest[]): readonly QuestionEvidence[] {
  return tests.filter(({ verdict }) => verdict === "confirmed").map(({ evidence }) => evidence);
}

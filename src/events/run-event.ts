import type { JsonObject } from "../util/json.js";
import type { HoldoutSummary, ParaphraseSummary, RunFigures } from "./run-figures.js";
import type { ScoreSummary } from "./score-summary.js";

export type { ScoreSummary } from "./score-summary.js";

/** Carried by every event. */
export interface EventEnvelope {
  readonly runId: string;
  /** Counts up from 1 within a run; the same in the journal. */
  readonly sequence: number;
  /** ISO 8601, UTC, of the run's clock. */
  readonly timestamp: string;
}

/**
 * Where a space of a run stands: the user's own, the best copy so far, the copy on which fixes are tried. Policies that
 * try several fixes at once have more of the latter: `dev-working-2` and so on.
 */
export type SpaceRole = "production" | "dev-best" | "dev-working" | `dev-working-${number}`;

/** The four kinds of change. */
export type FixCategory = "metric_views" | "metadata" | "sample_queries" | "instructions";

/** A fix as events tell of it. */
export interface FixSummary {
  readonly fixId: string;
  readonly fixType: string;
  readonly category: FixCategory;
  /** One line for people, such as "Adding synonym 'revenue' to orders.amount". */
  readonly description: string;
  readonly reason: string;
  /** Benchmarks that it was proposed for. */
  readonly proposedFor?: readonly string[] | undefined;
  /** Benchmarks that it may help. */
  readonly claims: readonly string[];
  /** Benchmarks that it was made from; a gain on these proves nothing. */
  readonly derivedFrom?: readonly string[] | undefined;
  readonly params: JsonObject;
}

/** How a run ended. */
export type RunOutcome =
  | "target-reached"
  | "no-improvement"
  | "score-declining"
  | "max-loops"
  | "nothing-to-fix"
  | "time-budget-spent"
  | "question-budget-spent"
  | "token-budget-spent"
  | "cost-budget-spent"
  | "cancelled"
  | "dry-run"
  | "failed";

/** What became of the improved space. */
export type Disposition = "promoted" | "kept" | "awaiting-decision" | "discarded";

/** What a run has used. */
export interface UsageSummary {
  readonly questionsAsked: number;
  readonly llmCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In the currency of the configured prices; 0 without prices. */
  readonly cost: number;
}

/** One decided fix in a summary. */
export interface DecidedFix {
  readonly fix: FixSummary;
  readonly loop: number;
  readonly isKept: boolean;
  readonly verdict: string;
  /** Why, in one sentence. */
  readonly reason: string;
  /** Score of the tried configuration where it was measured in full. */
  readonly score?: number | undefined;
}

/** What a run achieved and why. */
export interface RunSummary {
  readonly runId: string;
  readonly spaceId: string;
  readonly outcome: RunOutcome;
  readonly policy: string;
  readonly initialScore: ScoreSummary;
  readonly finalScore: ScoreSummary;
  /** Final minus initial, -1 to 1. */
  readonly improvement: number;
  readonly loops: number;
  readonly durationMs: number;
  readonly decided: readonly DecidedFix[];
  /** Fixes of the last loop that the run did not come to. */
  readonly undecided: readonly FixSummary[];
  readonly figures: RunFigures;
  readonly holdout: HoldoutSummary;
  /** Absent where `paraphraseProbe` is off, and where the run ended before it. */
  readonly paraphrases?: ParaphraseSummary | undefined;
  readonly usage: UsageSummary;
  readonly spaces: readonly { readonly role: SpaceRole; readonly spaceId: string; readonly title: string }[];
  /** SHA-256 of the production document at the start. */
  readonly productionHash: string;
}

interface EventBodies {
  "run-start": {
    readonly spaceId: string;
    readonly title: string;
    readonly policy: string;
    /** Those that the run improves on. */
    readonly benchmarks: number;
    readonly heldOut: number;
    /** How the benchmarks were divided, in one sentence. */
    readonly holdoutNote: string;
    readonly targetScore: number;
    readonly maxLoops: number;
    readonly isDryRun: boolean;
    readonly productionHash: string;
  };
  /** A run that had stopped goes on from its journal, which had this many entries. */
  "run-resume": { readonly entries: number };
  "preflight-end": {
    readonly isReady: boolean;
    readonly checks: readonly {
      readonly check: string;
      readonly status: "ok" | "problem" | "skipped";
      readonly message: string;
    }[];
  };
  "space-created": { readonly role: SpaceRole; readonly spaceId: string; readonly title: string };
  "space-removed": {
    readonly spaceId: string;
    readonly title: string;
    readonly why: "fresh-start" | "cleanup" | "promoted";
  };
  "loop-start": { readonly loop: number };
  "loop-end": {
    readonly loop: number;
    readonly score: ScoreSummary;
    /** Against the score at the loop's start. */
    readonly delta: number;
    readonly kept: number;
    readonly rolledBack: number;
    readonly failuresByCategory: Readonly<Record<string, number>>;
    readonly durationMs: number;
    /** Expected time until the run ends, from the loops so far; absent while unknown. */
    readonly etaMs?: number | undefined;
  };
  "score-start": {
    readonly purpose: string;
    readonly spaceId: string;
    /** To be asked. */
    readonly questions: number;
    /** Known from earlier runs. */
    readonly recalled: number;
  };
  "question-end": {
    readonly benchmarkId: string;
    readonly question: string;
    readonly role: SpaceRole;
    readonly purpose: string;
    readonly verdict: "pass" | "fail" | "error" | "invalid";
    readonly decidedBy: string;
    readonly explanation: string;
    readonly failureCategory?: string | undefined;
    readonly genieSql?: string | undefined;
    readonly durationMs: number;
    /** Fixes applied to the loop's starting document when the question was asked. */
    readonly configuration: readonly string[];
    /** SHA-256 of the document that was asked. */
    readonly documentHash?: string | undefined;
    /** The message of Genie that held the answer. */
    readonly messageId?: string | undefined;
    /** When an earlier run got this answer from the same document; absent when it was asked now. ISO 8601, UTC. */
    readonly observedAt?: string | undefined;
  };
  "score-end": { readonly purpose: string; readonly spaceId: string; readonly score: ScoreSummary };
  "analysis-start": { readonly loop: number; readonly failures: number };
  "analysis-end": {
    readonly loop: number;
    readonly fixes: Readonly<Record<FixCategory, number>>;
    readonly dropped: number;
    readonly prompt: { readonly id: string; readonly version: string; readonly hash: string };
    readonly usage: {
      readonly calls: number;
      readonly inputTokens: number;
      readonly outputTokens: number;
      /** In the currency of the configured prices; 0 without prices. */
      readonly cost: number;
    };
    /** How failures were put together into calls. */
    readonly strategy: string;
    readonly conflicts: number;
  };
  "fix-dropped": {
    /** Why, in one word, such as `invalid`, `copies-benchmark` or `tried-before`. */
    readonly kind: string;
    readonly fixType: string;
    readonly description: string;
    readonly reason: string;
    /** The failed benchmarks that it was proposed for. */
    readonly benchmarkIds: readonly string[];
  };
  /** Two fixes that cannot both stand: when one is kept in this loop, the other is not. */
  "fix-conflict": {
    readonly loop: number;
    readonly fixIds: readonly [string, string];
    /** One line for people on each of the two. */
    readonly descriptions: readonly [string, string];
    readonly reason: string;
  };
  "phase-start": {
    readonly loop: number;
    readonly phase: number;
    readonly category: FixCategory;
    readonly fixes: number;
  };
  "phase-end": {
    readonly loop: number;
    readonly phase: number;
    readonly category: FixCategory;
    readonly kept: number;
  };
  "fix-start": {
    readonly loop: number;
    readonly fix: FixSummary;
    readonly index: number;
    readonly total: number;
  };
  "fix-applied": {
    readonly fixId: string;
    readonly role: SpaceRole;
    /** Readable lines such as "orders.amount: + synonym 'revenue'". */
    readonly changes: readonly string[];
    /** True in a dry run: nothing was written. */
    readonly isPreview: boolean;
  };
  /** Requests to the workspace wait from here on, because it does not answer. */
  "outage-start": { readonly reason: string };
  "outage-end": { readonly durationMs: number };
  "indexing-start": {
    /** At the most, where a canary is asked. */
    readonly waitMs: number;
    /** The question that is asked meanwhile to see the change take effect, as people call it. */
    readonly canary?: string | undefined;
  };
  /** A changed space is taken to have effect from here on; its questions come next. */
  "indexing-end": {
    readonly durationMs: number;
    /** The question that showed it; absent where the wait was waited for. */
    readonly canary?: string | undefined;
  };
  /**
   * A question was asked only to see whether a fix has taken effect. It has no verdict: no decision, score or later
   * run counts it as an answer.
   */
  "canary-end": {
    readonly fixId: string;
    readonly benchmarkId: string;
    readonly question: string;
    readonly role: SpaceRole;
    readonly configuration: readonly string[];
    readonly isLive: boolean;
    /** Absent where Genie wrote none, or did not answer in time. */
    readonly genieSql?: string | undefined;
    readonly durationMs: number;
  };
  "fix-end": {
    readonly loop: number;
    readonly fix: FixSummary;
    readonly isKept: boolean;
    readonly verdict: string;
    readonly reason: string;
    readonly gains: readonly string[];
    readonly losses: readonly string[];
    readonly score?: ScoreSummary | undefined;
    readonly bestScore: number;
    /**
     * Worst-case chance that its gains are luck, if the answers to all questions that had the chance to look gained
     * varied; absent where the policy makes no such claim.
     */
    readonly chanceBound?: number | undefined;
    /** Questions asked to decide it; where several were tried at once, those asked with this one applied. */
    readonly asks: number;
    /** It was tried together with others and decided with them, so that its start lies far back. */
    readonly isDecidedTogether?: true | undefined;
    /** What it was tried against: hash of the touched objects, failure category of each claimed benchmark. */
    readonly basis?:
      | { readonly objects: string; readonly failures: Readonly<Record<string, string>> }
      | undefined;
  };
  "decision-start": { readonly summary: RunSummary };
  "decision-end": { readonly choice: "promote" | "keep" | "continue" | "later" };
  "promotion-start": { readonly spaceId: string; readonly changes: readonly string[] };
  "promotion-end": { readonly spaceId: string; readonly documentHash: string };
  "promotion-reverted": { readonly spaceId: string; readonly documentHash: string };
  /** Everything that the run had created is gone; it cannot go on any more. */
  "cleanup-end": { readonly spaces: readonly string[]; readonly views: readonly string[] };
  "run-end": { readonly summary: RunSummary; readonly disposition: Disposition };
  warning: { readonly message: string; readonly source: string };
}

/** Names of all events. */
export type RunEventType = keyof EventBodies;
/** What an event of one type says, without its envelope. */
export type RunEventBody<T extends RunEventType = RunEventType> = {
  [K in T]: { readonly type: K } & EventBodies[K];
}[T];
/** One event of one type. */
export type RunEventOf<T extends RunEventType> = EventEnvelope & RunEventBody<T>;
/** Any event of a run: one JSON-safe object, told apart by `type`. */
export type RunEvent = {
  [K in RunEventType]: EventEnvelope & { readonly type: K } & EventBodies[K];
}[RunEventType];

import { ConfigurationError } from "../errors/configuration-error.js";
import type { PreflightReport } from "../errors/preflight-error.js";
import { RunEmitter, type RunEvents } from "../events/run-emitter.js";
import type { Disposition, RunEvent, RunEventOf, RunEventType } from "../events/run-event.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { LlmClient } from "../llm/llm-client.js";
import type { PromptLoader } from "../prompts/prompt-loader.js";
import type { Reporter } from "../reporting/reporter.js";
import { MemoryRunStore } from "../runs/memory-run-store.js";
import type { RunStore } from "../runs/run-store.js";
import { type CleanupReport, cleanUp } from "./clean-up.js";
import { type DecideOptions, decideRun, revertPromotion } from "./decide-run.js";
import type { EnhancerConfig } from "./enhancer-config.js";
import { estimateEnhancer } from "./estimate-enhancer.js";
import type { RunEstimate } from "./estimate-run.js";
import { executeRun } from "./execute-run.js";
import { findOrphans, type Orphan } from "./find-orphans.js";
import { preflight } from "./preflight.js";
import type { RunPorts } from "./prepare-run.js";
import { type ResolvedConfig, resolveConfig } from "./resolve-config.js";
import { resumeRun } from "./resume-run.js";
import type { DecideCompletion, FinalChoice, RunResult } from "./run-result.js";

/** The configuration of the runs, and what they work with. */
export interface SequentialEnhancerOptions extends EnhancerConfig {
  /** The workspace that holds the space. */
  readonly connection: WorkspaceConnection;
  /** Proposes the fixes and judges what comparing results cannot decide. */
  readonly llm: LlmClient;
  /** @default the nine default fix types */
  readonly fixTypes?: FixTypeRegistry | undefined;
  /** @default the prompts that come with the package */
  readonly prompts?: PromptLoader | undefined;
  /** Where the journal is kept. Give a durable one to decide, or to revert, from another process. @default in memory */
  readonly store?: RunStore | undefined;
  readonly reporters?: readonly Reporter[] | undefined;
  /** Asked at the end when `onComplete` is "ask". Without it the run ends as `awaiting-decision`. */
  readonly decide?: DecideCompletion | undefined;
}

/**
 * Makes a Genie space better without touching it: scores a copy, has the LLM propose fixes for what failed,
 * tries them one at a time, keeps what helps, and writes the result to production only on consent.
 *
 * @example
 * const enhancer = new SequentialEnhancer({ connection, llm, spaceId });
 * enhancer.on("fix-end", ({ fix, isKept }) => console.log(fix.description, isKept));
 * const { summary } = await enhancer.run();
 * await enhancer.decide(summary.runId, "promote");
 */
export class SequentialEnhancer implements RunEvents {
  readonly #ports: RunPorts;
  readonly #emitter: RunEmitter;

  /** @throws ConfigurationError naming every wrong or unknown option. */
  constructor({
    connection,
    llm,
    fixTypes,
    prompts,
    store,
    reporters,
    decide,
    ...config
  }: SequentialEnhancerOptions) {
    if (prompts && config.promptVersion !== undefined) {
      const message =
        "is that of the packaged prompts; give it to the loader you pass: new PromptLoader({ source, version })";
      throw new ConfigurationError("enhancer configuration", [{ path: "promptVersion", message }]);
    }
    this.#emitter = new RunEmitter();
    this.#ports = {
      config: resolveConfig(config),
      connection,
      llm,
      fixTypes,
      prompts,
      store: store ?? new MemoryRunStore(),
      reporters: reporters ?? [],
      decide,
      emitter: this.#emitter,
    };
  }

  /** The configuration with every default filled in. */
  get config(): ResolvedConfig {
    return this.#ports.config;
  }

  on<T extends RunEventType>(type: T, listener: (event: RunEventOf<T>) => void): () => void;
  on(type: "*", listener: (event: RunEvent) => void): () => void;
  on(type: RunEventType | "*", listener: (event: never) => void): () => void {
    return this.#emitter.on(type as "*", listener as (event: RunEvent) => void);
  }

  /** Checks that everything a run needs is there. Reads only; reports all problems together. */
  preflight(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<PreflightReport> {
    return preflight(this.#ports, options);
  }

  /**
   * What a run would take: questions, minutes, LLM calls, tokens and cost, each as a range. Reads the space and what
   * earlier runs in the store measured; asks nothing.
   * @throws ApiError when the space cannot be read.
   */
  estimate(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<RunEstimate> {
    return estimateEnhancer(this.#ports, signalOf(options));
  }

  /**
   * Runs from clone to completion. A run that has begun ends in order whatever stops it (target, loops,
   * budget, the caller's signal) and resolves with its outcome.
   *
   * @throws ApiError when the space cannot be read: not found, token refused, host not reached.
   * @throws PreflightError when something else that the run needs is missing; nothing was created then.
   * @throws RunLockedError when another run works on the space.
   * @throws GenieEnhancerError when the workspace fails beyond what retries can bridge; a `run-end` event with
   * outcome `failed` has been written by then, and nothing was decided from what got no answer: go on with `resume`.
   */
  run(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<RunResult> {
    return executeRun(this.#ports, signalOf(options));
  }

  /**
   * Goes on with a run that was interrupted anywhere: killed, cancelled, or failed. Takes from its journal what is
   * done, looks what became of what was under way, and decides as it would have without the interruption. A run
   * that has come to its end gives its result again.
   *
   * @throws ResumeError when the store does not know the run, its settings were others, it was cleaned up, or somebody
   * has deleted one of its copies.
   * @throws RunLockedError when another process works on the space.
   */
  resume(runId: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<RunResult> {
    return resumeRun(this.#ports, runId, signalOf(options));
  }

  /**
   * Removes every space and view that a run created, and nothing else: also half-made ones that only their marker
   * tells of. Views that production refers to are kept. The run cannot go on afterwards.
   * @throws RunLockedError when another process works on the space.
   */
  cleanup(
    runId: string,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<CleanupReport> {
    return cleanUp(this.#ports, runId, signalOf(options));
  }

  /** Lists what dead runs on the space left behind. Changes nothing. */
  findOrphans(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<readonly Orphan[]> {
    return findOrphans(this.#ports, options);
  }

  /**
   * Carries out the decision on a run that waits for one, also one of another process when the store is shared.
   * @throws PromotionError when the run awaits no decision, production changed meanwhile, or views that the result
   * needs are gone.
   */
  decide(runId: string, choice: FinalChoice, options: DecideOptions = {}): Promise<Disposition> {
    return decideRun(this.#ports, runId, choice, options);
  }

  /**
   * Takes production back to what it was before the run's promotion, also one that was interrupted. A run that had not
   * ended by then awaits its decision again.
   * @throws PromotionError when the run promoted nothing, or production was edited since.
   */
  revertPromotion(runId: string, options: DecideOptions = {}): Promise<void> {
    return revertPromotion(this.#ports, runId, options);
  }
}

function signalOf({ signal }: { readonly signal?: AbortSignal | undefined }): AbortSignal {
  return signal ?? new AbortController().signal;
}

import type { FailureAnalyzer } from "../analysis/failure-analyzer.js";
import type { Benchmark } from "../benchmarks/benchmark.js";
import type { AcceptancePolicy } from "../decide/acceptance-policy.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { UnityMetricViews } from "../fixes/metric-views/unity-metric-views.js";
import type { GenieClient } from "../genie/genie-client.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { LlmClient } from "../llm/llm-client.js";
import type { PromptLoader } from "../prompts/prompt-loader.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import type { RunJournal } from "../runs/run-journal.js";
import type { RunSteps } from "../runs/run-steps.js";
import type { BenchmarkScorer } from "../scoring/benchmark-scorer.js";
import type { SpaceCloner, SpaceSnapshot } from "../space/space-cloner.js";
import type { CatalogClient } from "../sql/catalog-client.js";
import type { SqlClient } from "../sql/sql-client.js";
import type { Clock } from "../util/clock.js";
import type { BudgetMeter } from "./budget-meter.js";
import type { EarlierJournal } from "./earlier-journals.js";
import type { FixIds } from "./fix-ids.js";
import type { FixMemory } from "./fix-memory.js";
import type { ResolvedConfig } from "./resolve-config.js";
import type { RunState } from "./run-state.js";

/** Everything that the steps of one run share. */
export interface RunContext {
  readonly runId: string;
  readonly config: ResolvedConfig;
  readonly policy: AcceptancePolicy;
  readonly connection: WorkspaceConnection;
  readonly clock: Clock;
  /** Writes only to spaces that this run created. */
  readonly client: GenieClient;
  readonly sql: SqlClient;
  readonly catalog: CatalogClient;
  readonly cloner: SpaceCloner;
  /** Writes every answer down and counts what it costs. */
  readonly llm: LlmClient;
  readonly prompts: PromptLoader;
  readonly scorer: BenchmarkScorer;
  readonly analyzer: FailureAnalyzer;
  readonly memory: FixMemory;
  readonly registry: FixTypeRegistry;
  readonly metricViews: UnityMetricViews | undefined;
  readonly meter: BudgetMeter;
  readonly journal: RunJournal;
  /** The seam through which the run touches the world. */
  readonly steps: RunSteps;
  /** The journal by now. */
  readonly readEntries: () => Promise<readonly JournalEntry[]>;
  /** What the journal says of the run by now. */
  readonly readState: () => Promise<RunState>;
  /** Journals of the latest earlier runs on the same production space in the same store, oldest first; read once. */
  readonly readEarlierJournals: () => Promise<readonly EarlierJournal[]>;
  /** What they say of these runs, and what those of the `marked` runs say, however old. */
  readonly readEarlierRuns: (marked: Iterable<string>) => Promise<readonly RunState[]>;
  readonly fixIds: FixIds;
  /** Source of ids for the objects that one fix adds: the same ids whenever that fix is applied again. */
  readonly documentIdsFor: (fixId: string) => () => string;
  /** Production as it was when the run began. */
  readonly production: SpaceSnapshot;
  /** Those that the run improves on and decides by. */
  readonly benchmarks: readonly Benchmark[];
  /** Those that nobody looks at between the start and the end. */
  readonly holdout: readonly Benchmark[];
  /** How the benchmarks were divided, in one sentence for people. */
  readonly holdoutNote: string;
  /** Called while the run waits and writes nothing, so that it is not taken for dead. */
  readonly showLife?: (() => void) | undefined;
}

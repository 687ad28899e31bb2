import type { FailureAnalyzer } from "../analysis/failure-analyzer.js";
import type { Benchmark } from "../benchmarks/benchmark.js";
import type { AcceptancePolicy } from "../decide/acceptance-policy.js";
import type { MetricViewStore } from "../fixes/fix-type.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { GenieClient } from "../genie/genie-client.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { RunJournal } from "../runs/run-journal.js";
import type { BenchmarkScorer } from "../scoring/benchmark-scorer.js";
import type { SpaceCloner, SpaceSnapshot } from "../space/space-cloner.js";
import type { CatalogClient } from "../sql/catalog-client.js";
import type { SqlClient } from "../sql/sql-client.js";
import type { Clock } from "../util/clock.js";
import type { BudgetMeter } from "./budget-meter.js";
import type { FixMemory } from "./fix-memory.js";
import type { ResolvedConfig } from "./resolve-config.js";

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
  readonly scorer: BenchmarkScorer;
  readonly analyzer: FailureAnalyzer;
  readonly memory: FixMemory;
  readonly registry: FixTypeRegistry;
  readonly metricViews: MetricViewStore | undefined;
  readonly meter: BudgetMeter;
  readonly journal: RunJournal;
  readonly newDocumentId: () => string;
  /** Production as it was when the run began. */
  readonly production: SpaceSnapshot;
  readonly benchmarks: readonly Benchmark[];
  /** Called while the run waits and writes nothing, so that it is not taken for dead. */
  readonly showLife?: (() => void) | undefined;
}

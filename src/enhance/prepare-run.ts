import { FailureAnalyzer } from "../analysis/failure-analyzer.js";
import type { Benchmark } from "../benchmarks/benchmark.js";
import { benchmarksFromSpace } from "../benchmarks/space-benchmarks.js";
import { policyByName } from "../decide/policies.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import type { RunEmitter } from "../events/run-emitter.js";
import { defaultFixTypes } from "../fixes/default-fix-types.js";
import type { FixCategory } from "../fixes/fix.js";
import { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import { UnityMetricViews } from "../fixes/metric-views/unity-metric-views.js";
import { GenieClient } from "../genie/genie-client.js";
import { RunWriteScope } from "../genie/write-scope.js";
import { RateLimiter } from "../http/rate-limiter.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { LlmClient } from "../llm/llm-client.js";
import { PromptLoader } from "../prompts/prompt-loader.js";
import type { Reporter } from "../reporting/reporter.js";
import { RunJournal } from "../runs/run-journal.js";
import type { RunStore } from "../runs/run-store.js";
import { BenchmarkScorer } from "../scoring/benchmark-scorer.js";
import { documentIds } from "../space/document-ids.js";
import { SpaceCloner, type SpaceSnapshot } from "../space/space-cloner.js";
import { CatalogClient } from "../sql/catalog-client.js";
import { SqlClient } from "../sql/sql-client.js";
import { randomHex } from "../util/random.js";
import { BudgetMeter } from "./budget-meter.js";
import { FixMemory } from "./fix-memory.js";
import type { ResolvedConfig } from "./resolve-config.js";
import type { RunContext } from "./run-context.js";
import type { DecideCompletion } from "./run-result.js";

/** What an enhancer hands to each of its runs. */
export interface RunPorts {
  readonly config: ResolvedConfig;
  readonly connection: WorkspaceConnection;
  readonly llm: LlmClient;
  readonly fixTypes: FixTypeRegistry | undefined;
  readonly prompts: PromptLoader | undefined;
  readonly store: RunStore;
  readonly reporters: readonly Reporter[];
  readonly emitter: RunEmitter;
  readonly decide: DecideCompletion | undefined;
}

/** A new run id: the time, to sort by, and randomness, to be unique. */
export function newRunId({ clock, random }: WorkspaceConnection): string {
  const time = new Date(clock.now())
    .toISOString()
    .replace(/[-:]|\.\d+/g, "")
    .replace("T", "-")
    .replace("Z", "");
  return `run-${time}-${randomHex(random, 6)}`;
}

/** The parts of one run, wired together. Sends no request. */
export function prepareRun(ports: RunPorts, runId: string, production: SpaceSnapshot): RunContext {
  const { config, connection } = ports;
  const meter = new BudgetMeter({ budget: config.budget, prices: config.prices });
  const llm = meter.llm(ports.llm);
  const client = new GenieClient({
    connection,
    writeScope: new RunWriteScope({ never: [production.id] }),
    questionLimiter: meter.questions(
      new RateLimiter({ perMinute: config.questionsPerMinute, clock: connection.clock }),
    ),
  });
  const sql = new SqlClient({ connection, warehouseId: config.warehouseId ?? production.warehouseId });
  const registry = enabledTypes(config, ports.fixTypes ?? new FixTypeRegistry(defaultFixTypes));
  const { metricViewSchema } = config;
  const prompts = ports.prompts ?? new PromptLoader({ version: config.promptVersion });
  const newDocumentId = documentIds({ clock: connection.clock, random: connection.random });
  return {
    runId,
    config,
    registry,
    connection,
    production,
    client,
    sql,
    meter,
    newDocumentId,
    clock: connection.clock,
    policy: typeof config.policy === "string" ? policyByName(config.policy) : config.policy,
    catalog: new CatalogClient({ connection }),
    cloner: new SpaceCloner({ client, clock: connection.clock }),
    scorer: new BenchmarkScorer({
      client,
      sql,
      llm,
      judge: config.judge,
      prompts,
      questionTimeoutMs: config.questionTimeoutMs,
    }),
    analyzer: new FailureAnalyzer({
      ...config.analysis,
      llm,
      registry,
      prompts,
      prices: config.prices,
      newFixId: fixIds(),
    }),
    memory: new FixMemory({
      store: ports.store,
      runId,
      registry,
      spaceId: production.id,
      usesEarlierRuns: config.analysis?.usesEarlierRuns ?? true,
    }),
    metricViews:
      metricViewSchema === undefined
        ? undefined
        : new UnityMetricViews({ sql, runId, allowedSchemas: [metricViewSchema] }),
    journal: new RunJournal({
      runId,
      store: ports.store,
      clock: connection.clock,
      emitter: ports.emitter,
      reporters: ports.reporters,
    }),
    benchmarks: benchmarksOf(config, production),
  };
}

/** @throws ConfigurationError when there are none, or two share an id. */
export function benchmarksOf(
  { benchmarks }: ResolvedConfig,
  production: SpaceSnapshot,
): readonly Benchmark[] {
  const found = benchmarks ?? benchmarksFromSpace(production.document);
  const ids = found.map(({ id }) => id);
  const repeated = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  const problem =
    found.length === 0
      ? `space ${production.id} holds no benchmark questions; add some there, or pass your own`
      : repeated.length > 0
        ? `ids must be unique, these are not: ${repeated.join(", ")}`
        : undefined;
  if (problem) throw new ConfigurationError("benchmarks", [{ path: "benchmarks", message: problem }]);
  return found;
}

function enabledTypes(config: ResolvedConfig, registry: FixTypeRegistry): FixTypeRegistry {
  const toggles: Readonly<Record<FixCategory, boolean>> = {
    metric_views: config.enableMetricViews,
    metadata: config.enableMetadata,
    sample_queries: config.enableSampleQueries,
    instructions: config.enableInstructions,
  };
  const offered = registry.filter(({ category }) => toggles[category]);
  return config.metricViewSchema === undefined
    ? offered.without("create_metric_view", "metricViewSchema names no schema in which views may be created")
    : offered;
}

function fixIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `fix-${String(count).padStart(3, "0")}`;
  };
}

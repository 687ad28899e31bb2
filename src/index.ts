export type { AnalysisInput, FailureCase, TriedFix } from "./analysis/analysis-input.js";
export type { AnalysisStrategy, FailureGroup } from "./analysis/analysis-strategy.js";
export type { AnalysisBudget, AnalysisUsage } from "./analysis/analysis-usage.js";
export {
  type ComparePromptVersionsOptions,
  comparePromptVersions,
  type PromptVariant,
  type PromptVariantReport,
  type VariantTrial,
} from "./analysis/compare-prompt-versions.js";
export type { DropKind, DroppedFix } from "./analysis/dropped-fix.js";
export {
  type AnalysisReport,
  type AnalysisRequest,
  type AnalysisSettings,
  FailureAnalyzer,
  type FailureAnalyzerOptions,
} from "./analysis/failure-analyzer.js";
export type { FixConflict } from "./analysis/find-conflicts.js";
export type { FixBasis } from "./analysis/fix-basis.js";
export { type Leak, type Leakage, LeakageCheck, type LeakKind } from "./analysis/leakage/find-leakage.js";
export type { BenchmarkCopies } from "./analysis/leakage/leakage-rules.js";
export {
  type RecordedFailures,
  readRecordedFailures,
  writeRecordedFailures,
} from "./analysis/recorded-failures.js";
export {
  type AnalysisStrategyName,
  analysisStrategyNames,
} from "./analysis/strategies/built-in-strategies.js";
export { combined } from "./analysis/strategies/combined.js";
export { perCategory } from "./analysis/strategies/per-category.js";
export { perFailure } from "./analysis/strategies/per-failure.js";
export type { Benchmark } from "./benchmarks/benchmark.js";
export type { FieldOptions } from "./benchmarks/benchmark-fields.js";
export { BenchmarkFormatError, type BenchmarkProblem } from "./benchmarks/benchmark-format-error.js";
export {
  type DuplicateBenchmarks,
  type DuplicateOptions,
  findDuplicateBenchmarks,
} from "./benchmarks/duplicate-benchmarks.js";
export {
  type HeldOutBenchmarks,
  type HoldoutSettings,
  holdOut,
} from "./benchmarks/hold-out.js";
export {
  type BenchmarkFormat,
  type ParseBenchmarksOptions,
  parseBenchmarks,
} from "./benchmarks/parse-benchmarks.js";
export { benchmarksFromSpace } from "./benchmarks/space-benchmarks.js";
export { type BenchmarkSplit, type SplitOptions, splitBenchmarks } from "./benchmarks/split-benchmarks.js";
export { benchmarksFromTable, type TableBenchmarksOptions } from "./benchmarks/table-benchmarks.js";
export {
  type WriteBenchmarksOptions,
  type WrittenBenchmarks,
  writeBenchmarks,
} from "./benchmarks/write-benchmarks.js";
export type {
  AcceptancePolicy,
  Ask,
  AskPurpose,
  Configuration,
  Decision,
  DecisionBenchmark,
  DecisionState,
  DecisionVerdict,
  Observation,
  Outcome,
  PlannedFix,
  PolicyStep,
  QuestionEvidence,
  StandingAnswer,
} from "./decide/acceptance-policy.js";
export { type ConfirmedPolicyOptions, confirmedPolicy } from "./decide/confirmed-policy.js";
export { type DecisionSummary, summarizeDecisions } from "./decide/decision-summary.js";
export { exactPolicy } from "./decide/exact-policy.js";
export type { PolicyName } from "./decide/policies.js";
export { referencePolicy } from "./decide/reference-policy.js";
export { type DecisionReplay, type RecordedLoop, replayDecisions } from "./decide/replay-decisions.js";
export { type ScreenedPolicyOptions, type ScreenedPreset, screenedPolicy } from "./decide/screened-policy.js";
export { withinBudget } from "./decide/within-budget.js";
export { UnknownBenchmarkError } from "./enhance/benchmark-asker.js";
export type { CleanupReport } from "./enhance/clean-up.js";
export type { DecideOptions } from "./enhance/decide-run.js";
export type {
  Budget,
  EnhancerConfig,
  ParaphraseProbeSettings,
  RunAnalysisSettings,
} from "./enhance/enhancer-config.js";
export {
  type EstimateOptions,
  type EstimateRange,
  estimateRun,
  type RunEstimate,
} from "./enhance/estimate-run.js";
export type { Orphan, OrphanReason } from "./enhance/find-orphans.js";
export type { OnDrift } from "./enhance/promotion.js";
export type { ResolvedConfig } from "./enhance/resolve-config.js";
export type { CompletionChoice, DecideCompletion, FinalChoice, RunResult } from "./enhance/run-result.js";
export {
  SequentialEnhancer,
  type SequentialEnhancerOptions,
} from "./enhance/sequential-enhancer.js";
export { ApiError, type ApiErrorCode, type ApiErrorDetails } from "./errors/api-error.js";
export { type BudgetKind, BudgetSpentError } from "./errors/budget-spent-error.js";
export { ConfigurationError, type ConfigurationIssue } from "./errors/configuration-error.js";
export { type ErrorDetails, GenieEnhancerError } from "./errors/genie-enhancer-error.js";
export { JournalError, type JournalErrorCode } from "./errors/journal-error.js";
export { type PreflightCheck, PreflightError, type PreflightReport } from "./errors/preflight-error.js";
export { PromotionError, type PromotionErrorCode } from "./errors/promotion-error.js";
export { PromptError } from "./errors/prompt-error.js";
export { ResumeError, type ResumeErrorCode } from "./errors/resume-error.js";
export { RollbackError } from "./errors/rollback-error.js";
export { RunLockedError } from "./errors/run-locked-error.js";
export { TimeoutError } from "./errors/timeout-error.js";
export { WriteScopeError } from "./errors/write-scope-error.js";
export type { RunEvents } from "./events/run-emitter.js";
export type {
  DecidedFix,
  Disposition,
  EventEnvelope,
  FixSummary,
  RunEvent,
  RunEventBody,
  RunEventOf,
  RunEventType,
  RunOutcome,
  RunSummary,
  ScoreSummary,
  SpaceRole,
  UsageSummary,
} from "./events/run-event.js";
export type {
  GainSummary,
  HoldoutSummary,
  NamedQuestion,
  ParaphraseSummary,
  RunFigures,
} from "./events/run-figures.js";
export type { FixPlan } from "./fixes/apply-fix.js";
export { defaultFixTypes } from "./fixes/default-fix-types.js";
export { defineFixType, type FixTypeDefinition } from "./fixes/define-fix-type.js";
export { extendedFixTypes } from "./fixes/extended-fix-types.js";
export { type Fix, type FixCategory, fixCategories } from "./fixes/fix.js";
export { type ApplyOptions, FixApplier, type FixApplierOptions } from "./fixes/fix-applier.js";
export type { AppliedFix, FixOutcome, UndoOutcome } from "./fixes/fix-outcome.js";
export type { FixProblem } from "./fixes/fix-problem.js";
export type { FixStatement } from "./fixes/fix-statement.js";
export type {
  FixApplication,
  FixContext,
  FixResources,
  FixTouches,
  FixType,
  MetricViewStore,
} from "./fixes/fix-type.js";
export { FixTypeRegistry } from "./fixes/fix-type-registry.js";
export { MetricViewError } from "./fixes/metric-views/metric-view-error.js";
export {
  UnityMetricViews,
  type UnityMetricViewsOptions,
} from "./fixes/metric-views/unity-metric-views.js";
export type { EvalAnswer, EvalResult, EvalResultDetails, EvalRun } from "./genie/eval-run.js";
export type { AnsweredMessage, GenieAnswer } from "./genie/genie-answer.js";
export {
  GenieClient,
  type GenieClientOptions,
  type NewSpace,
  type QuestionLimiter,
  type SpaceChange,
} from "./genie/genie-client.js";
export type { MessageErrorKind } from "./genie/message-errors.js";
export type { Space } from "./genie/space.js";
export { noWrites, RunWriteScope, unrestrictedWrites, type WriteScope } from "./genie/write-scope.js";
export type { AuthProvider } from "./http/auth-provider.js";
export type { OutagePatience } from "./http/circuit-breaker.js";
export { type OauthM2mOptions, oauthM2m } from "./http/oauth-m2m.js";
export { RateLimiter, type RateLimiterOptions } from "./http/rate-limiter.js";
export type { RetryClass, RetryOptions } from "./http/retry.js";
export { staticToken } from "./http/static-token.js";
export {
  type ReplySchema,
  WorkspaceConnection,
  type WorkspaceConnectionOptions,
  type WorkspaceRequest,
} from "./http/workspace-connection.js";
export { AiSdkLlm, type AiSdkLlmOptions } from "./llm/ai-sdk-llm.js";
export type { AiSdkCall, AiSdkMessage, AiSdkModel } from "./llm/ai-sdk-model.js";
export { ChatLlm, type ChatLlmOptions } from "./llm/chat-llm.js";
export { DatabricksServingLlm, type DatabricksServingLlmOptions } from "./llm/databricks-serving-llm.js";
export type {
  LlmClient,
  LlmMessage,
  LlmOutputSchema,
  LlmPurpose,
  LlmRequest,
  LlmResponse,
  LlmUsage,
} from "./llm/llm-client.js";
export { type LlmCallUsage, LlmOutputError } from "./llm/llm-error.js";
export type { LlmPrices } from "./llm/llm-prices.js";
export { LlmReplayError } from "./llm/llm-replay-error.js";
export { OpenAiCompatibleLlm, type OpenAiCompatibleLlmOptions } from "./llm/openai-compatible-llm.js";
export { RecordingLlm, type RecordingLlmOptions } from "./llm/recording-llm.js";
export { ReplayLlm, type ReplayLlmOptions } from "./llm/replay-llm.js";
export { PromptLoader, type PromptLoaderOptions, type RenderedPrompt } from "./prompts/prompt-loader.js";
export { type PromptSource, packagedPrompts } from "./prompts/prompt-source.js";
export type { PromptTemplate } from "./prompts/prompt-template.js";
export { ConsoleReporter } from "./reporting/console-reporter.js";
export { renderMarkdownSummary } from "./reporting/markdown-summary.js";
export { progressLines } from "./reporting/progress-log.js";
export type { Reporter } from "./reporting/reporter.js";
export type { JournalBody, JournalEntry, RecordBody, RunRecord } from "./runs/journal-entry.js";
export { MemoryRunStore } from "./runs/memory-run-store.js";
export { StepUnreadableError } from "./runs/run-steps.js";
export type { LockOptions, RunLock, RunStore } from "./runs/run-store.js";
export { SqlRunStore, type SqlRunStoreOptions } from "./runs/sql-run-store.js";
export { runTableStatements } from "./runs/sql-run-tables.js";
export type {
  BenchmarkResult,
  DecidedBy,
  FailureCategory,
  JudgeActivity,
  Score,
  ScoreReport,
  TrialSummary,
  Verdict,
} from "./scoring/benchmark-result.js";
export {
  BenchmarkScorer,
  type BenchmarkScorerOptions,
  type ScoreOptions,
} from "./scoring/benchmark-scorer.js";
export {
  type ColumnPair,
  type CompareOptions,
  type ComparisonLevel,
  type ComparisonReason,
  type ComparisonVerdict,
  compareResults,
  type ResultComparison,
  type TableShape,
} from "./scoring/compare-results.js";
export type { Judging } from "./scoring/decide-answer.js";
export { type ComparisonGrade, type GradingPolicy, gradeComparison } from "./scoring/grade-comparison.js";
export {
  type Improvement,
  type PairedOutcomes,
  pairedImprovement,
  pairOutcomes,
  type RunNoise,
  runNoise,
} from "./scoring/improvement.js";
export type { JudgeVerdict } from "./scoring/judge.js";
export {
  type JudgeAgreement,
  type JudgeAgreementOptions,
  type JudgedAnswer,
  judgeAgreement,
  type LabelledAnswer,
} from "./scoring/judge-agreement.js";
export type { JudgeInput } from "./scoring/render-judgement.js";
export { scoreOf, wilsonInterval } from "./scoring/score.js";
export type { ScoreProgress } from "./scoring/score-progress.js";
export { ScoringError } from "./scoring/scoring-error.js";
export type { ScoringStrategyName } from "./scoring/scoring-strategy.js";
export { judgeTransfer, type Transfer, type TransferVerdict } from "./scoring/transfer.js";
export type { DocumentFinding, FindingSeverity } from "./space/document-finding.js";
export { type DocumentIdsOptions, documentIds } from "./space/document-ids.js";
export type { DocumentLimits } from "./space/document-limits.js";
export { type MergeConflict, type MergeResult, mergeDocuments } from "./space/document-merge.js";
export type { JsonPatch, JsonPatchOperation } from "./space/json-patch.js";
export { formatMarker, type OwnedRole, type OwnershipMarker, parseMarker } from "./space/ownership-marker.js";
export type {
  BenchmarkQuestion,
  ColumnConfig,
  DataSource,
  ExampleParameter,
  ExampleQuery,
  ExpressionSnippet,
  FilterSnippet,
  JoinSide,
  JoinSpec,
  SampleQuestion,
  SerializedSpace,
  SqlFunction,
  TextInstruction,
} from "./space/serialized-space.js";
export {
  type CloneOptions,
  type CopyConfigOptions,
  type SpaceClient,
  SpaceCloner,
  type SpaceClonerOptions,
  type SpaceSnapshot,
} from "./space/space-cloner.js";
export { SpaceCopyError } from "./space/space-copy-error.js";
export {
  type DocumentDifference,
  type NormalizeOptions,
  SpaceDocument,
  type ValidateOptions,
} from "./space/space-document.js";
export { SpaceDocumentError, type SpaceDocumentErrorCode } from "./space/space-document-error.js";
export type { Catalog, CatalogColumn, CatalogForeignKey, CatalogTable } from "./sql/catalog.js";
export { CatalogClient } from "./sql/catalog-client.js";
export { IdentifierError, quoteIdentifier, quoteTableName } from "./sql/identifier.js";
export { checkReadOnlySql, type ReadOnlyCheck } from "./sql/read-only-guard.js";
export type { Cell, ResultColumn, ResultTable } from "./sql/result-table.js";
export {
  type ExecuteOptions,
  SqlClient,
  type SqlClientOptions,
  type SqlOptions,
  type SqlParameter,
} from "./sql/sql-client.js";
export { SqlError, SqlRefusedError } from "./sql/sql-error.js";
export type { Cancellable } from "./util/cancellable.js";
export { type Clock, systemClock } from "./util/clock.js";
export type { JsonObject, JsonPrimitive, JsonValue } from "./util/json.js";
export { type Random, seededRandom, systemRandom } from "./util/random.js";
export type { StandardIssue, StandardResult, StandardSchema } from "./util/standard-schema.js";

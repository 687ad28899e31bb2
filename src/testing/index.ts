export { OfflineAnalyst } from "./analyst/offline-analyst.js";
export { conformFixType, FixTypeConformanceError } from "./conformance/conform-fix-type.js";
export type { FixTypeCase } from "./conformance/fix-type-case.js";
export { answerInConversation, type ConversationQuestion } from "./genie/answer-in-conversation.js";
export { answerQuestion } from "./genie/answer-question.js";
export type {
  GenieCatalogColumn,
  GenieCatalogTable,
  GenieParameter,
  GenieQuestion,
  GenieThought,
  SimulatedAnswer,
} from "./genie/genie-question.js";
export type { RetailCell, RetailTable } from "./retail/retail-table.js";
export {
  type RetailTrial,
  type RetailTrialOptions,
  retailTrial,
  tryOnRetailWorkspace,
} from "./retail/retail-trial.js";
export {
  type RetailWorkspace,
  type RetailWorkspaceOptions,
  retailWorkspace,
} from "./retail/retail-workspace.js";
export { conformRunStore, type RunStoreCase, type RunStorePair } from "./runs/conform-run-store.js";
export { type ScriptedAnswer, ScriptedLlm, type ScriptStep } from "./scripted-llm.js";
export {
  type ServeOptions,
  type SimulatedSpace,
  SimulatedWorkspace,
  type SimulatedWorkspaceOptions,
  simulatedToken,
} from "./simulated-workspace.js";
export type { SampleCell, SampleFile, SampleTable, SampleTables } from "./sql/load/sample-tables.js";
export { createSqlEngine, type SqlEngineOptions } from "./sql/sql-engine.js";
export { SqlEngineError, type SqlFailure } from "./sql/sql-engine-error.js";
export { VirtualClock, type VirtualClockOptions } from "./virtual-clock.js";
export type { ErrorShape } from "./workspace/error-body.js";
export type { Fault, FaultScope, PlainFault, SlowFault, StatusFault } from "./workspace/faults/fault.js";
export type { GenieKnobs } from "./workspace/genie/genie-knobs.js";
export type { SpacePermission } from "./workspace/genie/space-permission.js";
export type { WorkspaceKnobs } from "./workspace/knobs.js";
export type { RouteLatency } from "./workspace/latency.js";
export type { ListenOptions, LoopbackServer } from "./workspace/loopback-server.js";
export type {
  Answerer,
  EngineColumn,
  EngineParameter,
  EngineResult,
  EngineTable,
  GenieReply,
  GenieRequest,
  GenieTurn,
  SqlEngine,
} from "./workspace/ports.js";
export type { LoggedRequest } from "./workspace/request-log.js";

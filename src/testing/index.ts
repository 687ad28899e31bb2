export { OfflineAnalyst } from "./analyst/offline-analyst.js";
export { answerQuestion } from "./genie/answer-question.js";
export type { GenieQuestion, SimulatedAnswer } from "./genie/genie-question.js";
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
export { type ScriptedAnswer, ScriptedLlm, type ScriptStep } from "./scripted-llm.js";
export {
  type SimulatedSpace,
  SimulatedWorkspace,
  type SimulatedWorkspaceOptions,
  simulatedToken,
} from "./simulated-workspace.js";
export type { SampleCell, SampleTable, SampleTables } from "./sql/load/sample-tables.js";
export { createSqlEngine, type SqlEngineOptions } from "./sql/sql-engine.js";
export { SqlEngineError } from "./sql/sql-engine-error.js";
export { VirtualClock, type VirtualClockOptions } from "./virtual-clock.js";
export type { Fault, WorkspaceKnobs } from "./workspace/knobs.js";
export type { LoopbackServer } from "./workspace/loopback-server.js";
export type {
  Answerer,
  EngineResult,
  EngineTable,
  GenieReply,
  GenieRequest,
  SqlEngine,
} from "./workspace/ports.js";
export type { LoggedRequest } from "./workspace/request-log.js";

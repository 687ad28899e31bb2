import type { SimulatedWorkspace } from "genie-enhancer/testing";

declare const workspace: SimulatedWorkspace;
declare const spaceId: string;
declare const conversationId: string;
declare const messageId: string;

workspace.knobs.failures = { "What is our revenue?": "RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION" };
workspace.knobs.permissions[spaceId] = "CAN_RUN"; // no document, no changes, no evaluation runs
workspace.knobs.asksWhenAmbiguous = true; // asks back where two readings fit equally well
workspace.knobs.resultLifetimeMs = 60_000; // rows expire after a minute
workspace.knobs.requiresTables = true; // documents may name tables of the catalog only
workspace.knobs.hasEvalRuns = false; // FEATURE_DISABLED
workspace.cancelMessage(spaceId, conversationId, messageId);

export {};

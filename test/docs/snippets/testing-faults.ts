import type { SimulatedWorkspace } from "genie-enhancer/testing";

declare const workspace: SimulatedWorkspace;

const { knobs } = workspace;
knobs.latencyMs = [{ route: /^POST .*\/statements$/, ms: 800, jitterMs: 400 }]; // or one number for all
knobs.indexingDelayMs = 90_000; // changed documents take effect later
knobs.questionsPerMinute = 5; // 429 with Retry-After beyond that
knobs.flakiness = { "What is our revenue?": 0.3 }; // asks back instead of answering
knobs.statementMs = 15_000; // statements outlast the wait of their request
knobs.chunkRows = 1_000; // results come in chunks
knobs.faults.push(
  { route: /^PATCH /, kind: "drop-after", times: 1 },
  { route: /start-conversation$/, kind: "status", status: 429, retryAfterSeconds: 20, probability: 0.1 },
  { route: /\/sql\//, kind: "slow", durationMs: 90_000, times: 3 },
);

export {};

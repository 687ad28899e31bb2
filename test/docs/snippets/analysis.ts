import { type LlmClient, SequentialEnhancer, type WorkspaceConnection } from "genie-enhancer";

declare const connection: WorkspaceConnection;
declare const llm: LlmClient;
declare const spaceId: string;

const enhancer = new SequentialEnhancer({
  connection,
  llm,
  spaceId,
  prices: { perMillionInputTokens: 3, perMillionOutputTokens: 15 },
  analysis: {
    strategy: "combined",
    concurrency: 4,
    benchmarkCopies: "generalize",
    budget: { calls: 20, cost: 2 },
  },
});

export {};

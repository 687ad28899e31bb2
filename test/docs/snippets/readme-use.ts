import { ConsoleReporter, DatabricksServingLlm, SequentialEnhancer, WorkspaceConnection } from "genie-enhancer";
import { databricksCredentials, FileRunStore } from "genie-enhancer/node";

const connection = new WorkspaceConnection(await databricksCredentials());
const enhancer = new SequentialEnhancer({
  connection,
  spaceId: "01f0aa00bb00cc00dd00ee00ff001122",
  llm: new DatabricksServingLlm({ connection, endpoint: "databricks-claude-sonnet-5" }),
  store: new FileRunStore({ folder: ".runs" }),
  reporters: [new ConsoleReporter()],
});

const { summary } = await enhancer.run();
console.log(`${summary.initialScore.value} -> ${summary.finalScore.value}`);

// Nothing has touched the space so far. When somebody has looked at the result:
await enhancer.decide(summary.runId, "promote");
// and if that was a mistake:
await enhancer.revertPromotion(summary.runId);

export {};

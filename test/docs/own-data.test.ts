import { SequentialEnhancer, staticToken, WorkspaceConnection } from "genie-enhancer";
import { OfflineAnalyst, SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";
import { workspaceHandlers } from "genie-enhancer/testing/msw";
import { setupServer } from "msw/node";
import { expect, it } from "vitest";

it("improves our space", async () => {
  const workspace = await SimulatedWorkspace.create({
    tables: {
      "shop.core.orders": {
        columns: [
          { name: "id", type: "INT" },
          { name: "amt_net", type: "DECIMAL(10,2)" },
        ],
        rows: [
          [1, "10.00"],
          [2, "32.00"],
        ],
      },
    },
    spaces: [
      {
        title: "Shop",
        document: { version: 2, data_sources: { tables: [{ identifier: "shop.core.orders" }] } },
      },
    ],
    llm: new OfflineAnalyst(),
  });
  const server = setupServer(...workspaceHandlers(workspace));
  server.listen();
  const connection = new WorkspaceConnection({
    host: workspace.host,
    clock: workspace.clock,
    auth: staticToken(simulatedToken),
  });
  const enhancer = new SequentialEnhancer({
    connection,
    llm: new OfflineAnalyst(),
    spaceId: workspace.spaces[0]?.id ?? "",
    benchmarks: [
      {
        id: "revenue",
        question: "What is our revenue?",
        expectedSql: "SELECT SUM(amt_net) AS revenue FROM shop.core.orders",
      },
    ],
  });
  const { summary } = await enhancer.run();
  expect(summary.finalScore.value).toBe(1);
  server.close();
  await workspace.close();
});

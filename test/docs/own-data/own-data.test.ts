import { readFileSync } from "node:fs";
import * as genie from "genie-enhancer";
import { SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";
import { workspaceHandlers } from "genie-enhancer/testing/msw";
import { setupServer } from "msw/node";
import { expect, it } from "vitest";
import { nameColumn } from "./name-column.js";
import { ourLlm } from "./our-llm.js";

const path = (name: string) => `${import.meta.dirname}/${name}`;

it("keeps the fix of our own type that our LLM proposes", async () => {
  const workspace = await SimulatedWorkspace.create({
    tables: { "shop.core.orders": { path: path("orders.csv") } }, // or .json, .parquet, or rows
    setup: ["CREATE TABLE shop.core.stores AS SELECT 1 AS id, 'Bern' AS city"],
    spaces: [{ title: "Shop", document: JSON.parse(readFileSync(path("space.json"), "utf8")) }],
  });
  const server = setupServer(...workspaceHandlers(workspace));
  server.listen();
  const { host, clock } = workspace;
  const seen: string[] = [];
  const enhancer = new genie.SequentialEnhancer({
    connection: new genie.WorkspaceConnection({ host, clock, auth: genie.staticToken(simulatedToken) }),
    spaceId: workspace.spaces[0]?.id ?? "",
    benchmarks: genie.parseBenchmarks(readFileSync(path("benchmarks.csv"), "utf8")),
    fixTypes: new genie.FixTypeRegistry([nameColumn]),
    llm: ourLlm,
    reporters: [{ handle: ({ type }) => void seen.push(type) }],
  });
  const { summary } = await enhancer.run();
  expect(summary.finalScore.value).toBe(1);
  expect(summary.decided.map(({ fix }) => fix.description)).toEqual(["Naming amt_net 'Revenue'"]);
  expect(seen.at(-1)).toBe("run-end");
  server.close();
  await workspace.close();
});

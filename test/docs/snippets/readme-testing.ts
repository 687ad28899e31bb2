import { staticToken, WorkspaceConnection } from "genie-enhancer";
import { OfflineAnalyst, type SampleTables, SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";

declare const tables: SampleTables;
declare const document: Record<string, unknown>;

const workspace = await SimulatedWorkspace.create({ tables, spaces: [{ title: "Sales", document }], llm: new OfflineAnalyst() });
const connection = new WorkspaceConnection({
  host: workspace.host, fetch: workspace.fetch, clock: workspace.clock, auth: staticToken(simulatedToken),
});

export {};

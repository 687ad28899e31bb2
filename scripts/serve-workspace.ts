/**
 * Serves the retail workspace for clients in any language: `npm run sim:serve -- --port=8080 --time-scale=10`.
 * Without options it takes a free port and real time. Ends with Ctrl+C.
 */
import { parseArgs } from "node:util";
import { OfflineAnalyst, retailWorkspace, SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    address: { type: "string", default: "127.0.0.1" },
    "time-scale": { type: "string", default: "1" },
  },
});
const retail = retailWorkspace();
const workspace = await SimulatedWorkspace.create({
  tables: retail.tables,
  spaces: [{ title: retail.title, document: retail.spaceDocument }],
  llm: new OfflineAnalyst(),
  clients: { "simulated-client": "simulated-secret" },
});
const { url } = await workspace.listen({
  port: Number(values.port),
  address: values.address,
  timeScale: Number(values["time-scale"]),
});
console.log(`DATABRICKS_HOST=${url}
DATABRICKS_TOKEN=${simulatedToken}
# or DATABRICKS_CLIENT_ID=simulated-client with DATABRICKS_CLIENT_SECRET=simulated-secret
DATABRICKS_WAREHOUSE_ID=${workspace.warehouseId}
GENIE_SPACE_ID=${workspace.spaces[0]?.id}`);
process.once("SIGINT", () => void workspace.close());
process.once("SIGTERM", () => void workspace.close());

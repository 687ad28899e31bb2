import { ConsoleReporter, SequentialEnhancer, type SequentialEnhancerOptions, SqlClient, SqlRunStore, WorkspaceConnection } from "genie-enhancer";
import { databricksCredentials, MarkdownReporter } from "genie-enhancer/node";

declare const options: SequentialEnhancerOptions;
declare const warehouseId: string;

const stop = new AbortController();
process.once("SIGTERM", () => stop.abort(new Error("The job was stopped")));
const connection = new WorkspaceConnection(await databricksCredentials());
const sql = new SqlClient({ connection, warehouseId });
const enhancer = new SequentialEnhancer({
  ...options,
  connection,
  store: new SqlRunStore({ sql, table: "main.genie.runs" }), // or new FileRunStore({ folder: ".runs" })
  reporters: [new ConsoleReporter(), new MarkdownReporter({ path: "summary.md" })],
});
const { summary, disposition } = await enhancer.run({ signal: stop.signal });
process.exitCode = summary.outcome === "failed" ? 1 : 0;
if (disposition === "awaiting-decision") console.log(`decide on ${summary.runId}`);

export {};

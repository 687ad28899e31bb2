/** Start-up and throughput of the simulated workspace with real SQL: `npm run bench:workspace`. */
import { GenieClient, noWrites, staticToken, WorkspaceConnection } from "genie-enhancer";
import { retailWorkspace, SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";

const questions = Number(
  process.argv.find((text) => text.startsWith("--questions="))?.split("=")[1] ?? 2_000,
);
const retail = retailWorkspace();
const startedAt = performance.now();
const workspace = await SimulatedWorkspace.create({
  tables: retail.tables,
  spaces: [{ title: retail.title, document: retail.spaceDocument }],
});
const startMs = performance.now() - startedAt;
const connection = new WorkspaceConnection({
  host: workspace.host,
  fetch: workspace.fetch,
  clock: workspace.clock,
  auth: staticToken(simulatedToken),
});
const client = new GenieClient({ connection, writeScope: noWrites });
const spaceId = workspace.spaces[0]?.id ?? "";
const megabytes = () => Math.round(process.memoryUsage().rss / 1024 ** 2);

async function askAll(count: number): Promise<number> {
  const from = performance.now();
  for (let asked = 0; asked < count; asked += 1) {
    const benchmark = retail.benchmarks[asked % retail.benchmarks.length];
    if (benchmark) await client.ask(spaceId, benchmark.question);
  }
  return (count / (performance.now() - from)) * 1000;
}

await askAll(100);
const before = megabytes();
const perSecond = await askAll(questions);
console.log(`start-up            ${startMs.toFixed(0)} ms, 65,000 rows`);
console.log(
  `questions a second  ${perSecond.toFixed(0)}, asked one after the other and answered with their rows`,
);
console.log(
  `memory              ${before} MB after 100 questions, ${megabytes()} MB after ${questions} more`,
);
await workspace.close();

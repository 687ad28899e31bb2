/**
 * Start-up, throughput and memory of the simulated workspace with real SQL: `npm run bench:workspace`.
 * `-- --questions=2000` asks fewer; the goals are those of the full number.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { GenieClient, noWrites, staticToken, WorkspaceConnection } from "genie-enhancer";
import { retailWorkspace, SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";

const startGoalMs = 1_500;
const rateGoal = 150;
/** Growth between the first and the last point that counts as flat: garbage and fragments come and go. */
const flatGoal = 1.1;
const points = 5;

const text = process.argv.find((argument) => argument.startsWith("--questions="))?.split("=")[1];
const questions = Number(text ?? 20_000);

// Memory says something only after the garbage is gone.
setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

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

/** Asks questions of the benchmarks in turn, and returns how many of them a second. */
async function ask(count: number): Promise<number> {
  const from = performance.now();
  for (let asked = 0; asked < count; asked += 1) {
    const benchmark = retail.benchmarks[asked % retail.benchmarks.length];
    if (benchmark) await client.ask(spaceId, benchmark.question);
  }
  return (count / (performance.now() - from)) * 1000;
}

async function memory(): Promise<{ readonly rss: number; readonly heap: number }> {
  for (let turn = 0; turn < 3; turn += 1) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { rss: rss / 1024 ** 2, heap: heapUsed / 1024 ** 2 };
}

const verdict = (isMet: boolean) => (isMet ? "met" : "MISSED");

console.log(
  `start-up       ${startMs.toFixed(0)} ms with 65,000 rows (goal: under ${startGoalMs} ms, ${verdict(startMs < startGoalMs)})`,
);
await ask(Math.min(100, questions));
const rates: number[] = [];
const cpuBefore = process.cpuUsage();
const measured: { readonly rss: number; readonly heap: number }[] = [];
for (let point = 1; point <= points; point += 1) {
  rates.push(await ask(questions / points));
  const { rss, heap } = await memory();
  measured.push({ rss, heap });
  const asked = String((questions / points) * point).padStart(6);
  console.log(
    `after ${asked}   ${(rates.at(-1) ?? 0).toFixed(0)} questions/s   heap ${heap.toFixed(1)} MB   RSS ${rss.toFixed(0)} MB`,
  );
}
const rate = points / rates.reduce((sum, one) => sum + 1 / one, 0);
console.log(
  `throughput     ${rate.toFixed(0)} questions/s, one after the other, with their rows (goal: ${rateGoal}, ${verdict(rate >= rateGoal)})`,
);
const cpu = process.cpuUsage(cpuBefore);
console.log(
  `CPU            ${((cpu.user + cpu.system) / 1000 / questions).toFixed(1)} ms a question, with the client's share and the collection of garbage`,
);
const growth = (kind: "rss" | "heap") => (measured.at(-1)?.[kind] ?? 0) / (measured[0]?.[kind] ?? 1);
console.log(
  `growth         heap x${growth("heap").toFixed(2)}, RSS x${growth("rss").toFixed(2)} from the first point to the last (goal: under x${flatGoal}, ${verdict(growth("heap") < flatGoal && growth("rss") < flatGoal)})`,
);
await workspace.close();

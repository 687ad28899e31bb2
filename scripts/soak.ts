import { parseArgs } from "node:util";
import type { Fault } from "genie-enhancer/testing";
import { problemsOf } from "../test/faults/problems-of-run.js";
import { everyFault, randomFaults, runRoutes } from "../test/faults/random-faults.js";
import { closeEngine, type FaultyRun, faultyRun } from "../test/faults/small-run.js";

/**
 * Seeded runs on a workspace whose requests fail at random. Each must end in a right outcome or in a typed error,
 * leave nothing behind and tell no secret.
 *
 *   npm run test:soak -- --runs 200 --share 0.1 --seed 1 --json
 *   npm run test:soak -- --cancel     no faults; the caller cancels at every request and every wait
 *   npm run test:soak -- --matrix     every fault at every kind of request instead
 */
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "200" },
    share: { type: "string", default: "0.1" },
    seed: { type: "string", default: "1" },
    cancel: { type: "boolean", default: false },
    matrix: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const [count, share, first] = [Number(values.runs), Number(values.share), Number(values.seed)];

const ends = new Map<string, number>();
let failures = 0;

async function check(name: string, run: FaultyRun): Promise<void> {
  const problems = await problemsOf(run);
  const thrown = run.error instanceof Error && "code" in run.error ? String(run.error.code) : "";
  const end = run.result ? `${run.result.summary.outcome}, ${run.result.disposition}` : thrown;
  ends.set(end, (ends.get(end) ?? 0) + 1);
  if (values.verbose) console.log(`${name}: ${end}`);
  if (problems.length > 0) {
    failures += 1;
    console.log(`${name} (${end}): ${problems.join("; ")}`);
  }
  await run.workspace.close();
}

/** Every fault at every request of a run, once, three times and without end. */
const matrix = Object.entries(runRoutes).flatMap(([task, route]) =>
  everyFault(route).flatMap((fault) =>
    [1, 3, undefined].map((times): { readonly name: string; readonly fault: Fault } => ({
      name: `${fault.kind}${fault.kind === "status" ? ` ${fault.status}` : ""} ${times ?? "always"} when it is to ${task}`,
      fault: { ...fault, times },
    })),
  ),
);

/** The caller cancels at every request and at every wait of a run. */
async function cancelEverywhere(): Promise<number> {
  const { counts } = await faultyRun([]);
  const points = [
    ...Array.from({ length: counts.requests }, (_, index) => ({ request: index + 1 })),
    ...Array.from({ length: counts.sleeps }, (_, index) => ({ sleep: index + 1 })),
  ];
  for (const cancelAt of points) {
    const run = await faultyRun([], { cancelAt });
    const name = `cancelled at ${JSON.stringify(cancelAt)}`;
    await check(name, run);
    if (run.cancelTookMs === 0 && run.listeners === 0) continue;
    failures += 1;
    console.log(`${name}: it took ${run.cancelTookMs} ms and left ${run.listeners} listeners`);
  }
  return points.length;
}

let runs = count;
if (values.cancel) runs = await cancelEverywhere();
else if (values.matrix) {
  runs = matrix.length;
  for (const { name, fault } of matrix) await check(name, await faultyRun([fault]));
} else {
  for (let seed = first; seed < first + count; seed += 1)
    await check(`seed ${seed}`, await faultyRun(randomFaults(share), { seed }));
}
await closeEngine();
for (const [end, count] of [...ends].sort(([, a], [, b]) => b - a))
  console.log(`${String(count).padStart(5)}  ${end}`);
console.log(
  `${runs} runs ${values.cancel ? "that were cancelled" : `with faults at ${values.matrix ? "one kind of request each" : `${100 * share} % of all requests`}`}, ${failures} failures`,
);
if (values.json) console.log(JSON.stringify({ runs, failures }));
process.exitCode = failures > 0 ? 1 : 0;

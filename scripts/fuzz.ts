import { parseArgs } from "node:util";
import { fuzz } from "../test/fuzz/fuzz.js";
import { fuzzTargets } from "../test/fuzz/targets.js";

/**
 * Gives every reader of outside data inputs that are nearly right and inputs that are not right at all. None may
 * crash, hang or leave a rejection behind.
 *
 *   npm run fuzz -- --runs 100000 --seed 1 --only journal --json
 */
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    only: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const targets = fuzzTargets.filter(({ name }) => values.only === undefined || name.includes(values.only));
const each = Math.ceil(Number(values.runs) / targets.length);

let failures = 0;
process.on("unhandledRejection", (reason) => {
  failures += 1;
  console.log(`unhandled rejection: ${String(reason)}`);
});
for (const target of targets) {
  const startedAt = performance.now();
  try {
    await fuzz(target, each, Number(values.seed));
    console.log(`${target.name}: ${each} inputs in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  } catch (error) {
    failures += 1;
    const { message = String(error), cause } = error instanceof Error ? error : {};
    const why = cause instanceof Error ? (cause.stack ?? cause.message) : "";
    console.log(`${target.name}: ${message.slice(0, 1000)}\n${why.slice(0, 1000)}`);
  }
}
const runs = each * targets.length;
console.log(`${runs} inputs for ${targets.length} readers, seed ${values.seed}, ${failures} failures`);
if (values.json) console.log(JSON.stringify({ runs, failures }));
process.exitCode = failures > 0 ? 1 : 0;

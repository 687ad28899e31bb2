/** All benchmarks, one after the other: `npm run bench`. Machines are noisy: compare ratios within one run. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const tsx = join(process.cwd(), "node_modules/tsx/dist/cli.mjs");
for (const [script, ...args] of [
  ["compare-results.ts"],
  ["space-document.ts"],
  ["workspace.ts"],
  ["decisions.ts", "--worlds=50"],
]) {
  console.log(`\n=== ${script} ${args.join(" ")}\n`);
  const { status } = spawnSync(process.execPath, [tsx, join("bench", script ?? ""), ...args], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}

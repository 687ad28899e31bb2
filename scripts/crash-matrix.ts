/**
 * The crash matrix: kills a run, in a process of its own, with SIGKILL before and after every request and every
 * journal entry, goes on with it in another process, and compares with the run that was left alone.
 *
 *     npm run test:crash
 *     npm run test:crash -- --every=10 --lanes=2 --json
 *     npm run test:crash -- --policy=screened --concurrency=16 --every=5
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { Lane, type Programs } from "./crash/lane.js";

const option = (name: string, otherwise: string): string =>
  process.argv.find((text) => text.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise;
const every = Number(option("every", "1"));
const lanes = Number(option("lanes", "2"));
/** What is run: by which policy, and with how many questions under way at once. */
const scenario = {
  policy: option("policy", "confirmed"),
  maxConcurrency: Number(option("concurrency", "1")),
};
const isJson = process.argv.includes("--json");

/** Bundled once: a process that is started hundreds of times should not compile its sources each time. */
async function bundle(folder: string): Promise<Programs> {
  await build({
    entryPoints: ["scripts/crash/run-process.ts", "scripts/crash/server-process.ts"],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["@duckdb/node-api", "@polyglot-sql/sdk"],
    // Packages in CommonJS ask for Node's modules by `require`.
    banner: { js: 'import { createRequire as r } from "node:module"; const require = r(import.meta.url);' },
    logLevel: "warning",
  });
  return { run: join(folder, "run-process.mjs"), server: join(folder, "server-process.mjs") };
}

async function killEverywhere(programs: Programs): Promise<{ killPoints: number; failures: string[] }> {
  const open = await Promise.all(Array.from({ length: lanes }, () => Lane.open(programs, scenario)));
  try {
    const [first] = open;
    if (!first) throw new Error("--lanes must be 1 or more");
    const undisturbed = await first.undisturbed();
    const { moments } = undisturbed;
    const points = moments.map((_, index) => index + 1).filter((at) => (at - 1) % every === 0);
    console.log(
      `${moments.length} moments, ${points.length} of them to kill at; undisturbed: ${JSON.stringify(undisturbed.story)}`,
    );
    const failures: string[] = [];
    const startedAt = performance.now();
    let done = 0;
    const queue = [...points];
    await Promise.all(
      open.map(async (lane) => {
        for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
          const found = await lane.killedAt(at, undisturbed).catch((error: unknown) => [String(error)]);
          if (found === undefined) continue;
          done += 1;
          if (found.length > 0) {
            failures.push(`${at} ${moments[at - 1]}: ${found.join("; ")}`);
            console.log(`FAILED at ${failures.at(-1)}`);
          }
          if (done % 50 === 0)
            console.log(
              `${done}/${points.length} after ${((performance.now() - startedAt) / 1000).toFixed(0)} s, ${failures.length} failed`,
            );
        }
      }),
    );
    console.log(
      `${done} kill points in ${((performance.now() - startedAt) / 1000).toFixed(0)} s, ${failures.length} failed`,
    );
    return { killPoints: done, failures };
  } finally {
    for (const lane of open) lane.close();
  }
}

// Inside the project, so that the packages are found.
await mkdir(".runs", { recursive: true });
const folder = await mkdtemp(join(process.cwd(), ".runs", "crash-"));
try {
  const { killPoints, failures } = await killEverywhere(await bundle(folder));
  if (isJson) console.log(JSON.stringify({ killPoints, failures: failures.length }));
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/**
 * One run, or the going on of one, in a process that may be killed: it kills itself with SIGKILL at a moment that it
 * is told. What it is told comes in the environment; what came of it goes to its parent.
 */
import {
  ResumeError,
  SequentialEnhancer,
  seededRandom,
  staticToken,
  WorkspaceConnection,
} from "genie-enhancer";
import { FileRunStore } from "genie-enhancer/node";
import { watchedFetch, watchedStore } from "../../test/crash/kill-switch.js";
import { smallAnalyst, smallConfig } from "../../test/crash/small-world.js";

const { CRASH_URL = "", CRASH_SPACE = "", CRASH_FOLDER = "", CRASH_KILL_AT, CRASH_MODE } = process.env;
const { CRASH_POLICY = "confirmed", CRASH_CONCURRENCY = "1" } = process.env;
const killAt = CRASH_KILL_AT === undefined ? Number.POSITIVE_INFINITY : Number(CRASH_KILL_AT);
const policies = ["reference", "exact", "confirmed", "screened"] as const;
const policy = policies.find((name) => name === CRASH_POLICY);
if (!policy) throw new Error(`There is no policy "${CRASH_POLICY}"; there are ${policies.join(", ")}`);
const moments: string[] = [];

function onMoment(what: string): void {
  moments.push(what);
  if (moments.length === killAt) process.kill(process.pid, "SIGKILL");
}

const enhancer = new SequentialEnhancer({
  ...smallConfig,
  spaceId: CRASH_SPACE,
  store: watchedStore(new FileRunStore({ folder: CRASH_FOLDER }), onMoment),
  policy,
  maxConcurrency: Number(CRASH_CONCURRENCY),
  indexingWaitMs: 2,
  llm: smallAnalyst(),
  connection: new WorkspaceConnection({
    host: CRASH_URL,
    fetch: watchedFetch(fetch, onMoment),
    auth: staticToken("simulated-token"),
    // The lock of a dead process is its own again, as it is for one that finds the other's process gone.
    random: seededRandom(1),
  }),
});

async function goOn() {
  try {
    return await enhancer.resume(smallConfig.runId);
  } catch (error) {
    // Killed before its first entry, the run has not begun.
    if (error instanceof ResumeError && error.code === "RUN_NOT_FOUND") return enhancer.run();
    throw error;
  }
}

try {
  const result = await (CRASH_MODE === "resume" ? goOn() : enhancer.run());
  const report = { result, moments: [...moments] };
  process.send?.({ ...report, orphans: (await enhancer.findOrphans()).length });
} catch (error) {
  process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
process.disconnect?.();

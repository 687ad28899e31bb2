/**
 * Times what is done with a space document of 3 MB: `npm run bench:space [-- --json]`. Ends with code 1 when
 * parsing, validating and writing it in canonical form takes longer than the goal.
 */
import { SpaceDocument } from "../src/space/space-document.js";
import { largeSpace } from "../test/space/large-space.js";

const GOAL_MS = 100;
const RUNS = 15;

const space = largeSpace({ lines: 2 });
const text = JSON.stringify(space, undefined, 1);
const bytes = new TextEncoder().encode(text).length;
const document = SpaceDocument.parse(text);
const [source] = space.data_sources?.tables ?? [];
const edited = SpaceDocument.parse({
  ...space,
  data_sources: { tables: space.data_sources?.tables?.slice(1) ?? [], metric_views: source ? [source] : [] },
});

const steps = {
  parse: () => SpaceDocument.parse(text),
  "parse + validate + canonicalise": () => {
    const parsed = SpaceDocument.parse(text);
    if (parsed.validate().some(({ severity }) => severity === "error"))
      throw new Error("The document is invalid.");
    return parsed.serialize();
  },
  hash: () => document.with({ ...document.data }).hash,
  diff: () => document.diff(edited),
  normalize: () => document.normalize(),
};

/** Median time of a few runs after a first one that warms up. */
function medianMs(work: () => unknown): number {
  work();
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((left, right) => left - right)[Math.floor(RUNS / 2)] ?? Number.NaN;
}

const baselineMs = medianMs(() => JSON.stringify(JSON.parse(text)));
const results = Object.entries(steps).map(([step, work]) => {
  const ms = medianMs(work);
  return { step, ms: Number(ms.toFixed(1)), timesJson: Number((ms / baselineMs).toFixed(1)) };
});
const total = results.find(({ step }) => step.startsWith("parse +"));
const isMet = total !== undefined && total.ms < GOAL_MS;

console.log(
  `Space document of ${(bytes / 1e6).toFixed(2)} MB; JSON.parse + JSON.stringify take ${baselineMs.toFixed(1)} ms`,
);
for (const { step, ms, timesJson } of results) {
  console.log(
    `  ${step.padEnd(34)} ${ms.toFixed(1).padStart(8)} ms  ${timesJson.toFixed(1).padStart(6)} × JSON`,
  );
}
console.log(`  goal for parse + validate + canonicalise: ${GOAL_MS} ms, ${isMet ? "met" : "MISSED"}`);
if (process.argv.includes("--json"))
  console.log(
    JSON.stringify({ bench: "space-document", bytes, baselineMs, goalMs: GOAL_MS, isMet, results }),
  );
if (!isMet) process.exitCode = 1;

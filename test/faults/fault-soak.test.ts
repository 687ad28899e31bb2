import { afterAll, describe, expect, it } from "vitest";
import { problemsOf } from "./problems-of-run.js";
import { randomFaults } from "./random-faults.js";
import { closeEngine, faultyRun, originalDocument, secretsOf } from "./small-run.js";

afterAll(closeEngine);

describe("a run on a workspace that fails every tenth request in some way", () => {
  it.each([1, 2, 3, 4, 5])(
    "ends well or with a typed error, and leaves nothing behind (seed %i)",
    async (seed) => {
      const run = await faultyRun(randomFaults(0.1), { seed });
      expect(await problemsOf(run)).toEqual([]);
    },
  );
});

it("would find a secret that was told, a foreign write and a copy that was left", async () => {
  const run = await faultyRun([]);
  const [secret = ""] = secretsOf(run);
  run.workspace.addSpace({ title: "left", document: originalDocument });
  const problems = await problemsOf({
    ...run,
    said: `${run.said}${secret}`,
    entries: run.entries.filter(({ type }) => type !== "intent"),
  });
  expect(problems).toEqual([
    "secret 0 was told",
    "the journal has gaps",
    "production holds what nobody decided on",
    "1 writes to production",
    "left is left",
  ]);
});

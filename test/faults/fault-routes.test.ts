import { afterAll, describe, expect, it } from "vitest";
import { problemsOf } from "./problems-of-run.js";
import { everyFault, runRoutes } from "./random-faults.js";
import { closeEngine, faultyRun } from "./small-run.js";

afterAll(closeEngine);

describe.each(Object.entries(runRoutes))("a run that meets faults when it is to %s", (_, route) => {
  it("ends well or with a typed error, and leaves nothing behind, when each strikes once", async () => {
    const lasting = (status: number | undefined) => status === 403 || status === 500;
    const faults = everyFault(route)
      .filter((fault) => fault.kind !== "malformed" && !(fault.kind === "status" && lasting(fault.status)))
      .map((fault) => ({ ...fault, times: 1 }));
    const run = await faultyRun(faults);
    expect(await problemsOf(run)).toEqual([]);
    // Every one of these passes, or is found out: none ends in a wrong number.
    if (run.result) expect(run.result.summary.finalScore.value).toBe(1);
  });

  it("ends with the service's words when it is refused for good", async () => {
    const [refusal] = everyFault(route).filter((fault) => fault.kind === "status" && fault.status === 403);
    const run = await faultyRun(refusal ? [refusal] : []);
    expect(await problemsOf(run)).toEqual([]);
  });
});

it("covers every request of a run", async () => {
  const run = await faultyRun([]);
  const uncovered = run.workspace.requests
    .map(({ method, path }) => `${method} ${path}`)
    .filter((request) => !Object.values(runRoutes).some((route) => route.test(request)));
  expect(uncovered).toEqual([]);
});

it("takes no id for new that the service gave away before", async () => {
  const run = await faultyRun([{ route: /^POST \/api\/2\.0\/genie\/spaces$/, kind: "duplicate-ids" }]);
  expect(await problemsOf(run)).toEqual([]);
  expect(run.result?.summary.finalScore.value).toBe(1);
  const [working, best] = run.events.filter((event) => event.type === "space-created");
  expect(working?.spaceId).not.toBe(best?.spaceId);
});

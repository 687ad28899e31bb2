import type { Fault } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { eventsOf, type RetailRun, retailRun } from "./retail-run.js";

const minute = 60_000;

/** Lets the workspace be out for some minutes from the first event of a type on. */
function outage({ enhancer, workspace }: RetailRun, fault: Fault, minutes: number): void {
  const stop = enhancer.on("indexing-start", () => {
    stop();
    workspace.knobs.faults = [fault];
    void workspace.clock.sleep(minutes * minute).then(() => {
      workspace.knobs.faults = [];
    });
  });
}

const decisions = ({ events }: RetailRun) =>
  eventsOf(events, "fix-end").map(({ fix, verdict, gains, losses }) => [
    fix.description,
    verdict,
    gains,
    losses,
  ]);

describe("a workspace that is out for hours", () => {
  let undisturbed: ReturnType<typeof runUndisturbed> | undefined;
  async function runUndisturbed() {
    const run = await retailRun();
    const { summary } = await run.enhancer.run();
    return { decided: decisions(run), finalScore: summary.finalScore };
  }
  /** The same for every test; run in the first that asks. */
  function plain() {
    undisturbed ??= runUndisturbed();
    return undisturbed;
  }

  it.each<[string, Fault]>([
    ["drops connections", { route: /./, kind: "drop-before" }],
    ["answers 503", { route: /./, kind: "status", status: 503 }],
    ["answers 500", { route: /./, kind: "status", status: 500, errorCode: "INTERNAL_ERROR" }],
    ["does not answer at all", { route: /./, kind: "hang" }],
  ])("delays the run and changes nothing of it while it %s", async (_, fault) => {
    const run = await retailRun();
    outage(run, fault, 180);
    const { summary } = await run.enhancer.run();
    expect(decisions(run)).toEqual((await plain()).decided);
    expect(summary.finalScore).toEqual((await plain()).finalScore);
    expect(summary.durationMs).toBeGreaterThan(180 * minute);
    expect(eventsOf(run.events, "outage-start")).toHaveLength(1);
    expect(eventsOf(run.events, "outage-end")[0]?.durationMs).toBeGreaterThan(170 * minute);
    expect(run.workspace.clock.pending).toBe(0);
  });

  it("ends the run when its time is up, and says that a copy could not be taken back", async () => {
    const run = await retailRun({ budget: { minutes: 60 } });
    const began = run.workspace.clock.now();
    outage(run, { route: /./, kind: "drop-before" }, 300);
    await expect(run.enhancer.run()).rejects.toMatchObject({ code: "ROLLBACK_FAILED" });
    expect(run.workspace.clock.now() - began).toBe(60 * minute);
    expect(eventsOf(run.events, "run-end")).toHaveLength(1);
  });

  it("lets the caller cancel at once", async () => {
    const run = await retailRun();
    outage(run, { route: /./, kind: "drop-before" }, 300);
    const controller = new AbortController();
    const ended = run.enhancer.run({ signal: controller.signal });
    await new Promise<void>((resolve) => run.enhancer.on("outage-start", () => resolve()));
    await run.workspace.clock.sleep(100 * minute);
    const at = run.workspace.clock.now();
    controller.abort(new Error("enough"));
    expect((await ended).summary.outcome).toBe("cancelled");
    expect(run.workspace.clock.now()).toBe(at);
  });

  it("ends the run with a clear error when it lasts too long", async () => {
    const run = await retailRun({ maxOutageMs: 60 * minute });
    outage(run, { route: /./, kind: "drop-before" }, 3000);
    await expect(run.enhancer.run()).rejects.toMatchObject({ code: "ROLLBACK_FAILED" });
    expect(eventsOf(run.events, "run-end")[0]?.summary.outcome).toBe("failed");
  });
});

import { ResumeError } from "genie-enhancer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CachedEngine, cachedEngine } from "./cached-engine.js";
import { dyingWhen, enhancerIn, freshWorld, storyIn } from "./small-run.js";
import { smallConfig } from "./small-world.js";
import { differences } from "./story.js";

/** Every how many moments the run is killed; `npm run test:crash` does it at each, in processes of their own. */
const stride = 31;

let engine: CachedEngine;
beforeAll(async () => {
  engine = await cachedEngine();
});
afterAll(() => engine.end());

describe("a run that is killed", () => {
  it("goes on as if nothing had happened, wherever it was", async () => {
    const moments: string[] = [];
    const world = await freshWorld(engine);
    const undisturbed = await storyIn(world, await enhancerIn(world, {}, (what) => moments.push(what)).run());
    expect(undisturbed).toMatchObject({ outcome: "target-reached", disposition: "promoted", creations: 2 });
    expect(undisturbed).toMatchObject({ productionWrites: 1, spacesLeft: 1, repeatedEvents: [] });
    expect(undisturbed.viewsLeft).toEqual(["shop.main.order_revenue"]);
    for (const [verdict, count] of [
      [": accepted", 2],
      [": rejected", 3],
    ] as const)
      expect(undisturbed.decisions.filter((text) => text.includes(verdict))).toHaveLength(count);

    const failures: string[] = [];
    for (let at = 5; at <= moments.length; at += stride) {
      const killed = await freshWorld(engine);
      await enhancerIn(
        killed,
        {},
        dyingWhen((_, count) => count === at),
      )
        .run()
        .catch(() => undefined);
      const again = enhancerIn(killed);
      const result = await again.resume(smallConfig.runId).catch((error: unknown) => {
        if (error instanceof ResumeError && error.code === "RUN_NOT_FOUND") return again.run();
        throw error;
      });
      const found = [
        ...differences(undisturbed, await storyIn(killed, result)),
        ...(await again.findOrphans()).map((orphan) => `orphan ${JSON.stringify(orphan)}`),
      ];
      if (found.length > 0) failures.push(`killed ${moments[at - 1]} (${at}): ${found.join("; ")}`);
    }
    expect(failures).toEqual([]);
    // A few seconds of work; a machine that is busy with other things takes longer.
  }, 120_000);
});

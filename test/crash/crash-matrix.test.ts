import { ResumeError } from "genie-enhancer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CachedEngine, cachedEngine } from "./cached-engine.js";
import { dyingWhen, enhancerIn, freshWorld, storyIn } from "./small-run.js";
import { smallConfig } from "./small-world.js";
import { differences } from "./story.js";

/**
 * What is run, how many copies it makes, and every how many moments it is killed; `npm run test:crash` does it at each,
 * in processes of their own.
 */
const scenarios = [
  { policy: "confirmed", maxConcurrency: 1, creations: 2, stride: 31 },
  { policy: "screened", maxConcurrency: 16, creations: 5, stride: 67 },
] as const;

let engine: CachedEngine;
beforeAll(async () => {
  engine = await cachedEngine();
});
afterAll(() => engine.end());

describe("a run that is killed", () => {
  it.each(scenarios)(
    "goes on as if nothing had happened, wherever it was: %j",
    async ({ stride, creations, ...options }) => {
      const moments: string[] = [];
      const world = await freshWorld(engine);
      const first = enhancerIn(world, options, (what) => moments.push(what));
      const undisturbed = await storyIn(world, await first.run());
      expect(undisturbed).toMatchObject({ outcome: "target-reached", disposition: "promoted", creations });
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
          options,
          dyingWhen((_, count) => count === at),
        )
          .run()
          .catch(() => undefined);
        const again = enhancerIn(killed, options);
        const result = await again.resume(smallConfig.runId).catch((error: unknown) => {
          if (error instanceof ResumeError && error.code === "RUN_NOT_FOUND") return again.run();
          throw error;
        });
        const found = [
          ...differences(undisturbed, await storyIn(killed, result), options.maxConcurrency),
          ...(await again.findOrphans()).map((orphan) => `orphan ${JSON.stringify(orphan)}`),
        ];
        if (found.length > 0) failures.push(`killed ${moments[at - 1]} (${at}): ${found.join("; ")}`);
      }
      expect(failures).toEqual([]);
      // A few seconds of work; a machine that is busy with other things takes longer.
    },
    120_000,
  );
});

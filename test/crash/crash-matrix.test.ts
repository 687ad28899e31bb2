import {
  MemoryRunStore,
  ResumeError,
  type RunResult,
  type RunStore,
  SequentialEnhancer,
  seededRandom,
  staticToken,
  WorkspaceConnection,
} from "genie-enhancer";
import { SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CachedEngine, cachedEngine } from "./cached-engine.js";
import { type OnMoment, watchedFetch, watchedStore } from "./kill-switch.js";
import { smallAnalyst, smallConfig, smallDocument } from "./small-world.js";
import { differences, type Story, storyOf } from "./story.js";

/** Every how many moments the run is killed; `npm run test:crash` does it at each, in processes of their own. */
const stride = 29;

let engine: CachedEngine;
beforeAll(async () => {
  engine = await cachedEngine();
});
afterAll(() => engine.end());

interface World {
  readonly workspace: SimulatedWorkspace;
  readonly spaceId: string;
  readonly store: MemoryRunStore;
}

async function freshWorld(): Promise<World> {
  await engine.reset();
  const workspace = await SimulatedWorkspace.create({
    engine,
    spaces: [{ title: "Shop", document: smallDocument }],
  });
  return { workspace, spaceId: workspace.spaces[0]?.id ?? "", store: new MemoryRunStore() };
}

function enhancerIn({ workspace, spaceId, store }: World, onMoment: OnMoment): SequentialEnhancer {
  const watched: RunStore = watchedStore(store, onMoment);
  return new SequentialEnhancer({
    ...smallConfig,
    spaceId,
    store: watched,
    maxConcurrency: 1,
    llm: smallAnalyst(),
    connection: new WorkspaceConnection({
      host: workspace.host,
      fetch: watchedFetch(workspace.fetch, onMoment),
      clock: workspace.clock,
      auth: staticToken(simulatedToken),
      random: seededRandom(1),
    }),
  });
}

async function storyIn({ workspace, spaceId, store }: World, result: RunResult): Promise<Story> {
  return storyOf(result, await store.read(smallConfig.runId), workspace, engine, spaceId);
}

/** From its last moment on nothing that the process does reaches anybody. */
function dyingAt(moment: number): OnMoment {
  let count = 0;
  return (what) => {
    count += 1;
    if (count >= moment) throw new Error(`killed ${what}`);
  };
}

describe("a run that is killed", () => {
  it("goes on as if nothing had happened, wherever it was", async () => {
    const moments: string[] = [];
    const world = await freshWorld();
    const undisturbed = await storyIn(world, await enhancerIn(world, (what) => moments.push(what)).run());
    expect(undisturbed).toMatchObject({ outcome: "target-reached", disposition: "promoted", creations: 2 });
    expect(undisturbed).toMatchObject({ productionWrites: 1, spacesLeft: 1, repeatedEvents: [] });
    expect(undisturbed.viewsLeft).toEqual(["shop.main.order_revenue"]);
    for (const verdict of [": accepted", ": rejected"])
      expect(undisturbed.decisions.filter((text) => text.includes(verdict))).toHaveLength(
        verdict === ": accepted" ? 2 : 3,
      );

    const failures: string[] = [];
    for (let at = 5; at <= moments.length; at += stride) {
      const killed = await freshWorld();
      await enhancerIn(killed, dyingAt(at))
        .run()
        .catch(() => undefined);
      const again = enhancerIn(killed, () => {});
      const result = await again.resume(smallConfig.runId, { force: true }).catch((error: unknown) => {
        if (error instanceof ResumeError && error.code === "RUN_NOT_FOUND") return again.run();
        throw error;
      });
      const found = differences(undisturbed, await storyIn(killed, result));
      const orphans = await again.findOrphans();
      if (found.length > 0 || orphans.length > 0)
        failures.push(
          `killed ${moments[at - 1]} (${at}): ${[...found, ...orphans.map((o) => JSON.stringify(o))].join("; ")}`,
        );
    }
    expect(failures).toEqual([]);
  });
});

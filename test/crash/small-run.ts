import {
  GenieClient,
  MemoryRunStore,
  type Random,
  type RunResult,
  SequentialEnhancer,
  type SequentialEnhancerOptions,
  SpaceDocument,
  seededRandom,
  staticToken,
  WorkspaceConnection,
} from "genie-enhancer";
import { SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";
import type { CachedEngine } from "./cached-engine.js";
import { type OnMoment, watchedFetch, watchedStore } from "./kill-switch.js";
import { smallAnalyst, smallConfig, smallDocument } from "./small-world.js";
import { type Story, storyOf } from "./story.js";

/** A fresh workspace with one space, and a store, over an engine that outlives both. */
export interface SmallWorld {
  readonly engine: CachedEngine;
  readonly workspace: SimulatedWorkspace;
  readonly spaceId: string;
  readonly store: MemoryRunStore;
}

export async function freshWorld(engine: CachedEngine): Promise<SmallWorld> {
  await engine.reset();
  const workspace = await SimulatedWorkspace.create({
    engine,
    spaces: [{ title: "Shop", description: "Our shop", document: smallDocument }],
  });
  return { engine, workspace, spaceId: workspace.spaces[0]?.id ?? "", store: new MemoryRunStore() };
}

export function connectionTo(
  { workspace }: SmallWorld,
  onMoment: OnMoment = () => {},
  random: Random = seededRandom(1),
): WorkspaceConnection {
  return new WorkspaceConnection({
    host: workspace.host,
    fetch: watchedFetch(workspace.fetch, onMoment),
    clock: workspace.clock,
    auth: staticToken(simulatedToken),
    random,
  });
}

/** An enhancer in the world, as each process that works on the small run has one. */
export function enhancerIn(
  world: SmallWorld,
  options: Partial<SequentialEnhancerOptions> = {},
  onMoment: OnMoment = () => {},
): SequentialEnhancer {
  return new SequentialEnhancer({
    ...smallConfig,
    spaceId: world.spaceId,
    store: watchedStore(world.store, onMoment),
    maxConcurrency: 1,
    llm: smallAnalyst(),
    connection: connectionTo(world, onMoment),
    ...options,
  });
}

export async function storyIn(world: SmallWorld, result: RunResult): Promise<Story> {
  const entries = await world.store.read(result.summary.runId);
  return storyOf(result, entries, world.workspace, world.engine, world.spaceId);
}

/** From the moment at which this says so, nothing that the process does reaches anybody. */
export function dyingWhen(isTime: (what: string, count: number) => boolean): OnMoment {
  let count = 0;
  let isDead = false;
  return (what) => {
    count += 1;
    isDead ||= isTime(what, count);
    if (isDead) throw new Error(`killed ${what}`);
  };
}

/** Somebody else's edit of a space: a description for a table. */
export async function describeTable(world: SmallWorld, table: string, description: string): Promise<void> {
  const { data } = world.workspace.documentOf(world.spaceId);
  const tables = data.data_sources?.tables?.map((one) =>
    one.identifier === table ? { ...one, description: [description] } : one,
  );
  const edited = SpaceDocument.parse({ ...data, data_sources: { ...data.data_sources, tables } });
  await new GenieClient({ connection: connectionTo(world) }).updateSpace(world.spaceId, {
    serializedSpace: edited.serialize(),
  });
}

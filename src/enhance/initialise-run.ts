import { type DevSpace, DevSpaces } from "./dev-spaces.js";
import type { RunContext } from "./run-context.js";

/**
 * Keeps a backup of production, removes what earlier runs on the same space left behind, and makes the two
 * copies.
 */
export async function initialiseRun(context: RunContext, signal: AbortSignal): Promise<DevSpaces> {
  const { journal, production, config, cloner, clock } = context;
  await journal.write({
    type: "backup",
    spaceId: production.id,
    title: production.title,
    description: production.description,
    warehouseId: production.warehouseId,
    etag: production.etag,
    document: production.document.serialize(),
  });
  if (config.alwaysFreshStart) await removeLeftovers(context, signal);
  const working = await createCopy(context, "dev-working", config.devWorkingSuffix, signal);
  const best = await createCopy(context, "dev-best", config.devBestSuffix, signal);
  return new DevSpaces({
    working,
    best,
    document: production.document,
    cloner,
    journal,
    clock,
    indexingWaitMs: config.indexingWaitMs,
  });
}

async function removeLeftovers(
  { cloner, client, journal, production }: RunContext,
  signal: AbortSignal,
): Promise<void> {
  for await (const space of cloner.findOwned(production.id, { signal })) {
    await journal.write({ type: "intent", action: "trash-space", target: space.id });
    client.writeScope.add(space.id);
    await cloner.trash(space.id, { signal });
    await journal.write({ type: "space-removed", spaceId: space.id, title: space.title, why: "fresh-start" });
  }
}

async function createCopy(
  { cloner, journal, production, runId }: RunContext,
  role: DevSpace["role"],
  suffix: string,
  signal: AbortSignal,
): Promise<DevSpace> {
  await journal.write({ type: "intent", action: "create-space", target: role });
  const title = `${production.title}${suffix}`;
  const space = await cloner.clone(production, {
    title,
    marker: { productionId: production.id, runId, role },
    signal,
  });
  await journal.write({ type: "space-created", role, spaceId: space.id, title: space.title });
  return { role, spaceId: space.id, title: space.title };
}

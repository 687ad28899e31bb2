import type { DevSpace } from "./dev-spaces.js";
import type { RunContext } from "./run-context.js";
import { madeSpaceCodec } from "./step-codecs.js";

/** Makes a copy of production that the run owns and may write to. */
export async function makeCopy(
  { cloner, client, journal, steps, production, runId }: RunContext,
  role: DevSpace["role"],
  suffix: string,
  signal: AbortSignal,
): Promise<DevSpace> {
  const { spaceId, title } = await steps.once({
    name: `create:${role}`,
    intent: { action: "create-space", target: role },
    run: async ({ isRepeated }) => {
      const space = await cloner.clone(production, {
        title: `${production.title}${suffix}`,
        marker: { productionId: production.id, runId, role },
        mayExist: isRepeated,
        signal,
      });
      return { spaceId: space.id, title: space.title };
    },
    ...madeSpaceCodec,
  });
  client.writeScope.add(spaceId);
  await journal.write({ type: "space-created", role, spaceId, title });
  return { role, spaceId, title };
}

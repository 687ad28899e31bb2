/** Simulated workspaces on loopback ports, one after the other, for one lane of the crash matrix. */

import type { RunResult } from "genie-enhancer";
import { FileRunStore } from "genie-enhancer/node";
import { SimulatedWorkspace, VirtualClock } from "genie-enhancer/testing";
import { cachedEngine } from "../../test/crash/cached-engine.js";
import { smallConfig, smallDocument } from "../../test/crash/small-world.js";
import { storyOf } from "../../test/crash/story.js";

type Command =
  | { readonly command: "reset" }
  | { readonly command: "story"; readonly result: RunResult; readonly folder: string };

const engine = await cachedEngine();
let workspace: SimulatedWorkspace | undefined;
let spaceId = "";

async function reset(): Promise<object> {
  await workspace?.close();
  await engine.reset();
  workspace = await SimulatedWorkspace.create({
    engine,
    clock: new VirtualClock({ timeScale: 1 }),
    spaces: [{ title: "Shop", document: smallDocument }],
    knobs: { indexingDelayMs: 0, answerMs: 0 },
  });
  spaceId = workspace.spaces[0]?.id ?? "";
  return { url: (await workspace.listen()).url, spaceId };
}

async function answer(message: Command): Promise<object> {
  if (message.command === "reset") return reset();
  if (!workspace) throw new Error("There is no workspace to tell a story of");
  const entries = await new FileRunStore({ folder: message.folder }).read(smallConfig.runId);
  return storyOf(message.result, entries, workspace, engine, spaceId);
}

process.on("message", (message: Command) => {
  answer(message).then(
    (reply) => process.send?.({ reply }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
process.send?.({ reply: {} });

import { type ChildProcess, fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { retailWorkspace, simulatedToken } from "genie-enhancer/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Face, openFace } from "../testing/workspace-faces.js";

const script = fileURLToPath(new URL("locked-run.ts", import.meta.url));

let face: Face;
let folder: string;
const children: Run[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "two-processes-"));
  const { title, spaceDocument: document } = retailWorkspace();
  face = await openFace("server", {
    spaces: [{ title, document }],
    knobs: { answerMs: 0, indexingDelayMs: 0 },
  });
});
afterAll(async () => {
  for (const { child } of children) child.kill("SIGKILL");
  await face.close();
  await rm(folder, { recursive: true });
});

/** A run in a process of its own, and what it said so far that nobody has heard. */
class Run {
  readonly child: ChildProcess;
  readonly #said: string[] = [];
  readonly #listeners: ((message: string) => void)[] = [];

  constructor(runId: string) {
    const spaceId = face.workspace.spaces[0]?.id ?? "";
    this.child = fork(script, [face.url, simulatedToken, spaceId, folder, runId], {
      execArgv: ["--import", "tsx"],
    });
    this.child.on("message", (message) => {
      const listener = this.#listeners.shift();
      if (listener) listener(String(message));
      else this.#said.push(String(message));
    });
    children.push(this);
  }

  hear(): Promise<string> {
    const message = this.#said.shift();
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => this.#listeners.push(resolve));
  }

  go(): void {
    this.child.send("go");
  }
}

it("runs one of two processes on a space, and the next at once when that one is killed", async () => {
  const runs = [new Run("run-a"), new Run("run-b"), new Run("run-c")] as const;
  const [a, b, later] = runs;
  await Promise.all(runs.map((run) => run.hear()));
  a.go();
  b.go();
  const said = await Promise.all([a.hear(), b.hear()]);
  expect(said.toSorted()).toEqual(["RUN_LOCKED", "holds"]);

  const holder = said[0] === "holds" ? a : b;
  const gone = new Promise((resolve) => holder.child.once("exit", resolve));
  holder.child.kill("SIGKILL");
  await gone;
  later.go();
  expect(await later.hear()).toBe("holds");
  later.go();
  expect(await later.hear()).toBe("ended: target-reached");
});

import { appendFile, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type JournalEntry, RunLockedError } from "genie-enhancer";
import { FileRunStore, JsonlReporter } from "genie-enhancer/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "run-store-"));
});
afterEach(() => rm(folder, { recursive: true }));

const entry = (sequence: number, runId = "run-1"): JournalEntry => ({
  type: "loop-start",
  loop: sequence,
  runId,
  sequence,
  timestamp: "",
});

describe("FileRunStore", () => {
  it("gives back what was appended, in order, also to another store on the same folder", async () => {
    const store = new FileRunStore({ folder });
    await store.append(entry(1));
    await store.append(entry(2));
    await store.append(entry(1, "run-2"));
    const other = new FileRunStore({ folder });
    expect(await other.read("run-1")).toEqual([entry(1), entry(2)]);
    expect(await other.list()).toEqual(["run-1", "run-2"]);
    expect(await other.read("run-3")).toEqual([]);
  });

  it("leaves out a last line that a crash cut short", async () => {
    const store = new FileRunStore({ folder });
    await store.append(entry(1));
    await appendFile(join(folder, "run-1.journal.jsonl"), '{"type":"loop-st');
    expect(await store.read("run-1")).toEqual([entry(1)]);
  });

  it("creates files for their owner only", async () => {
    await new FileRunStore({ folder }).append(entry(1));
    const { mode } = await stat(join(folder, "run-1.journal.jsonl"));
    expect(mode & 0o077).toBe(0);
  });

  it.each(["../escape", "a/b", "", ".hidden", "a\0b"])("refuses the run id %j", async (runId) => {
    await expect(new FileRunStore({ folder }).append(entry(1, runId))).rejects.toThrow("may hold only");
    expect(await readdir(folder)).toEqual([]);
  });

  it("locks across stores until the lock is released or expires", async () => {
    const [first, second] = [new FileRunStore({ folder }), new FileRunStore({ folder })];
    const lock = await first.lock("space-1", "a", { expiresAfterMs: 1000, now: 0 });
    await expect(second.lock("space-1", "b", { expiresAfterMs: 1000, now: 500 })).rejects.toThrow(
      RunLockedError,
    );
    await first.lock("space-1", "a", { expiresAfterMs: 1000, now: 600 });
    await expect(second.lock("space-1", "b", { expiresAfterMs: 1000, now: 1500 })).rejects.toThrow("a");
    await second.lock("space-1", "b", { expiresAfterMs: 1000, now: 1700 });
    await lock.release();
    await expect(first.lock("space-1", "a", { expiresAfterMs: 1000, now: 1800 })).rejects.toThrow(
      RunLockedError,
    );
  });
});

describe("JsonlReporter", () => {
  it("writes one line an event, into a folder that it creates", async () => {
    const path = join(folder, "deep", "events.jsonl");
    const reporter = new JsonlReporter({ path });
    await reporter.handle({ type: "loop-start", loop: 1, runId: "r", sequence: 1, timestamp: "t" });
    await reporter.handle({ type: "loop-start", loop: 2, runId: "r", sequence: 2, timestamp: "t" });
    await reporter.flush();
    await reporter.close();
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).loop)).toEqual([1, 2]);
  });
});

import { spawnSync } from "node:child_process";
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
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

const lockOf = (owner: string) =>
  new FileRunStore({ folder }).lock("space-1", owner, { expiresAfterMs: 1000, now: 0 });

const journal = () => join(folder, "run-1.journal.jsonl");

/** Three entries, then whatever a test does to their lines. */
async function damaged(change: (lines: string[]) => readonly string[]): Promise<FileRunStore> {
  const store = new FileRunStore({ folder });
  for (const sequence of [1, 2, 3]) await store.append(entry(sequence));
  const lines = (await readFile(journal(), "utf8")).trimEnd().split("\n");
  await writeFile(journal(), `${change(lines).join("\n")}\n`);
  return store;
}

describe("FileRunStore", () => {
  it("leaves out a last line that a crash cut short, and goes on after it", async () => {
    const first = new FileRunStore({ folder });
    await first.append(entry(1));
    const [line = ""] = (await readFile(journal(), "utf8")).split("\n");
    await appendFile(journal(), line.slice(0, 20));
    const store = new FileRunStore({ folder });
    expect(await store.read("run-1")).toEqual([entry(1)]);
    await store.append(entry(2));
    expect(await store.read("run-1")).toEqual([entry(1), entry(2)]);
    // The one that was open meanwhile notices as well.
    await appendFile(journal(), line.slice(0, 20));
    await first.append(entry(3));
    expect(await store.read("run-1")).toEqual([entry(1), entry(2), entry(3)]);
  });

  it.each([
    [
      "changed",
      (lines: string[]) => lines.map((line, i) => (i === 1 ? line.replace("run-1", "run-9") : line)),
      2,
    ],
    [
      "cut in the middle",
      (lines: string[]) => lines.map((line, i) => (i === 1 ? line.slice(0, 30) : line)),
      2,
    ],
    ["lost", (lines: string[]) => lines.filter((_, i) => i !== 1), 2],
    ["moved", (lines: string[]) => lines.toReversed(), 1],
    ["empty", (lines: string[]) => lines.with(0, ""), 1],
    ["no JSON object", (lines: string[]) => lines.with(2, "[]"), 3],
    ["overwritten with zeros", (lines: string[]) => lines.with(0, "\0".repeat(40)), 1],
    ["very deep", (lines: string[]) => lines.with(1, "[".repeat(100_000)), 2],
  ])(
    "reports a line that was %s, with its place, and appends nothing after it",
    async (_, change, number) => {
      const store = await damaged(change);
      const error = { code: "JOURNAL_DAMAGED", place: `${journal()}:${number}` };
      await expect(store.read("run-1")).rejects.toMatchObject(error);
      await expect(new FileRunStore({ folder }).append(entry(4))).rejects.toMatchObject(error);
    },
  );

  it("lets one of two that append at the same moment go on, and stops the other, without any damage", async () => {
    const [a, b] = [new FileRunStore({ folder }), new FileRunStore({ folder })];
    for (let sequence = 1; sequence <= 40; sequence += 1) {
      const [fromA, fromB] = [entry(sequence), { ...entry(sequence), timestamp: "b" }];
      const outcomes = await Promise.allSettled([a.append(fromA), b.append(fromB)]);
      const [won] = outcomes.flatMap(({ status }, i) => (status === "fulfilled" ? [[fromA, fromB][i]] : []));
      expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
        reason: { code: "JOURNAL_CONFLICT" },
      });
      expect((await b.read("run-1"))[sequence - 1]).toEqual(won);
    }
    // In whichever order their lines came to stand, both have told the truth.
    expect(await new FileRunStore({ folder }).read("run-1")).toHaveLength(40);
  });

  it("refuses a journal of a newer format by saying so", async () => {
    const store = await damaged((lines) => lines.map((line) => line.replace('"v":1', '"v":2')));
    await expect(store.read("run-1")).rejects.toMatchObject({
      code: "JOURNAL_TOO_NEW",
      message: expect.stringContaining("Update the package"),
    });
  });

  it("still lists a run whose journal is damaged", async () => {
    const store = await damaged((lines) => lines.with(0, "x"));
    expect(await store.list()).toEqual(["run-1"]);
  });

  it("creates the folder and its files for their owner only", async () => {
    const inner = join(folder, "runs");
    const store = new FileRunStore({ folder: inner });
    await store.append(entry(1));
    await store.lock("space-1", "a", { expiresAfterMs: 1000, now: 0 });
    const names = await readdir(inner);
    expect(names.toSorted()).toEqual(["run-1.journal.jsonl", "space-1.1.lock"]);
    for (const path of [inner, ...names.map((name) => join(inner, name))])
      expect((await stat(path)).mode & 0o077, path).toBe(0);
  });

  it.each(["../escape", "a/b", "a\\b", "", ".hidden", "..", "a\0b", "C:x", "x".repeat(200)])(
    "refuses the name %j",
    async (name) => {
      const store = new FileRunStore({ folder });
      await expect(store.append(entry(1, name))).rejects.toThrow("may hold only");
      await expect(store.read(name)).rejects.toThrow("may hold only");
      await expect(store.lock(name, "a", { expiresAfterMs: 1, now: 0 })).rejects.toThrow("may hold only");
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it("says which file could not be written, and takes the entry once it can", async () => {
    const store = new FileRunStore({ folder });
    await mkdir(journal());
    await expect(store.append(entry(1))).rejects.toMatchObject({
      code: "JOURNAL_UNWRITABLE",
      place: journal(),
      message: expect.stringContaining('resume("run-1")'),
    });
    await rm(journal(), { recursive: true });
    await store.append(entry(1));
    expect(await store.read("run-1")).toEqual([entry(1)]);
  });

  it("frees a lock without needing any space", async () => {
    const lock = await lockOf("a");
    await lock.release();
    expect((await stat(join(folder, "space-1.1.lock"))).size).toBe(0);
    await lockOf("b");
    await lock.release();
    await expect(lockOf("c")).rejects.toThrow(RunLockedError);
  });

  it("gives the lock of a dead process of this machine away before it expires", async () => {
    const store = new FileRunStore({ folder });
    await store.lock("space-1", "a", { expiresAfterMs: 1000, now: 0 });
    const path = join(folder, "space-1.1.lock");
    const held = JSON.parse(await readFile(path, "utf8"));
    const { pid } = spawnSync(process.execPath, ["--version"]);
    await writeFile(path, JSON.stringify({ ...held, pid, machine: "another" }));
    const take = () => store.lock("space-1", "b", { expiresAfterMs: 1000, now: 10 });
    await expect(take()).rejects.toThrow(RunLockedError);
    await writeFile(path, JSON.stringify({ ...held, pid }));
    await take();
  });

  it.each(["999999999999999", "9".repeat(40)])(
    "refuses a lock file with the number %s, which no lock comes to",
    async (number) => {
      await writeFile(join(folder, `space-1.${number}.lock`), "{}");
      await expect(lockOf("a")).rejects.toThrow(`space-1.${number}.lock: has a number`);
      expect(await readdir(folder)).toHaveLength(1);
    },
  );

  it("passes over names that it does not write", async () => {
    for (const number of ["007", "0", "-1", "1e3", " 4"])
      await writeFile(join(folder, `space-1.${number}.lock`), "{}");
    await lockOf("a");
    expect(await readdir(folder)).toContain("space-1.1.lock");
  });

  it("says so when a lock file is listed and not there", async () => {
    await symlink(join(folder, "nowhere"), join(folder, "space-1.1.lock"));
    await expect(lockOf("a")).rejects.toThrow("is listed and cannot be read");
  });

  it.each([1e300, 8.64e15 + 1])("holds a lock that expires at %d, and can say so", async (expiresAt) => {
    await lockOf("a");
    const path = join(folder, "space-1.1.lock");
    const held = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify({ ...held, expiresAt }));
    await expect(lockOf("b")).rejects.toThrow(RunLockedError);
    await new FileRunStore({ folder }).lock("space-1", "b", { expiresAfterMs: 1000, now: 0, force: true });
  });

  it("takes a lock file that says nothing of its holder, of whatever size, for free", async () => {
    await writeFile(join(folder, "space-1.1.lock"), "x".repeat(1_000_000));
    await lockOf("a");
    expect(await readdir(folder)).toEqual(["space-1.2.lock"]);
  });

  it("lets one of many have an expired lock", async () => {
    const stores = Array.from({ length: 20 }, () => new FileRunStore({ folder }));
    await stores[0]?.lock("space-1", "dead", { expiresAfterMs: 10, now: 0 });
    const outcomes = await Promise.allSettled(
      stores.map((store, i) => store.lock("space-1", `owner-${i}`, { expiresAfterMs: 1000, now: 20 })),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await readdir(folder)).toEqual(["space-1.2.lock"]);
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

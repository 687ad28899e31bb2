import { type JournalEntry, MemoryRunStore } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { latestJournals } from "../../src/enhance/earlier-journals.js";

const start = (runId: string, spaceId: string, second: number): JournalEntry => ({
  type: "run-start",
  spaceId,
  title: "Sales",
  policy: "confirmed",
  benchmarks: 1,
  heldOut: 0,
  holdoutNote: "",
  isDryRun: false,
  productionHash: "",
  targetScore: 0.9,
  maxLoops: 1,
  runId,
  sequence: 1,
  timestamp: new Date(second * 1000).toISOString(),
});

/** A store with runs on these spaces, one after the other, that counts what is read of it. */
async function storeOf(...spaces: readonly string[]) {
  const store = new MemoryRunStore();
  for (const [index, space] of spaces.entries()) await store.append(start(`run-${index}`, space, index));
  const reads: string[] = [];
  const read = store.read.bind(store);
  store.read = (runId) => {
    reads.push(runId);
    return read(runId);
  };
  return { store, reads };
}

const others = (count: number) => Array.from({ length: count }, () => "other");

describe("the journals of the latest runs", () => {
  it("are those of the space, however many runs others had since, oldest first", async () => {
    const { store } = await storeOf("mine", "mine", "mine", ...others(40));
    const { journals } = await latestJournals(store, { spaceId: "mine", except: "run-1" });
    expect(journals.map(({ runId }) => runId)).toEqual(["run-0", "run-2"]);
  });

  it("are twenty at the most, the newest", async () => {
    const { store, reads } = await storeOf(...Array.from({ length: 30 }, () => "mine"));
    const { journals } = await latestJournals(store, { spaceId: "mine" });
    expect(journals.map(({ runId }) => runId)).toEqual(Array.from({ length: 20 }, (_, i) => `run-${i + 10}`));
    expect(reads).toHaveLength(20);
  });

  it("are looked for among a hundred runs", async () => {
    const { store, reads } = await storeOf("mine", ...others(100));
    expect((await latestJournals(store, { spaceId: "mine" })).journals).toEqual([]);
    expect(reads).toHaveLength(100);
  });

  it("leave out what cannot be read, and tell of it", async () => {
    const { store } = await storeOf("mine", "mine");
    const read = store.read.bind(store);
    store.read = (runId) => (runId === "run-1" ? Promise.reject(new Error("damaged")) : read(runId));
    const { journals, unreadable } = await latestJournals(store, { spaceId: "mine" });
    expect(journals.map(({ runId }) => runId)).toEqual(["run-0"]);
    expect(unreadable).toEqual([{ runId: "run-1", reason: "damaged" }]);
  });
});

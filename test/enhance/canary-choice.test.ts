import { describe, expect, it } from "vitest";
import { chooseCanary, showsChange } from "../../src/enhance/canary-choice.js";
import { foretellPolls, nextPollAt } from "../../src/enhance/canary-schedule.js";

const seen = (documentHash: string, benchmarkId: string, sql: string | undefined) => ({
  documentHash,
  benchmarkId,
  sql,
});
const nothing = { claims: ["q1", "q2"], best: "b", fading: ["b"], written: [], asked: [], askedBefore: [] };

describe("the choice of a canary", () => {
  it("is a claimed question whose SQL the best configuration is known to give", () => {
    expect(chooseCanary({ ...nothing, asked: [seen("b", "q2", "select 1")] })).toEqual({
      benchmarkId: "q2",
      earlierSql: ["select 1"],
    });
    expect(chooseCanary({ ...nothing, claims: [], asked: [seen("b", "q2", "select 1")] })).toBeUndefined();
    expect(chooseCanary({ ...nothing, asked: [seen("other", "q1", "select 1")] })).toBeUndefined();
    expect(chooseCanary(nothing)).toBeUndefined();
  });

  it("prefers what was looked at more often, and never takes what differed on one document", () => {
    const asked = [seen("b", "q1", "select 1"), seen("b", "q2", "select 2"), seen("b", "q2", "select 2")];
    expect(chooseCanary({ ...nothing, asked })?.benchmarkId).toBe("q2");
    const askedBefore = [seen("b", "q2", "select 3")];
    expect(chooseCanary({ ...nothing, asked, askedBefore })?.benchmarkId).toBe("q1");
    const elsewhere = [seen("old", "q2", "select 3"), seen("old", "q2", undefined)];
    expect(chooseCanary({ ...nothing, asked, askedBefore: elsewhere })?.benchmarkId).toBe("q1");
  });

  it("takes a question without SQL only when Genie gave none twice", () => {
    const none = seen("b", "q1", undefined);
    expect(chooseCanary({ ...nothing, asked: [none] })).toBeUndefined();
    expect(chooseCanary({ ...nothing, asked: [none], askedBefore: [none] })).toEqual({
      benchmarkId: "q1",
      earlierSql: [],
    });
    const asked = [none, none, seen("b", "q2", "select 2")];
    expect(chooseCanary({ ...nothing, asked })?.benchmarkId).toBe("q2");
  });

  it("knows what the space held before and may still answer by", () => {
    const asked = [seen("b", "q1", "select 1")];
    const fading = ["tried", "b"];
    const tried = (claims: readonly string[], related: readonly string[]) => [
      { hash: "tried", base: "b", fix: { claims, related } },
    ];
    // The fix tried before has nothing to do with the question, so that it cannot be what changes the answer.
    expect(chooseCanary({ ...nothing, fading, asked, written: tried(["q9"], ["q9"]) })).toBeDefined();
    for (const written of [[], tried(["q1"], ["q9"]), tried([], ["q1"]), tried([], [])])
      expect(chooseCanary({ ...nothing, fading, asked, written })).toBeUndefined();
    const both = [...asked, seen("tried", "q1", "select 2")];
    const canary = chooseCanary({ ...nothing, fading, asked: both });
    expect(canary?.earlierSql).toEqual(["select 1", "select 2"]);
    expect(
      [undefined, "SELECT 1;", "select  2", "select 3"].map((sql) => canary && showsChange(canary, sql)),
    ).toEqual([false, false, false, true]);
  });
});

describe("the times at which a canary is asked", () => {
  it("begin soon, keep their distance, and end while an answer can still come in time", () => {
    const wait = { changedAt: 1_000, liveAt: 61_000 };
    expect(nextPollAt(wait)).toBe(6_000);
    expect(nextPollAt({ ...wait, lastPollAt: 6_000 })).toBe(21_000);
    expect(nextPollAt({ ...wait, lastPollAt: 36_000 })).toBeUndefined();
    expect(nextPollAt({ changedAt: 0, liveAt: 19_999 })).toBeUndefined();
  });

  it("tell beforehand when a change will be seen", () => {
    const slow = { waitMs: 60_000, answerMs: 8_000 };
    expect(foretellPolls({ ...slow, delayMs: 0 })).toEqual({ polls: 1, knownAfterMs: 13_000 });
    expect(foretellPolls({ ...slow, delayMs: 20_000 })).toEqual({ polls: 2, knownAfterMs: 28_000 });
    expect(foretellPolls({ ...slow, delayMs: 50_000 })).toEqual({ polls: 3, knownAfterMs: 60_000 });
    expect(foretellPolls({ waitMs: 0, delayMs: 0, answerMs: 1 })).toEqual({ polls: 0, knownAfterMs: 0 });
  });
});

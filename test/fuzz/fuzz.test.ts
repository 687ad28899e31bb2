import { GenieEnhancerError } from "genie-enhancer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fuzz } from "./fuzz.js";
import { fuzzTargets } from "./targets.js";

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on("unhandledRejection", note));
afterAll(() => {
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

describe.each(fuzzTargets)("$name", (target) => {
  it("reads what is right", async () => {
    for (const text of target.good) await target.read(text);
  });

  it("reads or refuses whatever it is given, soon and without harm", async () => {
    await fuzz(target, 40, 20250630);
  });
});

it("finds what crashes", async () => {
  const target = { name: "x", good: ["ab"], read: (text: string) => JSON.parse(text) };
  await expect(fuzz(target, 20, 1)).rejects.not.toThrow(GenieEnhancerError);
});

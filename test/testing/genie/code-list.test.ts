import { describe, expect, it } from "vitest";
import { readCodeList } from "../../../src/testing/genie/code-list.js";

const read = (text: string) =>
  Object.fromEntries(
    readCodeList(text, "here").map((value) => [value.literal, value.labels.map((label) => label.join(" "))]),
  );

describe("readCodeList", () => {
  it.each([
    ["Status: A = active, L = lapsed", { A: ["activ"], L: ["laps"] }],
    ["A: active; L: lapsed", { A: ["activ"], L: ["laps"] }],
    ["Status code. 'A' means active, 'L' means lapsed.", { A: ["activ"], L: ["laps"] }],
    ["A (active), L (lapsed)", { A: ["activ"], L: ["laps"] }],
    ["1 = discontinued, 0 = active", { 1: ["discontinu"], 0: ["activ"] }],
    ["W=web/online, S=in store", { W: ["web", "onlin"], S: ["stor"] }],
    ["One of: Garden, Kitchen, Office", { Garden: ["garden"], Kitchen: ["kitchen"], Office: ["offic"] }],
    ["Colour, values: 'dark blue', 'red'", { "dark blue": ["dark blue"], red: ["red"] }],
  ])("reads %s", (text, values) => {
    const found = read(text);
    expect(Object.keys(found).sort()).toEqual(Object.keys(values).sort());
    expect(found).toEqual(values);
  });

  it("finds no values in plain prose", () => {
    expect(read("Net amount of the order after discounts")).toEqual({});
  });
});

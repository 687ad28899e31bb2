import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readableJson } from "../../src/util/readable-json.js";

describe("readableJson", () => {
  it("means the same as JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(JSON.parse(readableJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("puts on a line what fits on it, and indents the rest", () => {
    const item = { name: "x".repeat(40), type: "y".repeat(40) };
    expect(readableJson({ short: [1, 2], long: [item, item], none: undefined })).toBe(
      `{\n "short":[1,2],\n "long":[\n  ${JSON.stringify(item)},\n  ${JSON.stringify(item)}\n ]\n}`,
    );
  });

  it("writes what JSON has no word for", () => {
    expect(readableJson([1n, undefined])).toBe('["1",null]');
    expect(readableJson(undefined)).toBe("null");
  });
});

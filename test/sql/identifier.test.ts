import fc from "fast-check";
import { quoteIdentifier, quoteTableName } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { IdentifierError, parseTableName } from "../../src/sql/identifier.js";

describe("identifiers", () => {
  it.each([
    ["orders", "`orders`"],
    ["order date", "`order date`"],
    ["a`b", "`a``b`"],
    ["x`; DROP TABLE y; --", "`x``; DROP TABLE y; --`"],
    ["매출", "`매출`"],
  ])("quotes %j", (part, quoted) => expect(quoteIdentifier(part)).toBe(quoted));

  it.each(["", "a\nb", "a\u0000", "\u007f", "x".repeat(256)])("refuses the part %j", (part) => {
    expect(() => quoteIdentifier(part)).toThrow(IdentifierError);
  });

  it.each([
    ["main.sales.orders", "`main`.`sales`.`orders`"],
    [" `main`.sales.`order.items` ", "`main`.`sales`.`order.items`"],
    ["a.`b``c`", "`a`.`b``c`"],
  ])("quotes the name %j", (name, quoted) => expect(quoteTableName(name)).toBe(quoted));

  it.each([
    "",
    " ",
    "a..b",
    ".a",
    "a.",
    "a b.c",
    "a.`b",
    "a.``",
    "`a`b",
    "a.b c",
    "a.`b\nc`",
    "a.b\u0001",
    `a.${"x".repeat(256)}`,
    "a; DROP TABLE b",
  ])("refuses the name %j", (name) => expect(() => parseTableName(name)).toThrow(IdentifierError));

  it("reads back every name that it quoted", () => {
    const isPlain = (text: string) => ![...text].some((char) => char < " " || char === "\u007f");
    const part = fc.string({ unit: "binary", minLength: 1, maxLength: 20 }).filter(isPlain);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(parseTableName(parts.map(quoteIdentifier).join("."))).toEqual(parts);
      }),
    );
  });

  it("answers any text with parts or with its own error", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", ".", "`", " ", "\n", ";", "é") }), (text) => {
        try {
          expect(parseTableName(text).every((part) => part.length > 0)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(IdentifierError);
        }
      }),
    );
  });
});

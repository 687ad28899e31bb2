import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../../src/errors/configuration-error.js";
import { compareBytes } from "../../src/space/byte-order.js";
import { cloneDescription, cloneTitle } from "../../src/space/clone-names.js";
import { documentIds } from "../../src/space/document-ids.js";
import { formatPointer, parsePointer } from "../../src/space/json-pointer.js";
import { formatMarker, parseMarker, withoutMarker } from "../../src/space/ownership-marker.js";
import { parametersIn } from "../../src/space/sql-parameters.js";
import { piecesOf, textOf } from "../../src/space/text-pieces.js";
import { isThreePartName, shortName } from "../../src/space/three-part-name.js";
import { systemClock } from "../../src/util/clock.js";
import { seededRandom } from "../../src/util/random.js";
import { arbitraryText } from "./arbitrary-document.js";

describe("text pieces", () => {
  it("join to the text they came from, one line each", () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryText, fc.string()), (text) => {
        expect(textOf(piecesOf(text))).toBe(text);
        expect(
          piecesOf(text).every(
            (piece) => piece.indexOf("\n") === -1 || piece.indexOf("\n") === piece.length - 1,
          ),
        ).toBe(true);
      }),
    );
    expect(piecesOf("a\n\nb")).toEqual(["a\n", "\n", "b"]);
    expect(piecesOf("")).toEqual([]);
    expect(textOf(undefined)).toBe("");
  });
});

describe("document ids", () => {
  it("are well-formed, unique and ascending, also within one millisecond", () => {
    let now = Date.UTC(2026, 0, 1);
    const next = documentIds({ clock: { ...systemClock, now: () => now }, random: seededRandom(7) });
    const made = Array.from({ length: 2000 }, (_, index) => {
      if (index % 500 === 499) now += index === 999 ? -5000 : 1;
      return next();
    });
    expect(made.every((id) => /^0[0-9a-f]{31}$/.test(id))).toBe(true);
    expect(new Set(made).size).toBe(made.length);
    expect([...made].sort()).toEqual(made);
  });

  it("sort behind those that the service made earlier", () => {
    const next = documentIds({
      clock: { ...systemClock, now: () => Date.UTC(2026, 5, 1) },
      random: seededRandom(1),
    });
    expect(next() > "01f0fc06f3411a91a5eade7edb4efab8").toBe(true);
    expect(next().slice(0, 3)).toBe("01f");
  });
});

describe("byte order", () => {
  it("is that of UTF-8", () => {
    const text = fc.string({ unit: "binary", maxLength: 6 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(Math.sign(compareBytes(left, right))).toBe(
          Buffer.compare(Buffer.from(left), Buffer.from(right)),
        );
      }),
    );
  });
});

describe("JSON pointers", () => {
  it("keep any token", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (tokens) => {
        expect(parsePointer(formatPointer(tokens))).toEqual(tokens);
      }),
    );
    expect(() => parsePointer("a")).toThrow(RangeError);
    expect(() => parsePointer("/~2")).toThrow(RangeError);
  });
});

describe("names", () => {
  it.each(["a.b.c", "`a.x`.b.c", "{catalog}.{sch.ema}.t", "카탈로그.스키마.표"])(
    "%s has three parts",
    (name) => {
      expect(isThreePartName(name)).toBe(true);
    },
  );
  it.each(["", "a", "a.b", "a.b.c.d", "a..c", "a.b.", ".b.c", "`a.b.c`", "a. .c", "``.b.c"])(
    "%s has not",
    (name) => {
      expect(isThreePartName(name)).toBe(false);
    },
  );
  it("are called by their last part", () => {
    expect(shortName("main.shop.orders")).toBe("orders");
    expect(shortName("main.shop.`my.orders`")).toBe("my.orders");
  });
});

describe("parameters of SQL", () => {
  it.each([
    ["SELECT :a, :b_2 FROM t WHERE x=:a", ["a", "b_2"]],
    ["SELECT x::int, j:path.b, arr[0]:c, f(x):d, `q`:e", []],
    ["SELECT ':a', \":b\", `:c` -- :d\n/* :e */, :f", ["f"]],
    ["SELECT 'it''s :no', 'esc \\' :no', :yes", ["yes"]],
    ["SELECT (:a)+:b", ["a", "b"]],
  ])("%s", (sql, names) => {
    expect(parametersIn(sql)).toEqual(names);
  });
});

describe("ownership marker", () => {
  const marker = { productionId: "01f0aa", runId: "run-1", role: "dev-best" } as const;

  it("is read back from a description with other text", () => {
    const line = formatMarker(marker);
    expect(line).toBe("[genie-enhancer production=01f0aa run=run-1 role=dev-best]");
    expect(parseMarker(`매출 공간\r\n${line}\r\nmore`)).toEqual(marker);
    expect(withoutMarker(`Sales\n\n${line}`)).toBe("Sales");
    const further = { ...marker, role: "dev-working-12" } as const;
    expect(parseMarker(formatMarker(further))).toEqual(further);
  });

  it("is not seen where it is not one", () => {
    const near = [
      undefined,
      "",
      "genie-enhancer",
      `see ${formatMarker(marker)} there`,
      "[genie-enhancer production=a run=b role=owner]",
      "[genie-enhancer production=a run=b role=dev-working-]",
      "[genie-enhancer production=a run=b role=dev-best-2]",
    ];
    for (const description of near) expect(parseMarker(description)).toBeUndefined();
    for (const runId of ["", "a b", "a]", "x\n"])
      expect(() => formatMarker({ ...marker, runId })).toThrow(ConfigurationError);
  });

  it("fits into the description and leaves the title its suffix", () => {
    const described = cloneDescription("d".repeat(5000), marker);
    expect(described.length).toBeLessThanOrEqual(4096);
    expect(parseMarker(described)).toEqual(marker);
    const other = { ...marker, runId: "run-0" };
    expect(parseMarker(cloneDescription(`Text\n\n${formatMarker(other)}`, marker))).toEqual(marker);
    const title = "📦".repeat(40);
    const clone = cloneTitle(`${title}_dev_working`, title);
    expect(clone.length).toBeLessThanOrEqual(63);
    expect(clone.endsWith("_dev_working")).toBe(true);
    expect(encodeURI(clone)).toContain("_dev_working");
    expect(cloneTitle("Sales_dev_best", "Sales")).toBe("Sales_dev_best");
  });
});

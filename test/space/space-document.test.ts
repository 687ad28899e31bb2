import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SerializedSpaceSchema } from "../../src/schemas.js";
import { SpaceDocument } from "../../src/space/space-document.js";
import { SpaceDocumentError } from "../../src/space/space-document-error.js";
import { arbitrarySpace } from "./arbitrary-document.js";
import { largeSpace } from "./large-space.js";
import { changed, sample, sampleSpace, sampleWith } from "./sample-space.js";

function refusal(input: string | object): SpaceDocumentError {
  try {
    SpaceDocument.parse(input);
  } catch (error) {
    if (error instanceof SpaceDocumentError) return error;
  }
  throw new Error("nothing was refused");
}

describe("SpaceDocument.parse", () => {
  it("reads text and objects, bare and in the API's envelope", () => {
    const text = JSON.stringify(sampleSpace);
    const inputs = [text, `\ufeff${text}`, sampleSpace, { space_id: "s", serialized_space: text }];
    const envelopes = [
      { serialized_space: sampleSpace },
      JSON.stringify({ title: "t", serialized_space: text }),
    ];
    for (const input of [...inputs, ...envelopes])
      expect(SpaceDocument.parse(input).equals(sample)).toBe(true);
  });

  it("reads version 1 under the names of version 2", () => {
    const column = { column_name: "a", get_example_values: true, build_value_dictionary: true };
    const document = SpaceDocument.parse({
      version: 1,
      data_sources: { tables: [{ identifier: "a.b.c", column_configs: [column] }] },
    });
    expect(document.data.version).toBe(2);
    expect(document.sourceVersion).toBe(1);
    expect(document.column("a.b.c", "a")).toEqual({
      column_name: "a",
      enable_format_assistance: true,
      enable_entity_matching: true,
    });
    expect(SpaceDocument.parse({ version: 1 }).serialize()).toBe('{"version":2,"data_sources":{}}');
  });

  it("says what cannot be read, and where", () => {
    expect(refusal("{").code).toBe("NOT_JSON");
    expect(refusal("  ").code).toBe("NO_DOCUMENT");
    expect(refusal({ serialized_space: "" }).message).toContain("CAN EDIT");
    expect(refusal("[1]").code).toBe("WRONG_SHAPE");
    expect(refusal({ name: "something else" }).message).toContain('neither "version" nor "data_sources"');
    expect(refusal({ data_sources: {} }).code).toBe("UNSUPPORTED_VERSION");
    for (const version of [0, 3, "2", null]) expect(refusal({ version }).code).toBe("UNSUPPORTED_VERSION");
    const { code, findings } = refusal(
      changed(sampleSpace, {
        "/data_sources/tables/1/description": "a text",
        "/data_sources/tables/0/column_configs/1/synonyms/0": null,
        "/benchmarks/questions": {},
        "/instructions/join_specs/0/left/alias": 7,
      }),
    );
    expect(code).toBe("WRONG_SHAPE");
    expect(findings.map(({ pointer }) => pointer).sort()).toEqual([
      "/benchmarks/questions",
      "/data_sources/tables/0/column_configs/1/synonyms/0",
      "/data_sources/tables/1/description",
      "/instructions/join_specs/0/left/alias",
    ]);
    expect(findings.every(({ rule }) => rule === "wrong-type")).toBe(true);
  });

  it("refuses hostile input without harm", () => {
    const forged =
      '{"version":2,"data_sources":{"tables":[{"identifier":"a.b.c","__proto__":{"polluted":true}}]}}';
    expect(refusal(forged).findings[0]?.rule).toBe("forbidden-key");
    const flag =
      '{"version":1,"data_sources":{"tables":[{"identifier":"a.b.c","column_configs":[{"column_name":"x","get_example_values":true,"__proto__":{"a":1}}]}]}}';
    expect(refusal(flag).findings[0]?.rule).toBe("forbidden-key");
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    const deep = `{"version":2,"data_sources":{"x":${"[".repeat(50_000)}${"]".repeat(50_000)}}}`;
    expect(refusal(deep).findings[0]?.rule).toBe("nesting-depth");
    const cycle: Record<string, unknown> = { version: 2, data_sources: {} };
    cycle.self = cycle;
    expect(refusal(cycle).code).toBe("WRONG_SHAPE");
    expect(refusal({ version: 2, data_sources: {}, when: new Date(0) }).code).toBe("WRONG_SHAPE");
    expect(refusal(`"${"x".repeat(36_000_000)}"`).message).toContain("longer than anything");
    const named = { version: 2, data_sources: {}, constructor: 1, toString: { hasOwnProperty: [1] } };
    expect(SpaceDocument.parse(named).normalize().data).toEqual(named);
  });

  it("agrees with the zod schema on what has the right shape", () => {
    fc.assert(
      fc.property(arbitrarySpace(), (space) => {
        expect(SerializedSpaceSchema.safeParse(SpaceDocument.parse(space).data).success).toBe(true);
      }),
      { numRuns: 50 },
    );
    for (const changes of [
      { "/version": 3 },
      { "/benchmarks/questions": {} },
      { "/config/sample_questions/0/question": "q" },
    ]) {
      expect(SerializedSpaceSchema.safeParse(changed(sampleSpace, changes)).success).toBe(false);
      expect(() => SpaceDocument.parse(changed(sampleSpace, changes))).toThrow(SpaceDocumentError);
    }
  });
});

describe("SpaceDocument", () => {
  it("cannot be changed from outside", () => {
    const input: { version: 2; data_sources: { tables: { identifier: string }[] } } = JSON.parse(
      JSON.stringify(sampleSpace),
    );
    const document = SpaceDocument.parse(input);
    const { hash } = document;
    input.data_sources.tables.pop();
    expect(document.sources).toHaveLength(2);
    expect(() => Reflect.set(document.sources[0] ?? {}, "identifier", "x")).not.toThrow();
    expect(document.sources[0]?.identifier).toBe("main.shop.customers");
    expect(document.hash).toBe(hash);
    const shared = document.with({ ...document.data, config: {} });
    expect(shared.data.data_sources).toBe(document.data.data_sources);
  });

  it("finds sources and columns by their exact names", () => {
    expect(sample.source("main.shop.orders")?.description?.join("")).toContain("UTC");
    expect(sample.source("main.shop.order")).toBeUndefined();
    expect(sample.column("main.shop.orders", "amount")?.synonyms).toEqual(["turnover"]);
    expect(sample.column("main.shop.orders", "Amount")).toBeUndefined();
  });

  it("writes lists sorted byte by byte, texts in lines, and leaves out what says nothing", () => {
    const names = ["b", "Z", "a", "\u{1f4e6}", "\uffee"];
    const document = sampleWith({
      "/data_sources/tables/0/column_configs": names.map((column_name) => ({
        column_name,
        exclude: false,
        synonyms: [],
      })),
      "/data_sources/tables/1/description": ["One\nTwo\n\nThree"],
      "/config/sample_questions": [],
    });
    const written = JSON.parse(document.serialize());
    expect(written.data_sources.tables[0].column_configs).toEqual(
      ["Z", "a", "b", "\uffee", "\u{1f4e6}"].map((column_name) => ({ column_name })),
    );
    expect(written.data_sources.tables[1].description).toEqual(["One\n", "Two\n", "\n", "Three"]);
    expect(Object.keys(written)).toEqual(["version", "data_sources", "instructions", "benchmarks"]);
  });

  it("tells real differences from ways of writing", () => {
    const same = [
      { "/data_sources/tables/0/column_configs/0/exclude": false },
      { "/data_sources/metric_views": [] },
      {
        "/instructions/join_specs/0/sql": [
          "`orders`.`customer_id` = `customers`.`id`\n",
          "--rt=FROM_RELATIONSHIP_TYPE_MANY_TO_ONE--",
        ],
      },
      { "/data_sources/tables": [...(sampleSpace.data_sources?.tables ?? [])].reverse() },
    ];
    for (const changes of same) expect(sampleWith(changes).hash).toBe(sample.hash);
    const different = [
      { "/data_sources/tables/0/column_configs/0/exclude": true },
      {
        "/instructions/text_instructions/0/content": ["- Weeks begin on Monday.", "- Amounts are in euros."],
      },
      { "/data_sources/tables/0/new_field": 0 },
    ];
    for (const changes of different) expect(sampleWith(changes).equals(sample)).toBe(false);
  });

  it("holds what the largest spaces hold", () => {
    const space = largeSpace();
    const long = changed(space, { "/data_sources/tables/0/description": ["漢".repeat(25_000)] });
    const document = SpaceDocument.parse(long);
    expect(document.sources).toHaveLength(50);
    expect(document.data.benchmarks?.questions).toHaveLength(500);
    expect(document.validate().filter(({ severity }) => severity === "error")).toEqual([]);
    expect(SpaceDocument.parse(document.serialize()).hash).toBe(document.hash);
    expect(document.normalize().equals(document)).toBe(true);
    const tooLong = sampleWith({ "/data_sources/tables/0/description": ["漢".repeat(25_001)] });
    expect(tooLong.validate().map(({ rule }) => rule)).toContain("string-length");
    const tooLarge = SpaceDocument.parse(largeSpace({ lines: 4 }));
    expect(tooLarge.validate().map(({ rule }) => rule)).toContain("document-size");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeDocuments } from "../../src/space/document-merge.js";
import { SpaceDocument } from "../../src/space/space-document.js";
import { documentRules } from "../../src/space/validate-space.js";
import { arbitraryDocument, arbitraryEdit, arbitrarySpace } from "./arbitrary-document.js";

const formatRules = new Set(documentRules.filter(({ kind }) => kind === "format").map(({ id }) => id));
const fixableRules = new Set(documentRules.filter(({ isFixable }) => isFixable).map(({ id }) => id));

describe("laws of the space document", () => {
  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(arbitraryDocument(), (document) => {
        const again = SpaceDocument.parse(document.serialize());
        expect(again.equals(document)).toBe(true);
        expect(again.hash).toBe(document.hash);
        expect(again.serialize()).toBe(document.serialize());
      }),
    );
  });

  it("has the same meaning however members and sorted lists are ordered and texts are cut", () => {
    fc.assert(
      fc.property(arbitrarySpace(), fc.infiniteStream(fc.nat(99)), (space, dice) => {
        const shuffled = SpaceDocument.parse(rewrite(space, () => Number(dice.next().value)) as object);
        const document = SpaceDocument.parse(space);
        expect(shuffled.equals(document)).toBe(true);
        expect(document.equals(shuffled)).toBe(true);
        expect(shuffled.hash).toBe(document.hash);
        expect(document.diff(shuffled)).toEqual({ patch: [], lines: [] });
      }),
    );
  });

  it("is equal exactly when hashes are, and when the difference is empty", () => {
    fc.assert(
      fc.property(arbitraryEdit(), ([before, after]) => {
        const isEqual = before.equals(after);
        expect(before.hash === after.hash).toBe(isEqual);
        const { patch, lines } = before.diff(after);
        expect(patch.length === 0).toBe(isEqual);
        expect(lines.length === 0).toBe(isEqual);
      }),
    );
  });

  it("is taken to the other document by the patch between them, and back", () => {
    fc.assert(
      fc.property(arbitraryEdit(), ([before, after]) => {
        expect(before.applyPatch(before.diff(after).patch).equals(after)).toBe(true);
        expect(after.applyPatch(after.diff(before).patch).equals(before)).toBe(true);
      }),
    );
  });

  it("keeps lists sorted under a patch between sorted documents", () => {
    fc.assert(
      fc.property(arbitraryEdit({ hasUnknownMembers: false }), ([before, after]) => {
        const sorted = SpaceDocument.parse(before.serialize());
        const patched = sorted.applyPatch(sorted.diff(after).patch);
        expect(patched.validate().filter(({ rule }) => rule === "unsorted")).toEqual([]);
      }),
    );
  });

  it("normalises to the same document, with nothing fixable left", () => {
    fc.assert(
      fc.property(arbitraryDocument(), (document) => {
        const normal = document.normalize();
        expect(normal.normalize().serialize()).toBe(normal.serialize());
        expect(normal.normalize().data).toEqual(normal.data);
        expect(normal.validate().filter(({ rule }) => fixableRules.has(rule))).toEqual([]);
        expect(normal.equals(document)).toBe(true);
      }),
    );
  });

  it("stays valid when it is normalised or patched", () => {
    fc.assert(
      fc.property(arbitraryEdit({ hasUnknownMembers: false }), ([before, after]) => {
        for (const document of [
          before.normalize(),
          before.applyPatch(before.diff(after).patch).normalize(),
        ]) {
          expect(document.validate().filter(({ rule }) => formatRules.has(rule))).toEqual([]);
        }
      }),
    );
  });

  it("keeps unknown members through every operation", () => {
    fc.assert(
      fc.property(arbitraryDocument(), (document) => {
        const unknown = unknownMembers(document.data);
        expect(unknownMembers(SpaceDocument.parse(document.serialize()).data)).toEqual(unknown);
        expect(unknownMembers(document.normalize().data)).toEqual(unknown);
      }),
    );
  });

  it("merges a change with no change to the change, whichever side it is on", () => {
    fc.assert(
      fc.property(arbitraryEdit(), ([base, edited]) => {
        for (const result of [mergeDocuments(base, edited, base), mergeDocuments(base, base, edited)]) {
          expect(result.status === "merged" && result.document.equals(edited)).toBe(true);
        }
        const both = mergeDocuments(base, edited, edited);
        expect(both.status === "merged" && both.document.equals(edited)).toBe(true);
      }),
    );
  });

  it("takes back a change by merging with the document before it", () => {
    fc.assert(
      fc.property(arbitraryEdit(), ([before, after]) => {
        const undone = mergeDocuments(after, after, before);
        expect(undone.status === "merged" && undone.document.equals(before)).toBe(true);
      }),
    );
  });
});

const unsortedLists = new Set(["parameters", "answer", "synonyms", "values"]);
const texts = new Set([
  "question",
  "sql",
  "content",
  "description",
  "usage_guidance",
  "comment",
  "instruction",
]);

/** The same document written differently: members and sorted lists turned, texts in one piece, empty members. */
function rewrite(value: unknown, roll: () => number, name = "", isJoin = false): unknown {
  if (Array.isArray(value)) {
    if (texts.has(name) && !isJoin) return roll() > 50 ? [value.join("")] : value;
    if (typeof value[0] !== "object" || unsortedLists.has(name)) return value;
    return [...value].reverse().map((item) => rewrite(item, roll));
  }
  if (typeof value !== "object" || value === null) return value;
  const joins = "left" in value;
  const members = Object.entries(value).map(([key, member]) =>
    isKnown(key) ? [key, rewrite(member, roll, key, joins)] : [key, member],
  );
  const extra = "column_name" in value && !("exclude" in value) && roll() > 50 ? [["exclude", false]] : [];
  return Object.fromEntries([...extra, ...members.reverse()]);
}

function isKnown(key: string): boolean {
  return !["new_field", "x-meta", "a/b~c", "constructor", "toString"].includes(key);
}

/** Every unknown member with the id or name of its object, in a fixed order. */
function unknownMembers(value: unknown, owner = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => unknownMembers(item, owner)).sort();
  if (typeof value !== "object" || value === null) return [];
  const key = Object.entries(value).find(([name]) => ["id", "identifier", "column_name"].includes(name))?.[1];
  const label = `${owner}/${typeof key === "string" ? key : ""}`;
  return Object.entries(value)
    .flatMap(([name, member]) =>
      isKnown(name) ? unknownMembers(member, label) : [`${label}/${name}=${JSON.stringify(member)}`],
    )
    .sort();
}

import type { SpaceDocument } from "../../space/space-document.js";
import { type ItemList, itemOf, itemPath, withItem, withoutItem } from "../document-items.js";
import type { FixProblem } from "../fix-problem.js";
import type { FixApplication } from "../fix-type.js";

/** What every fix does that removes one object by its id. */
export function deletion<List extends ItemList>(list: List, what: string, idMember: string) {
  return {
    validate: (id: string, document: SpaceDocument): readonly FixProblem[] =>
      itemOf(document, list, id)
        ? []
        : [{ path: `params.${idMember}`, message: `the space has no ${what} with id ${id}` }],
    apply: (id: string, document: SpaceDocument): FixApplication =>
      itemOf(document, list, id)
        ? { status: "applied", document: withoutItem(document, list, id) }
        : { status: "no-change", reason: `the space has no such ${what}` },
    invert: (id: string, after: SpaceDocument, before: SpaceDocument): SpaceDocument => {
      const removed = itemOf(before, list, id);
      return removed && !itemOf(after, list, id) ? withItem(after, list, removed) : after;
    },
    paths: (id: string): readonly string[] => [itemPath(list, id)],
  };
}

import * as z from "zod";
import { textOf } from "../../space/text-pieces.js";
import { defineFixType } from "../define-fix-type.js";
import { itemOf } from "../document-items.js";
import { deletion } from "./delete-item.js";
import { tablesQualifying } from "./snippet-tables.js";

const filters = deletion("filters", "filter", "snippetId");

/** Removes one named filter by its id. */
export const deleteFilter = defineFixType({
  type: "delete_filter",
  category: "metadata",
  risk: "medium",
  schema: z.strictObject({
    snippetId: z.string().regex(/^[0-9a-f]{32}$/, "must be the id of a filter: 32 hexadecimal digits"),
  }),
  promptGuide: `Removes one named filter by its id.
Use it when the filter is wrong, contradicts another definition of the same term, or draws questions that mean something else.
Example: \`{"type":"delete_filter","snippetId":"01f0aa00000000000000000000000001"}\``,
  validate: ({ snippetId }, document) => filters.validate(snippetId, document),
  apply: ({ snippetId }, document) => filters.apply(snippetId, document),
  invert: ({ snippetId }, after, before) => filters.invert(snippetId, after, before),
  key: ({ snippetId }) => snippetId,
  touches: ({ snippetId }, document) => ({
    objects: tablesQualifying(textOf(itemOf(document, "filters", snippetId)?.sql), document),
    paths: filters.paths(snippetId),
  }),
  describe: ({ snippetId }) => `Deleting filter ${snippetId}`,
});

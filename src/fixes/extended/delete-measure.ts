import * as z from "zod";
import { textOf } from "../../space/text-pieces.js";
import { defineFixType } from "../define-fix-type.js";
import { itemOf } from "../document-items.js";
import { deletion } from "./delete-item.js";
import { tablesQualifying } from "./snippet-tables.js";

const measures = deletion("measures", "measure", "snippetId");

/** Removes one named measure by its id. */
export const deleteMeasure = defineFixType({
  type: "delete_measure",
  category: "metadata",
  risk: "medium",
  schema: z.strictObject({
    snippetId: z.string().regex(/^[0-9a-f]{32}$/, "must be the id of a measure: 32 hexadecimal digits"),
  }),
  promptGuide: `Removes one named measure by its id.
Use it when the measure is wrong, contradicts another definition of the same term, or draws questions that mean something else.
Example: \`{"type":"delete_measure","snippetId":"01f0aa00000000000000000000000001"}\``,
  validate: ({ snippetId }, document) => measures.validate(snippetId, document),
  apply: ({ snippetId }, document) => measures.apply(snippetId, document),
  invert: ({ snippetId }, after, before) => measures.invert(snippetId, after, before),
  key: ({ snippetId }) => snippetId,
  touches: ({ snippetId }, document) => ({
    objects: tablesQualifying(textOf(itemOf(document, "measures", snippetId)?.sql), document),
    paths: measures.paths(snippetId),
  }),
  describe: ({ snippetId }) => `Deleting measure ${snippetId}`,
});

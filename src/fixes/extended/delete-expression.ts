import * as z from "zod";
import { textOf } from "../../space/text-pieces.js";
import { defineFixType } from "../define-fix-type.js";
import { itemOf } from "../document-items.js";
import { deletion } from "./delete-item.js";
import { tablesQualifying } from "./snippet-tables.js";

const expressions = deletion("expressions", "expression", "snippetId");

/** Removes one named expression by its id. */
export const deleteExpression = defineFixType({
  type: "delete_expression",
  category: "metadata",
  risk: "medium",
  schema: z.strictObject({
    snippetId: z.string().regex(/^[0-9a-f]{32}$/, "must be the id of an expression: 32 hexadecimal digits"),
  }),
  promptGuide: `Removes one named expression by its id.
Use it when the expression is wrong, contradicts another definition of the same term, or draws questions that mean something else.
Example: \`{"type":"delete_expression","snippetId":"01f0aa00000000000000000000000001"}\``,
  validate: ({ snippetId }, document) => expressions.validate(snippetId, document),
  apply: ({ snippetId }, document) => expressions.apply(snippetId, document),
  invert: ({ snippetId }, after, before) => expressions.invert(snippetId, after, before),
  key: ({ snippetId }) => snippetId,
  touches: ({ snippetId }, document) => ({
    objects: tablesQualifying(textOf(itemOf(document, "expressions", snippetId)?.sql), document),
    paths: expressions.paths(snippetId),
  }),
  describe: ({ snippetId }) => `Deleting expression ${snippetId}`,
});

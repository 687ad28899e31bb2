import * as z from "zod";
import { textOf } from "../../space/text-pieces.js";
import { defineFixType } from "../define-fix-type.js";
import { itemOf, itemPath, withItem, withoutItem } from "../document-items.js";
import { sourcesOf } from "../fix-statement.js";

/** Removes one example query by its id. */
export const deleteExampleQuery = defineFixType({
  type: "delete_example_query",
  category: "sample_queries",
  risk: "medium",
  schema: z.strictObject({
    exampleId: z.string().regex(/^[0-9a-f]{32}$/, "must be the id of an example: 32 hexadecimal digits"),
  }),
  promptGuide: `Removes one example query by its id.
Use it when an example attracts questions that it does not fit, or its SQL is wrong.
Example: \`{"type":"delete_example_query","exampleId":"01f0aa00000000000000000000000001"}\``,
  validate: ({ exampleId }, document) =>
    itemOf(document, "example_question_sqls", exampleId)
      ? []
      : [{ path: "params.exampleId", message: `the space has no example with id ${exampleId}` }],
  apply: ({ exampleId }, document) =>
    itemOf(document, "example_question_sqls", exampleId)
      ? { status: "applied", document: withoutItem(document, "example_question_sqls", exampleId) }
      : { status: "no-change", reason: "the space has no such example" },
  invert: ({ exampleId }, after, before) => {
    const removed = itemOf(before, "example_question_sqls", exampleId);
    if (!removed || itemOf(after, "example_question_sqls", exampleId)) return after;
    return withItem(after, "example_question_sqls", removed);
  },
  key: ({ exampleId }) => exampleId,
  touches: ({ exampleId }, document) => ({
    objects: sourcesOf(textOf(itemOf(document, "example_question_sqls", exampleId)?.sql), document),
    paths: [itemPath("example_question_sqls", exampleId)],
  }),
  describe: ({ exampleId }) => `Deleting example query ${exampleId}`,
});

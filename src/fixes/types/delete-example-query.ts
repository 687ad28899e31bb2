import { z } from "zod";
import { textOf } from "../../space/text-pieces.js";
import { defineFixType } from "../define-fix-type.js";
import { editInstructions } from "../edit-document.js";

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
    document.data.instructions?.example_question_sqls?.some(({ id }) => id === exampleId)
      ? []
      : [{ path: "params.exampleId", message: `the space has no example with id ${exampleId}` }],
  apply: ({ exampleId }, document) => {
    const examples = document.data.instructions?.example_question_sqls ?? [];
    const left = examples.filter(({ id }) => id !== exampleId);
    if (left.length === examples.length)
      return { status: "no-change", reason: "the space has no such example" };
    const edited = editInstructions(document, ({ example_question_sqls: _, ...instructions }) =>
      left.length > 0 ? { ...instructions, example_question_sqls: left } : instructions,
    );
    return { status: "applied", document: edited };
  },
  invert: ({ exampleId }, after, before) => {
    const removed = before.data.instructions?.example_question_sqls?.find(({ id }) => id === exampleId);
    const present = after.data.instructions?.example_question_sqls ?? [];
    if (!removed || present.some(({ id }) => id === exampleId)) return after;
    const sorted = [...present, removed].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return editInstructions(after, (instructions) => ({ ...instructions, example_question_sqls: sorted }));
  },
  key: ({ exampleId }) => exampleId,
  touches: ({ exampleId }, document) => {
    const example = document.data.instructions?.example_question_sqls?.find(({ id }) => id === exampleId);
    const text = textOf(example?.sql).toLowerCase().replaceAll("`", "");
    const read = document.sources.filter(({ identifier }) => text.includes(identifier.toLowerCase()));
    return {
      objects: read.map(({ identifier }) => identifier),
      paths: [`/instructions/example_question_sqls/${exampleId}`],
    };
  },
  describe: ({ exampleId }) => `Deleting example query ${exampleId}`,
});

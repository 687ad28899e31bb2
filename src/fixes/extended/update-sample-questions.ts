import * as z from "zod";
import { plainText } from "../../space/plain-text.js";
import type { SampleQuestion } from "../../space/serialized-space.js";
import { piecesOf, textOf } from "../../space/text-pieces.js";
import { defineFixType } from "../define-fix-type.js";
import { inserted, itemsOf, listPath, withItems } from "../document-items.js";

/** Puts other questions in front of people who open the space. Those that stay keep their ids. */
export const updateSampleQuestions = defineFixType({
  type: "update_sample_questions",
  category: "sample_queries",
  risk: "low",
  schema: z.strictObject({ questions: z.array(z.string().trim().min(1).max(1_000)).min(1).max(20) }),
  promptGuide: `Sets the questions that people see when they open the space, all of them: those that are not in \`questions\` go.
Use it when the sample questions cannot be answered by the space, or show nothing of what it can do. They do not change how questions are answered.
Example: \`{"type":"update_sample_questions","questions":["What was the revenue of last month?","Which regions grew the most?"]}\``,
  validate: ({ questions }) => {
    const seen = questions.map(plainText);
    const repeated = seen.findIndex((question, index) => seen.indexOf(question) !== index);
    return repeated < 0
      ? []
      : [{ path: `params.questions.${repeated}`, message: `"${questions[repeated]}" is there twice` }];
  },
  apply: ({ questions }, document, { newId }) => {
    const held = itemsOf(document, "sample_questions");
    const kept = held.filter((item) => questions.some((question) => isSame(item, question)));
    const fresh = questions.filter((question) => !held.some((item) => isSame(item, question)));
    if (fresh.length === 0 && kept.length === held.length)
      return { status: "no-change", reason: "the space has these sample questions already" };
    const added = fresh.map((question) => ({ id: newId(), question: piecesOf(question) }));
    return { status: "applied", document: withItems(document, "sample_questions", put(kept, added)) };
  },
  invert: ({ questions }, after, before) => {
    const earlier = itemsOf(before, "sample_questions");
    const known = new Set(earlier.map(({ id }) => id));
    const now = itemsOf(after, "sample_questions");
    const others = now.filter(
      (item) => !known.has(item.id) && !questions.some((question) => isSame(item, question)),
    );
    return withItems(after, "sample_questions", put(earlier, others));
  },
  key: ({ questions }) => questions.map(plainText).sort().join("\n"),
  // All of them: what another fix would put there goes.
  touches: () => ({ objects: [], paths: [listPath("sample_questions")] }),
  describe: ({ questions }) => `Setting ${questions.length} sample questions`,
});

function isSame({ question }: SampleQuestion, text: string): boolean {
  return plainText(textOf(question)) === plainText(text);
}

function put(items: readonly SampleQuestion[], added: readonly SampleQuestion[]): readonly SampleQuestion[] {
  return added.reduce((list, item) => inserted(list, item, ({ id }) => id), items);
}

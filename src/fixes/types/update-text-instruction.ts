import { z } from "zod";
import type { SpaceDocument } from "../../space/space-document.js";
import { piecesOf, textOf } from "../../space/text-pieces.js";
import { defineFixType } from "../define-fix-type.js";
import { editInstructions } from "../edit-document.js";
import { maxTextLength, plainText } from "../fix-checks.js";

const Schema = z.strictObject({
  mode: z.enum(["merge", "replace"]).default("merge"),
  content: z.string().trim().min(1).max(maxTextLength),
  replaces: z.string().trim().min(1).optional(),
});

/** Changes the one text instruction of a space: adds guidance, replaces a paragraph of it, or all of it. */
export const updateTextInstruction = defineFixType({
  type: "update_text_instruction",
  category: "instructions",
  risk: "high",
  schema: Schema,
  promptGuide: `Changes the one text instruction of the space.
With mode "merge" (the usual one) the existing text stays and \`content\` is added; with \`replaces\`, the paragraph that begins with these words is replaced by \`content\`. Mode "replace" puts \`content\` in place of everything.
Use it for rules that hold across the space and for business terms that no single column carries. One idea to a line, concrete table and column names, no SQL statement. It affects every question, so prefer metadata where that can carry it.
Example: \`{"type":"update_text_instruction","mode":"merge","content":"- 'Active customer' means cust_stat_cd = 'A'."}\``,
  validate: ({ content, replaces, mode }, document) => {
    const text = instructionText(document);
    const problems = [];
    if (
      replaces !== undefined &&
      mode === "merge" &&
      !paragraphs(text).some((paragraph) => beginsWith(paragraph, replaces))
    ) {
      problems.push({
        path: "params.replaces",
        message: `no paragraph of the instruction begins with "${replaces}"`,
      });
    }
    if (text.length + content.length > maxTextLength)
      problems.push({
        path: "params.content",
        message: `makes the instruction longer than ${maxTextLength} characters`,
      });
    return problems;
  },
  apply: (params, document, { newId }) => {
    const before = instructionText(document);
    const after = merged(before, params);
    if (after === before) return { status: "no-change", reason: "the instruction says this already" };
    const edited = editInstructions(document, (instructions) => {
      const [block, ...others] = instructions.text_instructions ?? [];
      return {
        ...instructions,
        text_instructions: [{ ...(block ?? { id: newId() }), content: piecesOf(after) }, ...others],
      };
    });
    return { status: "applied", document: edited };
  },
  invert: (_, after, before) => {
    const earlier = before.data.instructions?.text_instructions;
    return editInstructions(after, ({ text_instructions: __, ...instructions }) =>
      earlier ? { ...instructions, text_instructions: earlier } : instructions,
    );
  },
  key: ({ mode, content, replaces }) => `${mode}:${plainText(replaces ?? "")}:${plainText(content)}`,
  touches: ({ content }, document) => {
    const text = content.toLowerCase();
    const named = document.sources.filter(({ identifier }) =>
      text.includes((identifier.split(".").at(-1) ?? identifier).toLowerCase()),
    );
    // Guidance that names no table may change any answer.
    const objects = (named.length > 0 ? named : document.sources).map(({ identifier }) => identifier);
    return { objects, paths: ["/instructions/text_instructions"] };
  },
  describe: ({ mode, content }) =>
    `${mode === "replace" ? "Replacing the text instruction" : "Adding to the text instruction"}: ${firstLine(content)}`,
});

function instructionText(document: SpaceDocument): string {
  return textOf(document.data.instructions?.text_instructions?.[0]?.content);
}

function merged(text: string, { mode, content, replaces }: z.infer<typeof Schema>): string {
  if (mode === "replace" || text.trim() === "") return content;
  if (replaces !== undefined) {
    return paragraphs(text)
      .map((paragraph) => (beginsWith(paragraph, replaces) ? content : paragraph))
      .join("\n\n");
  }
  return plainText(text).includes(plainText(content)) ? text : `${text.trimEnd()}\n\n${content}`;
}

function paragraphs(text: string): readonly string[] {
  return text.split(/\n\s*\n/);
}

function beginsWith(paragraph: string, start: string): boolean {
  return plainText(paragraph).startsWith(plainText(start));
}

function firstLine(text: string): string {
  const line = text.split("\n")[0] ?? "";
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

import * as z from "zod";
import { plainText } from "../../space/plain-text.js";
import type { SpaceDocument } from "../../space/space-document.js";
import { piecesOf, textOf } from "../../space/text-pieces.js";
import { shortName } from "../../space/three-part-name.js";
import { defineFixType } from "../define-fix-type.js";
import { itemPath, itemsOf, listPath, withItems } from "../document-items.js";
import { maxTextLength } from "../fix-checks.js";
import type { FixProblem } from "../fix-problem.js";
import { mergeGuidance, paragraphsBeginning } from "../merge-guidance.js";
import { oneLine } from "../one-line.js";

const Schema = z.strictObject({
  mode: z.enum(["merge", "replace"]).default("merge"),
  content: z.string().trim().min(1).max(maxTextLength),
  replaces: z.string().trim().min(1).optional(),
});
type Params = z.infer<typeof Schema>;

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
  validate: (params, document) => [...checkParagraph(params, document), ...checkLength(params, document)],
  apply: (params, document, { newId }) => {
    const before = instructionText(document);
    const after = changedText(before, params);
    if (after === before) return { status: "no-change", reason: "the instruction says this already" };
    const [block, ...others] = itemsOf(document, "text_instructions");
    const edited = { ...(block ?? { id: newId() }), content: addedPieces(block?.content ?? [], after) };
    return { status: "applied", document: withItems(document, "text_instructions", [edited, ...others]) };
  },
  invert: (_, after, before) => withItems(after, "text_instructions", itemsOf(before, "text_instructions")),
  key: ({ mode, content, replaces }) => `${mode}:${plainText(replaces ?? "")}:${plainText(content)}`,
  touches: (params, document) => ({
    objects: namedSources(params, document),
    paths: [touchedPath(params, document)],
  }),
  describe: ({ mode, content }) =>
    `${mode === "replace" ? "Replacing the text instruction" : "Adding to the text instruction"}: ${firstLine(content)}`,
});

function checkParagraph({ replaces, mode }: Params, document: SpaceDocument): readonly FixProblem[] {
  if (replaces === undefined || mode === "replace") return [];
  const found = paragraphsBeginning(instructionText(document), replaces);
  if (found === 1) return [];
  const message =
    found === 0
      ? `no paragraph of the instruction begins with "${replaces}"`
      : `${found} paragraphs of the instruction begin with "${replaces}"; give more of its words`;
  return [{ path: "params.replaces", message }];
}

function checkLength(params: Params, document: SpaceDocument): readonly FixProblem[] {
  const before = instructionText(document);
  const after = changedText(before, params);
  return after.length <= maxTextLength || after.length <= before.length
    ? []
    : [
        {
          path: "params.content",
          message: `makes the instruction ${after.length} characters long; the service takes ${maxTextLength}`,
        },
      ];
}

function instructionText(document: SpaceDocument): string {
  return textOf(itemsOf(document, "text_instructions")[0]?.content);
}

function changedText(text: string, { mode, content, replaces }: Params): string {
  return mode === "replace" ? content : mergeGuidance(text, content, replaces);
}

/** The pieces of a longer text: those of the shorter one stay as they were cut. */
function addedPieces(pieces: readonly string[], text: string): readonly string[] {
  const kept = textOf(pieces);
  const added = text.startsWith(kept) && kept.endsWith("\n") ? text.slice(kept.length) : undefined;
  return added === undefined ? piecesOf(text) : [...pieces, ...piecesOf(added)];
}

/** Tables that the guidance names. Guidance that names none may change any answer. */
function namedSources({ content }: Params, document: SpaceDocument): readonly string[] {
  const text = content.toLowerCase();
  const words = new Set(text.match(/[\p{L}\p{N}_]+/gu));
  const all = document.sources.map(({ identifier }) => identifier);
  const named = all.filter((identifier) => {
    const name = shortName(identifier).toLowerCase();
    return words.has(name) || (!/^[\p{L}\p{N}_]+$/u.test(name) && text.includes(name));
  });
  return named.length > 0 ? named : all;
}

function touchedPath({ mode, replaces }: Params, document: SpaceDocument): string {
  const [block] = itemsOf(document, "text_instructions");
  if (!block) return mode === "replace" ? listPath("text_instructions") : itemPath("text_instructions", "-");
  return mode === "merge" && replaces === undefined
    ? itemPath("text_instructions", block.id, "content", "-")
    : itemPath("text_instructions", block.id, "content");
}

function firstLine(text: string): string {
  const line = oneLine(text.trim().split("\n")[0] ?? "");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

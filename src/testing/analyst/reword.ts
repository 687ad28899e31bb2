import * as z from "zod";

const WantedSchema = z.object({
  count: z.number(),
  questions: z.array(z.object({ id: z.string(), question: z.string() })),
});

/** Openings that say nothing but that something is asked for. */
const opening =
  /^(?:what (?:was|is|are|were)|show(?: me)?|list|give(?: me)?|count|tell me|please)\s+(?:(?:the|our)\s+)?/i;
const frames = ["Tell me", "Give me", "I need to know", "Show us", "Please report"];

/** Each question in other words by rule: the same content in another frame. Knows nothing of what is meant. */
export function rewordAll(wanted: string): object {
  const { count, questions } = WantedSchema.parse(JSON.parse(wanted));
  return {
    questions: questions.map(({ id, question }) => ({
      id,
      paraphrases: frames.slice(0, count).map((frame) => `${frame} ${contentOf(question)}.`),
    })),
  };
}

function contentOf(question: string): string {
  const plain = question.trim().replace(/[?.!\s]+$/, "");
  const content = plain.replace(opening, "");
  const isCut = content !== plain;
  return `${isCut ? "the " : ""}${content.charAt(0).toLowerCase()}${content.slice(1)}`;
}

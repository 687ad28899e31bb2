import { plainText } from "../space/plain-text.js";

/**
 * A text with guidance added at its end, or put in place of the paragraph that begins with some words. Everything
 * else stays byte for byte. A text that says all of it already stays as it is.
 */
export function mergeGuidance(text: string, content: string, replaces: string | undefined): string {
  if (text.trim() === "") return content;
  if (replaces === undefined) return says(text, content) ? text : `${endedLine(text)}\n${content}`;
  const own = new Set(paragraphsOf(content).map(plainText));
  // Paragraphs stand at even places, what separates them at odd ones.
  const parts = text.split(/(\n\s*\n)/);
  const at = parts.findIndex(
    (part, index) => index % 2 === 0 && beginsWith(part, replaces) && !own.has(plainText(part)),
  );
  if (at < 0) return text;
  const isSaid = says(parts.toSpliced(at, 1).join(""), content);
  return (isSaid ? parts.toSpliced(at === 0 ? 0 : at - 1, 2) : parts.with(at, content)).join("");
}

/** How many paragraphs begin with some words. */
export function paragraphsBeginning(text: string, start: string): number {
  return paragraphsOf(text).filter((paragraph) => beginsWith(paragraph, start)).length;
}

/** Whether every line of the guidance is a line of the text. Case counts: codes differ by it. */
function says(text: string, content: string): boolean {
  const lines = new Set(linesOf(text));
  return linesOf(content).every((line) => lines.has(line));
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) =>
      line
        .replace(/^\s*[-*•]\s+/, "")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter((line) => line !== "");
}

function paragraphsOf(text: string): readonly string[] {
  return text.split(/\n\s*\n/);
}

function beginsWith(paragraph: string, start: string): boolean {
  return plainText(paragraph).startsWith(plainText(start));
}

function endedLine(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

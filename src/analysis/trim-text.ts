import { estimateTokens } from "../prompts/tokens.js";
import { piecesOf, textOf } from "../space/text-pieces.js";
import type { FailureTerms } from "./failure-terms.js";
import type { TokenRoom } from "./token-room.js";

/** Share of the room that one text may take. */
const largestShare = 0.4;

/**
 * A long text, or those of its paragraphs that have room, the ones about the failures first; in their order. `content`
 * is undefined when all of it is kept.
 */
export function keepParagraphs(
  pieces: readonly string[],
  terms: FailureTerms,
  room: TokenRoom,
): { readonly content: readonly string[] | undefined; readonly omitted: number } {
  const text = textOf(pieces);
  const most = room.left * largestShare;
  if (estimateTokens(text) <= most) {
    room.take(estimateTokens(text));
    return { content: undefined, omitted: 0 };
  }
  const paragraphs = text
    .split(/\n+/)
    .map((line, index) => ({ line, index, shared: terms.sharedWords(line) }));
  const kept = new Set<number>();
  let left = most;
  for (const { line, index } of paragraphs.toSorted((a, b) => b.shared - a.shared)) {
    const tokens = estimateTokens(`${line}\n`);
    if (tokens > left) continue;
    left -= tokens;
    kept.add(index);
  }
  room.take(most - left);
  const lines = paragraphs.filter(({ index }) => kept.has(index)).map(({ line }) => line);
  return { content: piecesOf(lines.join("\n")), omitted: paragraphs.length - kept.size };
}

/** Objects in one text that are looked at: the last ones, as models think first and answer then. */
const mostCandidates = 20;

/**
 * The parts of a text that may be the JSON object which a model was asked for, the likeliest first: code blocks, then
 * what stands between braces that belong together, each from the last to the first. Prose may hold braces as well, so that
 * whoever asks must try which of them is the one.
 */
export function jsonCandidates(answer: string): readonly string[] {
  // What a reasoning model thought aloud may hold braces that nothing closes.
  const text = answer.slice(answer.lastIndexOf("</think>") + 1);
  const blocks = Array.from(text.matchAll(/```(?:json)?[^\S\n]*\n([\s\S]*?)```/gi), ([, block = ""]) =>
    block.trim(),
  );
  const objects = blocks.filter((block) => block.startsWith("{"));
  return [...objects.slice(-mostCandidates).reverse(), ...outermostObjects(text).reverse()];
}

/** What stands between outermost braces; braces inside of quoted texts do not count. */
function outermostObjects(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted) {
      if (character === "\\") at += 1;
      else if (character === '"') isQuoted = false;
    } else if (character === '"' && depth > 0) isQuoted = true;
    else if (character === "{") {
      if (depth === 0) start = at;
      depth += 1;
    } else if (character === "}" && depth > 0) {
      depth -= 1;
      if (depth === 0) found.push(text.slice(start, at + 1));
    }
  }
  return found.slice(-mostCandidates);
}

import { matchLines } from "./line-diff.js";

/**
 * Merges two changes of one text line by line. Insertions at the same place are both kept, ours first.
 * Undefined when both changed the same lines in different ways.
 */
export function mergeText(base: string, ours: string, theirs: string): string | undefined {
  const [baseLines, ourLines, theirLines] = [linesOf(base), linesOf(ours), linesOf(theirs)];
  const ourPartners = matchLines(baseLines, ourLines);
  const theirPartners = matchLines(baseLines, theirLines);
  const merged: string[] = [];
  let [at, ourAt, theirAt] = [0, 0, 0];
  while (at <= baseLines.length) {
    let next = at;
    while (next < baseLines.length && (ourPartners[next] === -1 || theirPartners[next] === -1)) next += 1;
    const ourNext = ourPartners[next] ?? ourLines.length;
    const theirNext = theirPartners[next] ?? theirLines.length;
    const chunk = mergeChunk(
      baseLines.slice(at, next),
      ourLines.slice(ourAt, ourNext),
      theirLines.slice(theirAt, theirNext),
    );
    if (!chunk) return undefined;
    merged.push(...chunk, ...baseLines.slice(next, next + 1));
    [at, ourAt, theirAt] = [next + 1, ourNext + 1, theirNext + 1];
  }
  return merged.join("\n");
}

/** Lines between two that all three texts share. */
function mergeChunk(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): readonly string[] | undefined {
  if (same(ours, theirs) || same(base, theirs)) return ours;
  if (same(base, ours)) return theirs;
  if (startsWith(ours, base) && startsWith(theirs, base)) return [...ours, ...theirs.slice(base.length)];
  if (startsWith(ours, base)) return [...theirs, ...ours.slice(base.length)];
  if (startsWith(theirs, base)) return [...ours, ...theirs.slice(base.length)];
  if (endsWith(ours, base)) return [...ours.slice(0, ours.length - base.length), ...theirs];
  if (endsWith(theirs, base)) return [...theirs.slice(0, theirs.length - base.length), ...ours];
  return undefined;
}

/** The empty text has no lines, so that what is put into it meets nothing. */
function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n");
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && startsWith(left, right);
}

function startsWith(lines: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((line, index) => lines[index] === line);
}

function endsWith(lines: readonly string[], suffix: readonly string[]): boolean {
  return lines.length >= suffix.length && startsWith(lines.slice(lines.length - suffix.length), suffix);
}

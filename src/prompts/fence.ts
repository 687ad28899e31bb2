const open = (name: string) => `<<<DATA ${name}`;
const close = "DATA>>>";
/** Fence marks and what a model could take for one. */
const openLike = /<{3,}(?=\s*data)/gi;
const closeLike = /(?<=data\s*)>{3,}/gi;

/**
 * Wraps outside text (questions, SQL, documents) as a named data block of a prompt. Fence marks inside the
 * text are broken up, so that the text cannot end its own block or open another.
 */
export function fence(name: string, text: string): string {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new RangeError(`"${name}" is not a fence name`);
  const harmless = text
    .replace(openLike, (mark) => `${mark.slice(0, -1)} <`)
    .replace(closeLike, (mark) => `> ${mark.slice(1)}`);
  return `${open(name)}\n${harmless}\n${close}`;
}

/** The data blocks of a rendered prompt, by name. */
export function readFences(prompt: string): ReadonlyMap<string, string> {
  const blocks = prompt.matchAll(/^<<<DATA ([a-z][a-z0-9-]*)\n([\s\S]*?)\nDATA>>>$/gm);
  return new Map(Array.from(blocks, ([, name = "", text = ""]) => [name, text]));
}

import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";

/** A name that cannot be quoted safely. */
export class IdentifierError extends GenieEnhancerError {
  readonly code = "IDENTIFIER";

  constructor(name: string, why: string) {
    super(`"${name.slice(0, 200)}" is not a usable name: ${why}.`);
  }
}

const longestPart = 255;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be refused
const controlCharacter = /[\u0000-\u001f\u007f]/;

/** One part of a name in backticks, whatever characters it holds. The only place where names are quoted. */
export function quoteIdentifier(part: string): string {
  return `\`${checkedPart(part).replaceAll("`", "``")}\``;
}

/** A name of dotted parts, each in backticks: `a.b.c` becomes `` `a`.`b`.`c` ``. */
export function quoteTableName(name: string): string {
  return parseTableName(name).map(quoteIdentifier).join(".");
}

/**
 * The parts of a dotted name. Parts may stand in backticks.
 * @throws IdentifierError when a part is empty, too long or holds control characters, or a backtick is not closed.
 */
export function parseTableName(name: string): readonly string[] {
  const parts: string[] = [];
  let rest = name.trim();
  for (;;) {
    const quoted = /^`((?:[^`]|``)+)`/.exec(rest);
    const match = quoted ?? /^[^.`\s]+/.exec(rest);
    if (!match) throw new IdentifierError(name, "a part is empty or a backtick is not closed");
    parts.push(checkedPart(quoted ? (quoted[1] ?? "").replaceAll("``", "`") : match[0]));
    rest = rest.slice(match[0].length);
    if (rest === "") return parts;
    if (!rest.startsWith(".")) throw new IdentifierError(name, "parts must be separated by dots");
    rest = rest.slice(1);
  }
}

function checkedPart(part: string): string {
  if (part === "") throw new IdentifierError(part, "it is empty");
  if (part.length > longestPart)
    throw new IdentifierError(part, `a part is longer than ${longestPart} characters`);
  if (controlCharacter.test(part)) throw new IdentifierError(part, "it holds control characters");
  return part;
}

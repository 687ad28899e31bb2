/**
 * The parts of a Unity Catalog name as they are written, with backquotes. Dots between backquotes and inside a
 * template's placeholder (`{catalog}`, `${catalog}`) do not part.
 */
export function nameParts(identifier: string): string[] {
  const parts: string[] = [];
  let part = "";
  let closing = "";
  for (const character of identifier) {
    if (character === "." && closing === "") {
      parts.push(part);
      part = "";
      continue;
    }
    if (closing !== "") closing = character === closing ? "" : closing;
    else if (character === "`") closing = "`";
    else if (character === "{") closing = "}";
    part += character;
  }
  return [...parts, part];
}

/** Whether a name is of the form `catalog.schema.name`. */
export function isThreePartName(identifier: string): boolean {
  const parts = nameParts(identifier);
  return parts.length === 3 && parts.every((part) => part !== "" && part.trim() === part && part !== "``");
}

/** The last part of a name without backquotes, by which people call it: `orders` for `main.shop.orders`. */
export function shortName(identifier: string): string {
  return withoutBackquotes(nameParts(identifier).at(-1) ?? "");
}

/** A name without backquotes, to compare names by that may be written with and without. */
export function plainName(identifier: string): string {
  return nameParts(identifier).map(withoutBackquotes).join(".");
}

function withoutBackquotes(part: string): string {
  return part.startsWith("`") && part.endsWith("`") && part.length > 1
    ? part.slice(1, -1).replaceAll("``", "`")
    : part;
}

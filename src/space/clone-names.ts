import { formatMarker, type OwnershipMarker, withoutMarker } from "./ownership-marker.js";

/** Longest title and description of a space that every version of the service takes, in characters. */
export const maxTitleLength = 63;
export const maxDescriptionLength = 4096;

/**
 * A title that fits. Where `title` is the original's title with something behind it, the original's part is
 * shortened, so that what tells the copies apart stays.
 */
export function cloneTitle(title: string, originalTitle: string): string {
  if (title.length <= maxTitleLength) return title;
  const suffix = title.startsWith(originalTitle) ? title.slice(originalTitle.length) : "";
  if (suffix.length >= maxTitleLength) return shorten(title, maxTitleLength);
  return `${shorten(title.slice(0, title.length - suffix.length), maxTitleLength - suffix.length - 1)}…${suffix}`;
}

/** The original's description, shortened where it must be, and the marker on a line of its own. */
export function cloneDescription(description: string | undefined, marker: OwnershipMarker): string {
  const line = formatMarker(marker);
  const text = shorten(withoutMarker(description), maxDescriptionLength - line.length - 2);
  return text === "" ? line : `${text}\n\n${line}`;
}

/** Cuts without splitting a character that takes two UTF-16 units. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, Math.max(0, length));
  return (/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut).trimEnd();
}

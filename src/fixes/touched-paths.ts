import type { ChangedPath } from "../space/document-paths.js";
import type { FixTouches } from "./fix-type.js";

/** Whether a change lies within the paths that a fix says it touches. */
export function isTouched({ path, kind }: ChangedPath, { paths }: Pick<FixTouches, "paths">): boolean {
  return paths.some((touched) => {
    const list = listOf(touched);
    if (list === undefined) return path === touched || path.startsWith(`${touched}/`);
    // Something new in a list, or at the end of a text.
    return kind === "added" ? parentOf(path) === list || path === list : path === list && kind === "changed";
  });
}

/** A path that two fixes both touch, so that one may undo what the other does; undefined when there is none. */
export function sharedPath(
  left: Pick<FixTouches, "paths">,
  right: Pick<FixTouches, "paths">,
): string | undefined {
  for (const path of left.paths) {
    for (const other of right.paths) {
      if (path === other && listOf(path) !== undefined) continue;
      if (path === other || path.startsWith(`${other}/`)) return path;
      if (other.startsWith(`${path}/`)) return other;
    }
  }
  return undefined;
}

/** The list to which a path that ends in `-` adds. */
function listOf(path: string): string | undefined {
  return path.endsWith("/-") ? path.slice(0, -2) : undefined;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

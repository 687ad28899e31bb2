import type { MergeConflict } from "../space/document-merge.js";
import type { SpaceSnapshot } from "../space/space-cloner.js";

/** What was changed in a space, one line each: its title, description and warehouse, then its document. */
export function driftLines(before: SpaceSnapshot, now: SpaceSnapshot): readonly string[] {
  const members = [
    ["title", before.title, now.title],
    ["description", before.description ?? "", now.description ?? ""],
    ["warehouse", before.warehouseId, now.warehouseId],
  ] as const;
  return [
    ...members
      .filter(([, was, is]) => was !== is)
      .map(([name, was, is]) => `${name}: ${shown(was)} is now ${shown(is)}`),
    ...before.document.diff(now.document).lines,
  ];
}

/** Where two changes contradict each other, with what either side wants. */
export function conflictLines(conflicts: readonly MergeConflict[]): readonly string[] {
  return conflicts.map(({ path, ours, theirs }) => `${path}: ${shown(ours)} here, ${shown(theirs)} there`);
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

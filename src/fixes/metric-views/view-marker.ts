import { parseDocument } from "yaml";
import { hashText } from "../../util/hash.js";

/** Says which run made a view, and from which definition. Stands in the view's comment. */
export function formatViewMarker(runId: string, yaml: string): string {
  return `${opening(runId)}${hashText(yaml).slice(0, 16)}]`;
}

/** Whether what the catalog says of a view holds the marker of a run. */
export function isMarkedBy(description: string, runId: string): boolean {
  return description.includes(opening(runId));
}

/** The definition of a metric view with the marker in its comment. */
export function withViewMarker(yaml: string, marker: string): string {
  const document = parseDocument(yaml, { version: "1.1" });
  const comment = document.get("comment");
  document.set("comment", typeof comment === "string" && comment !== "" ? `${comment} ${marker}` : marker);
  return document.toString({ lineWidth: 0 });
}

function opening(runId: string): string {
  return `[genie-enhancer run=${runId} definition=`;
}

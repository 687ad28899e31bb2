import { type DocumentFinding, newFindings } from "./document-finding.js";
import { SpaceDocument } from "./space-document.js";

/** Findings of documents that were judged before: the result of one edit is what the next one begins with. */
const judged = new WeakMap<SpaceDocument, readonly DocumentFinding[]>();

/**
 * What an edit broke: the findings of the document after it that the one before it does not have. Where there are
 * any, both are judged as they are sent, so that an order which writing mends anyway is nobody's fault.
 */
export function introducedFindings(before: SpaceDocument, after: SpaceDocument): readonly DocumentFinding[] {
  if (newFindings(findingsOf(before), findingsOf(after)).length === 0) return [];
  const [old, now] = [before, after].map((document) => SpaceDocument.parse(document.serialize()).validate());
  return newFindings(old ?? [], now ?? []);
}

function findingsOf(document: SpaceDocument): readonly DocumentFinding[] {
  const findings = judged.get(document) ?? document.validate();
  judged.set(document, findings);
  return findings;
}

import { type DocumentFinding, newFindings } from "./document-finding.js";
import { SpaceDocument, type ValidateOptions } from "./space-document.js";

/**
 * What an edit broke: the findings of the document after it that the one before it does not have. Both are judged
 * as they are sent, so that an order which writing mends anyway is nobody's fault.
 */
export function introducedFindings(
  before: SpaceDocument,
  after: SpaceDocument,
  options: ValidateOptions = {},
): readonly DocumentFinding[] {
  const [old, now] = [before, after].map((document) =>
    SpaceDocument.parse(document.serialize()).validate(options),
  );
  return newFindings(old ?? [], now ?? []);
}

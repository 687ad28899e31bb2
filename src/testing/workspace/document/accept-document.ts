import { isPlainObject } from "../../../util/json.js";
import { invalid } from "../service-error.js";
import { checkOrder } from "./check-order.js";
import { checkRules } from "./check-rules.js";
import { checkShape } from "./check-shape.js";
import type { JsonObject } from "./json-object.js";
import { storedForm } from "./stored-form.js";

const mostBytes = 3_500_000;

export interface AcceptedDocument {
  readonly document: JsonObject;
  /** The text in which it is read back. */
  readonly serialized: string;
}

/**
 * Checks a document as strictly as the service does and returns it as the service stores it. The SQL in it is not
 * compiled, and its tables need not exist: the service does the one no more, the other only of late.
 * @throws ServiceError 400 with the service's words, one problem at a time
 */
export function acceptDocument(serialized: unknown): AcceptedDocument {
  if (typeof serialized !== "string") throw invalid("Expected 'START_OBJECT' not 'VALUE_STRING'");
  if (new TextEncoder().encode(serialized).length > mostBytes)
    throw invalid("Invalid serialized_space: payload exceeds the limit of 3.5 MB");
  const document = parsed(serialized);
  const version = document.version ?? 0;
  if (version !== 1 && version !== 2) {
    throw invalid(
      `Invalid export proto: ExportConverter supports versions 1 and 2, but got ${String(version)}`,
    );
  }
  checkShape(document, "GenieSpaceExport", "", version);
  checkOrder(document);
  checkRules(document);
  const stored = storedForm(document);
  return { document: stored, serialized: serializedForm(stored) };
}

/** How the service prints a document. */
export function serializedForm(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function parsed(serialized: string): JsonObject {
  let document: unknown;
  try {
    document = JSON.parse(serialized);
  } catch {
    throw invalid("Invalid JSON in field 'serialized_space'");
  }
  if (!isPlainObject(document)) throw invalid("Invalid JSON in field 'serialized_space'");
  return document;
}

import { isPlainObject } from "../util/json.js";
import { migrateVersion1 } from "./migrate-version-1.js";
import type { SerializedSpace } from "./serialized-space.js";
import { ShapeReader } from "./shape-reader.js";
import { SpaceDocumentError } from "./space-document-error.js";

export interface ReadDocument {
  readonly data: SerializedSpace;
  readonly sourceVersion: 1 | 2;
}

/** Ten times what the service takes; longer text is not worth parsing. */
const maxTextLength = 35_000_000;

/** Reads a document from text or object, bare or in the API's envelope, in version 1 or 2. */
export function readDocument(input: unknown): ReadDocument {
  const root = unwrap(typeof input === "string" ? parseJson(input) : input);
  if (!("version" in root)) {
    if ("data_sources" in root) {
      throw new SpaceDocumentError(
        "UNSUPPORTED_VERSION",
        'The space document has no "version". Add "version": 2.',
      );
    }
    throw new SpaceDocumentError(
      "WRONG_SHAPE",
      'This is no space document: it has neither "version" nor "data_sources". Give the `serialized_space` of a space.',
    );
  }
  return root.version === 1
    ? { data: readSpace({ ...migrateVersion1(root), version: 2 }).data, sourceVersion: 1 }
    : readSpace(root);
}

/** Takes over an object as a version 2 document. */
export function readSpace(value: unknown): ReadDocument {
  if (!isPlainObject(value)) {
    throw new SpaceDocumentError("WRONG_SHAPE", "A space document is a JSON object.");
  }
  if (value.version !== 2) {
    const found = typeof value.version === "number" ? value.version : JSON.stringify(value.version);
    throw new SpaceDocumentError(
      "UNSUPPORTED_VERSION",
      `Space documents have version 1 or 2, this one has ${found}.`,
    );
  }
  const reader = new ShapeReader();
  const data = reader.read(value);
  if (data === undefined) {
    throw new SpaceDocumentError(
      "WRONG_SHAPE",
      "The space document has members of the wrong type:",
      reader.findings,
    );
  }
  // The reader has just established that the object has this shape.
  return { data: data as unknown as SerializedSpace, sourceVersion: 2 };
}

function parseJson(text: string): unknown {
  if (text.length > maxTextLength) {
    throw new SpaceDocumentError(
      "WRONG_SHAPE",
      `A space document of ${text.length} characters is longer than anything the service takes.`,
    );
  }
  if (text.trim() === "") throw new SpaceDocumentError("NO_DOCUMENT", "The space document is empty.");
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SpaceDocumentError("NOT_JSON", `The space document is not JSON: ${reason}`, [], cause);
  }
}

function unwrap(value: unknown): Record<string, unknown> {
  if (!isPlainObject(value)) {
    throw new SpaceDocumentError("WRONG_SHAPE", "A space document is a JSON object.");
  }
  if (!Object.hasOwn(value, "serialized_space")) return value;
  const { serialized_space: inner } = value;
  if (inner === undefined || inner === null || inner === "") {
    throw new SpaceDocumentError(
      "NO_DOCUMENT",
      "The answer holds no space document. Ask for it with include_serialized_space=true, as someone who has CAN EDIT on the space.",
    );
  }
  const root = typeof inner === "string" ? parseJson(inner) : inner;
  if (!isPlainObject(root)) throw new SpaceDocumentError("WRONG_SHAPE", "A space document is a JSON object.");
  return root;
}

import type { Space } from "../genie/space.js";
import { SpaceDocument } from "./space-document.js";
import { SpaceDocumentError } from "./space-document-error.js";

/** A space as it was when it was read, document included. */
export interface SpaceSnapshot {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly warehouseId: string;
  readonly parentPath?: string | undefined;
  /** Changes with the document only. */
  readonly etag?: string | undefined;
  readonly document: SpaceDocument;
}

/**
 * The snapshot of a space that was read together with its document.
 * @throws SpaceDocumentError with code `NO_DOCUMENT` when the service left the document out, as it does for
 * callers without CAN EDIT; with another code when it cannot be read.
 */
export function snapshotOf(space: Space): SpaceSnapshot {
  const { id, title, description, warehouseId, parentPath, etag, serializedSpace } = space;
  if (!serializedSpace) {
    throw new SpaceDocumentError(
      "NO_DOCUMENT",
      `Space ${id} ("${title}") was read without its document. The service does so when the caller lacks CAN EDIT: ask its owner for CAN EDIT on the space.`,
    );
  }
  return {
    id,
    title,
    description,
    warehouseId,
    parentPath,
    etag,
    document: SpaceDocument.parse(serializedSpace),
  };
}

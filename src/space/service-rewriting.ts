import type { SerializedSpace } from "./serialized-space.js";
import type { SpaceDocument } from "./space-document.js";

/**
 * Whether a document read back is the one written, allowing for what the service is known to rewrite: it may
 * list metric views among the tables.
 */
export function isSameAfterRewriting(written: SpaceDocument, readBack: SpaceDocument): boolean {
  if (written.equals(readBack)) return true;
  return written
    .with(withOneSourceList(written.data))
    .equals(readBack.with(withOneSourceList(readBack.data)));
}

function withOneSourceList(data: SerializedSpace): SerializedSpace {
  const { tables = [], metric_views = [], ...rest } = data.data_sources ?? {};
  return { ...data, data_sources: { ...rest, tables: [...tables, ...metric_views] } };
}

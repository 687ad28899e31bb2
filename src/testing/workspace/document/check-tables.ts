import type { EngineTable } from "../ports.js";
import { ServiceError } from "../service-error.js";
import { type JsonObject, objectOf, objectsOf } from "./json-object.js";

/** Checks that the catalog has every source of a document. @throws ServiceError 403, as the service answers */
export function checkTables(document: JsonObject, catalog: readonly EngineTable[]): void {
  const known = new Set(catalog.map(({ name }) => name.toLowerCase()));
  const sources = objectOf(document.data_sources);
  for (const { identifier } of [...objectsOf(sources.tables), ...objectsOf(sources.metric_views)]) {
    if (!known.has(String(identifier).replaceAll("`", "").toLowerCase()))
      throw new ServiceError(
        403,
        "PERMISSION_DENIED",
        `Failed to fetch tables for the space. Table '${String(identifier)}' does not exist.`,
      );
  }
}

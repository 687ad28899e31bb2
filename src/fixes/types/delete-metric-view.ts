import * as z from "zod";
import { shortName } from "../../space/three-part-name.js";
import type { CatalogTable } from "../../sql/catalog.js";
import { defineFixType } from "../define-fix-type.js";
import { sourcePath } from "../edit-document.js";
import { metricViewEntry, withMetricView, withoutMetricView } from "../metric-views/metric-view-entry.js";

/** Takes a metric view out of the space. It stays in Unity Catalog. */
export const deleteMetricView = defineFixType({
  type: "delete_metric_view",
  category: "metric_views",
  risk: "high",
  schema: z.strictObject({ identifier: z.string().min(1) }),
  promptGuide: `Takes one metric view out of the space; it stays in Unity Catalog.
Use it when a metric view draws questions that its measures do not answer, or contradicts its base tables.
Example: \`{"type":"delete_metric_view","identifier":"shop.core.old_metrics"}\``,
  validate: ({ identifier }, document, catalog) =>
    metricViewEntry(document, identifier) ||
    (document.source(identifier) && catalog.tables.some(isMetricView(identifier)))
      ? []
      : [{ path: "params.identifier", message: `the space has no metric view "${identifier}"` }],
  apply: ({ identifier }, document) =>
    document.source(identifier)
      ? { status: "applied", document: withoutMetricView(document, identifier) }
      : { status: "no-change", reason: "the space has no such metric view" },
  invert: ({ identifier }, after, before) => {
    const removed = before.source(identifier);
    if (!removed || after.source(identifier)) return after;
    // The service may keep metric views among the tables; one goes back to where it was.
    const list = metricViewEntry(before, identifier) ? "metric_views" : "tables";
    return withMetricView(after, removed, list);
  },
  key: ({ identifier }) => identifier,
  touches: ({ identifier }, document) => ({
    objects: [identifier],
    paths: [sourcePath(document, identifier)],
  }),
  describe: ({ identifier }) => `Removing metric view: ${shortName(identifier)}`,
});

function isMetricView(identifier: string) {
  return ({ name, kind }: CatalogTable) => name === identifier && kind === "metric_view";
}

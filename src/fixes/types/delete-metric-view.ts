import { z } from "zod";
import { defineFixType } from "../define-fix-type.js";
import { sourcePath } from "../edit-document.js";
import { shortName } from "../fix-checks.js";
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
  validate: ({ identifier }, document) =>
    metricViewEntry(document, identifier)
      ? []
      : [{ path: "params.identifier", message: `the space has no metric view "${identifier}"` }],
  apply: ({ identifier }, document) =>
    metricViewEntry(document, identifier)
      ? { status: "applied", document: withoutMetricView(document, identifier) }
      : { status: "no-change", reason: "the space has no such metric view" },
  invert: ({ identifier }, after, before) => {
    const removed = metricViewEntry(before, identifier);
    return removed && !after.source(identifier) ? withMetricView(after, removed) : after;
  },
  key: ({ identifier }) => identifier,
  touches: ({ identifier }, document) => ({
    objects: [identifier],
    paths: [sourcePath(document, identifier)],
  }),
  describe: ({ identifier }) => `Removing metric view: ${shortName(identifier)}`,
});

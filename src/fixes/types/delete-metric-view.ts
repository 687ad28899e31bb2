import { z } from "zod";
import { defineFixType } from "../define-fix-type.js";
import { shortName } from "../fix-checks.js";

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
    document.data.data_sources?.metric_views?.some((view) => view.identifier === identifier)
      ? []
      : [{ path: "params.identifier", message: `the space has no metric view "${identifier}"` }],
  apply: ({ identifier }, document) => {
    const { metric_views: views = [], ...sources } = document.data.data_sources ?? {};
    const left = views.filter((view) => view.identifier !== identifier);
    if (left.length === views.length)
      return { status: "no-change", reason: "the space has no such metric view" };
    const data_sources = left.length > 0 ? { ...sources, metric_views: left } : sources;
    return { status: "applied", document: document.with({ ...document.data, data_sources }) };
  },
  invert: ({ identifier }, after, before) => {
    const removed = before.data.data_sources?.metric_views?.find((view) => view.identifier === identifier);
    if (!removed || after.source(identifier)) return after;
    const { data_sources: sources = {} } = after.data;
    const views = [...(sources.metric_views ?? []), removed].toSorted((a, b) =>
      a.identifier < b.identifier ? -1 : 1,
    );
    return after.with({ ...after.data, data_sources: { ...sources, metric_views: views } });
  },
  key: ({ identifier }) => identifier,
  touches: ({ identifier }) => ({
    objects: [identifier],
    paths: [`/data_sources/metric_views/${identifier}`],
  }),
  describe: ({ identifier }) => `Removing metric view: ${shortName(identifier)}`,
});

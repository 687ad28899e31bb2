import { piecesOf } from "../../space/text-pieces.js";
import { shortName } from "../../space/three-part-name.js";
import { canonicalJson } from "../../util/json.js";
import { defineFixType } from "../define-fix-type.js";
import { checkMetricView } from "../metric-views/check-metric-view.js";
import { withMetricView, withoutMetricView } from "../metric-views/metric-view-entry.js";
import { MetricViewSchema } from "../metric-views/metric-view-schema.js";
import { metricViewYaml } from "../metric-views/metric-view-yaml.js";

/** Creates a metric view in Unity Catalog and adds it to the space. Never replaces an existing object. */
export const createMetricView = defineFixType({
  type: "create_metric_view",
  category: "metric_views",
  risk: "medium",
  schema: MetricViewSchema,
  promptGuide: `Creates a metric view in Unity Catalog and adds it to the space. Only where \`settings.metricViewSchema\` names a schema; \`name\` must lie in it and be new.
Use it for a measure or ratio that must be computed one way, or for answers that need tables joined. \`dimensions\` and \`measures\` have a name people use, an \`expr\` over the source and its joins (\`join_name.column\`), and where it helps a comment, synonyms and a format. Measures are aggregates; one over a period may have a \`window\` ordered by a dimension.
Example: \`{"type":"create_metric_view","name":"shop.core.order_metrics","source":"shop.core.ord_hdr","joins":[{"name":"customer","source":"shop.core.cust","on":"source.cust_id = customer.id"}],"dimensions":[{"name":"country","expr":"customer.ctry_cd"}],"measures":[{"name":"average order value","expr":"SUM(net_amt) / COUNT(DISTINCT ord_id)","synonyms":["AOV"],"format":{"type":"currency","currencyCode":"EUR"}}]}\``,
  validate: checkMetricView,
  apply: ({ name, comment }, document) => {
    if (document.source(name))
      return { status: "no-change", reason: "the space has this metric view already" };
    const entry = { identifier: name, ...(comment ? { description: piecesOf(comment) } : {}) };
    return { status: "applied", document: withMetricView(document, entry) };
  },
  invert: ({ name }, after, before) => (before.source(name) ? after : withoutMetricView(after, name)),
  key: ({ name: _, comment: __, ...definition }) => canonicalJson(definition).replace(/\s+/g, " "),
  touches: ({ name, source, joins = [] }) => ({
    objects: [name, source, ...joins.map((join) => join.source)],
    paths: [`/data_sources/metric_views/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`],
  }),
  describe: ({ name }) => `Creating metric view: ${shortName(name)}`,
  prepare: (params, { metricViews, signal }) =>
    metricViews.create(params.name, metricViewYaml(params), { signal }),
  undo: async ({ name }, { metricViews, signal }) => {
    if (metricViews.created.has(name)) await metricViews.drop(name, { signal });
  },
});

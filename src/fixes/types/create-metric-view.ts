import { z } from "zod";
import type { DataSource } from "../../space/serialized-space.js";
import type { SpaceDocument } from "../../space/space-document.js";
import { piecesOf } from "../../space/text-pieces.js";
import { parseTableName } from "../../sql/identifier.js";
import { checkReadOnlySql } from "../../sql/read-only-guard.js";
import { defineFixType } from "../define-fix-type.js";
import type { FixProblem } from "../fix-type.js";
import { metricViewYaml } from "../metric-views/metric-view-yaml.js";

const FieldSchema = z.strictObject({
  name: z.string().trim().min(1).max(255),
  expr: z.string().trim().min(1).max(10_000),
  comment: z.string().max(5_000).optional(),
  synonyms: z.array(z.string().trim().min(1).max(255)).max(10).optional(),
});

const Schema = z.strictObject({
  name: z.string().min(1),
  source: z.string().min(1),
  comment: z.string().max(5_000).optional(),
  filter: z.string().trim().min(1).max(10_000).optional(),
  joins: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z_]\w*$/, "must be a plain name"),
        source: z.string().min(1),
        on: z.string().trim().min(1),
      }),
    )
    .max(10)
    .optional(),
  dimensions: z.array(FieldSchema).max(100),
  measures: z.array(FieldSchema).min(1).max(100),
});
type Params = z.infer<typeof Schema>;

/** Creates a metric view in Unity Catalog and adds it to the space. Never replaces an existing object. */
export const createMetricView = defineFixType({
  type: "create_metric_view",
  category: "metric_views",
  risk: "medium",
  schema: Schema,
  promptGuide: `Creates a metric view in Unity Catalog and adds it to the space. Only where \`settings.metricViewSchema\` names a schema; \`name\` must lie in it and be new.
Use it for a measure or ratio that must be computed one way, or for answers that need tables joined. \`dimensions\` and \`measures\` have a name people use, an \`expr\` over the source and its joins (\`join_name.column\`), a comment and synonyms. Measures are aggregates.
Example: \`{"type":"create_metric_view","name":"shop.core.order_metrics","source":"shop.core.ord_hdr","joins":[{"name":"customer","source":"shop.core.cust","on":"source.cust_id = customer.id"}],"dimensions":[{"name":"country","expr":"customer.ctry_cd"}],"measures":[{"name":"average order value","expr":"SUM(net_amt) / COUNT(DISTINCT ord_id)","synonyms":["AOV"]}]}\``,
  validate: (params, document, catalog) => [
    ...checkName(
      params,
      document,
      catalog.tables.map(({ name }) => name),
    ),
    ...checkSources(params, document),
    ...checkExpressions(params),
    ...checkTexts(params),
  ],
  apply: (params, document) => {
    if (document.source(params.name))
      return { status: "no-change", reason: "the space has this metric view already" };
    const { data_sources: sources = {} } = document.data;
    const entry: DataSource = {
      identifier: params.name,
      ...(params.comment ? { description: piecesOf(params.comment) } : {}),
    };
    const views = [...(sources.metric_views ?? []), entry].toSorted((a, b) =>
      a.identifier < b.identifier ? -1 : 1,
    );
    return {
      status: "applied",
      document: document.with({ ...document.data, data_sources: { ...sources, metric_views: views } }),
    };
  },
  invert: ({ name }, after, before) => {
    if (before.source(name)) return after;
    const { metric_views: views = [], ...sources } = after.data.data_sources ?? {};
    const left = views.filter(({ identifier }) => identifier !== name);
    return after.with({
      ...after.data,
      data_sources: left.length > 0 ? { ...sources, metric_views: left } : sources,
    });
  },
  key: ({ name: _, ...definition }) =>
    metricViewYaml({ ...definition, comment: undefined })
      .toLowerCase()
      .replace(/\s+/g, " "),
  touches: ({ name, source, joins = [] }) => ({
    objects: [name, source, ...joins.map((join) => join.source)],
    paths: [`/data_sources/metric_views/${name}`],
  }),
  describe: ({ name }) => `Creating metric view: ${name.split(".").at(-1) ?? name}`,
  prepare: (params, { metricViews, signal }) =>
    metricViews.create(params.name, metricViewYaml(params), { signal }),
  undo: async ({ name }, { metricViews, signal }) => {
    if (metricViews.created.has(name)) await metricViews.drop(name, { signal });
  },
});

function checkName(
  { name }: Params,
  document: SpaceDocument,
  catalogNames: readonly string[],
): readonly FixProblem[] {
  try {
    if (parseTableName(name).length !== 3)
      return [{ path: "params.name", message: "must be catalog.schema.view" }];
  } catch (error) {
    return [{ path: "params.name", message: error instanceof Error ? error.message : "is not a name" }];
  }
  const isTaken = document.source(name) !== undefined || catalogNames.includes(name);
  return isTaken ? [{ path: "params.name", message: `${name} exists already` }] : [];
}

function checkSources({ source, joins = [] }: Params, document: SpaceDocument): readonly FixProblem[] {
  const foreign = [source, ...joins.map((join) => join.source)].filter((name) => !document.source(name));
  return foreign.map((name) => ({ path: "params.source", message: `the space has no table "${name}"` }));
}

/** An expression must be one: put into a query, it may not make more than a query that reads. */
function checkExpressions({ filter, joins = [], dimensions, measures }: Params): readonly FixProblem[] {
  const expressions = [
    ...(filter === undefined ? [] : [{ path: "params.filter", sql: filter }]),
    ...joins.map(({ on }, index) => ({ path: `params.joins.${index}.on`, sql: on })),
    ...dimensions.map(({ expr }, index) => ({ path: `params.dimensions.${index}.expr`, sql: expr })),
    ...measures.map(({ expr }, index) => ({ path: `params.measures.${index}.expr`, sql: expr })),
  ];
  return expressions.flatMap(({ path, sql }) => {
    const checked = checkReadOnlySql(`SELECT (${sql}) FROM t`);
    return checked.ok ? [] : [{ path, message: checked.reason }];
  });
}

function checkTexts(params: Params): readonly FixProblem[] {
  if (JSON.stringify(params).includes("$$"))
    return [{ path: "", message: 'no text of a metric view may hold "$$"' }];
  const names = [...params.dimensions, ...params.measures].map(({ name }) => name.toLowerCase());
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  return repeated === undefined
    ? []
    : [{ path: "params.measures", message: `the name "${repeated}" is used twice` }];
}

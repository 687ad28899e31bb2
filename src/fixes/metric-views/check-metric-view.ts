import type { SpaceDocument } from "../../space/space-document.js";
import { plainName } from "../../space/three-part-name.js";
import type { Catalog } from "../../sql/catalog.js";
import { parseTableName } from "../../sql/identifier.js";
import { checkTableName } from "../fix-checks.js";
import type { FixProblem } from "../fix-problem.js";
import { checkExpression } from "../sql-expression.js";
import type { MetricView, MetricViewFormat } from "./metric-view-schema.js";

/** What is wrong with the definition of a metric view, as far as document and catalog tell. */
export function checkMetricView(
  view: MetricView,
  document: SpaceDocument,
  catalog: Catalog,
): readonly FixProblem[] {
  return [
    ...checkName(view, document, catalog),
    ...checkSources(view, document),
    ...checkExpressions(view, document),
    ...checkFields(view),
    ...checkTexts(view),
  ];
}

function checkName(
  { name }: MetricView,
  document: SpaceDocument,
  { tables }: Catalog,
): readonly FixProblem[] {
  const problem = (message: string) => [{ path: "params.name", message }];
  try {
    const parts = parseTableName(name);
    if (parts.length !== 3 || parts.join(".") !== name)
      return problem("must be catalog.schema.view, without quotes");
  } catch (error) {
    return problem(error instanceof Error ? error.message : "is not a name");
  }
  const taken = [
    ...document.sources.map(({ identifier }) => identifier),
    ...tables.map((table) => table.name),
  ];
  return taken.some((other) => plainName(other).toLowerCase() === name.toLowerCase())
    ? problem(`${name} exists already`)
    : [];
}

function checkSources({ source, joins = [] }: MetricView, document: SpaceDocument): readonly FixProblem[] {
  const named = [
    { path: "params.source", source },
    ...joins.map((join, index) => ({ path: `params.joins.${index}.source`, source: join.source })),
  ];
  const problems = named.flatMap(({ path, source: name }) =>
    document.source(name)
      ? checkTableName(name, path)
      : [{ path, message: `the space has no table "${name}"` }],
  );
  const aliases = ["source", ...joins.map(({ name }) => name.toLowerCase())];
  const repeated = aliases.find((alias, index) => aliases.indexOf(alias) !== index);
  return repeated === undefined
    ? problems
    : [...problems, { path: "params.joins", message: `the name "${repeated}" is used twice` }];
}

function checkExpressions(
  { filter, joins = [], dimensions, measures }: MetricView,
  document: SpaceDocument,
): readonly FixProblem[] {
  const expressions = [
    ...(filter === undefined ? [] : [{ path: "params.filter", sql: filter }]),
    ...joins.map(({ on }, index) => ({ path: `params.joins.${index}.on`, sql: on })),
    ...dimensions.map(({ expr }, index) => ({ path: `params.dimensions.${index}.expr`, sql: expr })),
    ...measures.map(({ expr }, index) => ({ path: `params.measures.${index}.expr`, sql: expr })),
  ];
  return expressions.flatMap((expression) => checkExpression(expression, document));
}

function checkFields({ dimensions, measures }: MetricView): readonly FixProblem[] {
  const fields = [
    ...dimensions.map((field, index) => ({ path: `params.dimensions.${index}`, field })),
    ...measures.map((field, index) => ({ path: `params.measures.${index}`, field })),
  ];
  const seen = new Set<string>();
  const problems = fields.flatMap(({ path, field: { name, format } }) => {
    const isRepeated = seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    return [
      ...(isRepeated ? [{ path: `${path}.name`, message: `the name "${name}" is used twice` }] : []),
      ...(format ? checkFormat(format, `${path}.format`) : []),
    ];
  });
  const known = new Set(dimensions.map(({ name }) => name.toLowerCase()));
  const windows = measures.flatMap(({ window = [] }, measure) =>
    window.flatMap(({ order }, index) =>
      known.has(order.toLowerCase())
        ? []
        : [
            {
              path: `params.measures.${measure}.window.${index}.order`,
              message: `"${order}" is no dimension of the view`,
            },
          ],
    ),
  );
  return [...problems, ...windows];
}

function checkFormat(format: MetricViewFormat, path: string): readonly FixProblem[] {
  const { type, currencyCode, decimalPlaces, abbreviation, dateFormat } = format;
  const isDate = type === "date" || type === "date_time";
  const problem = (message: string) => [{ path, message }];
  if (type === "currency" && currencyCode === undefined) return problem("a currency needs currencyCode");
  if (type !== "currency" && currencyCode !== undefined) return problem(`currencyCode does not fit ${type}`);
  if (isDate && (decimalPlaces !== undefined || abbreviation !== undefined))
    return problem("a date has neither decimalPlaces nor abbreviation");
  if (type === "date" && dateFormat === undefined) return problem("a date needs dateFormat");
  return !isDate && dateFormat !== undefined ? problem(`dateFormat does not fit ${type}`) : [];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be refused
const controlCharacter = /[\u0000-\u0008\u000b-\u001f\u007f]/;

function checkTexts(view: MetricView): readonly FixProblem[] {
  return textsIn(view, "params").flatMap(({ path, text }) => {
    if (text.includes("$$")) return [{ path, message: 'no text of a metric view may hold "$$"' }];
    return controlCharacter.test(text) ? [{ path, message: "it holds control characters" }] : [];
  });
}

function textsIn(value: unknown, path: string): readonly { readonly path: string; readonly text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => textsIn(member, `${path}.${name}`));
}

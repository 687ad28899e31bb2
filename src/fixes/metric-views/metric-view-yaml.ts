import { stringify } from "yaml";
import { quoteTableName } from "../../sql/identifier.js";
import type { MetricView, MetricViewFormat } from "./metric-view-schema.js";

type Field = MetricView["measures"][number];

/**
 * The definition of a metric view as YAML of version 1.1, the form that `CREATE VIEW … WITH METRICS` takes. Every
 * text stands between double quotes, so that none can be read as anything else.
 */
export function metricViewYaml({
  source,
  comment,
  filter,
  joins = [],
  dimensions,
  measures,
}: Omit<MetricView, "name">): string {
  const definition = {
    version: "1.1",
    ...(comment ? { comment } : {}),
    source: sourceName(source),
    ...(filter ? { filter } : {}),
    ...(joins.length > 0
      ? { joins: joins.map(({ name, source: from, on }) => ({ name, source: sourceName(from), on })) }
      : {}),
    ...(dimensions.length > 0 ? { dimensions: dimensions.map(field) } : {}),
    measures: measures.map(field),
  };
  return stringify(definition, {
    version: "1.1",
    defaultStringType: "QUOTE_DOUBLE",
    // A key that YAML takes for something else, such as `on`, is quoted all the same.
    defaultKeyType: "PLAIN",
    lineWidth: 0,
    aliasDuplicateObjects: false,
  }).replace(lineSeparators, escaped);
}

/** A table as SQL names it: between backquotes where it has to be, as in a catalog called `prod-eu`. */
function sourceName(source: string): string {
  return /^\w+(\.\w+)*$/.test(source) ? source : quoteTableName(source);
}

/** Line breaks in YAML 1.1, though not in the newer YAML that the library writes. */
const lineSeparators = /[\u0085\u2028\u2029]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function field({ name, expr, comment, displayName, format, synonyms = [], window = [] }: Field) {
  return {
    name,
    expr,
    ...(comment ? { comment } : {}),
    ...(displayName ? { display_name: displayName } : {}),
    ...(format ? { format: formatOf(format) } : {}),
    ...(synonyms.length > 0 ? { synonyms } : {}),
    ...(window.length > 0 ? { window } : {}),
  };
}

function formatOf({ type, currencyCode, decimalPlaces, abbreviation, dateFormat }: MetricViewFormat) {
  return {
    type,
    ...(currencyCode ? { currency_code: currencyCode } : {}),
    ...(decimalPlaces === undefined ? {} : { decimal_places: { type: "exact", places: decimalPlaces } }),
    ...(abbreviation ? { abbreviation } : {}),
    ...(dateFormat ? { date_format: dateFormat } : {}),
  };
}

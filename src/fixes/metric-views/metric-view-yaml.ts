import { stringify } from "yaml";

export interface MetricViewField {
  readonly name: string;
  readonly expr: string;
  readonly comment?: string | undefined;
  readonly synonyms?: readonly string[] | undefined;
}

export interface MetricViewDefinition {
  /** Three-part name of the table that the measures are taken from. */
  readonly source: string;
  readonly comment?: string | undefined;
  /** Boolean SQL that holds for every row. */
  readonly filter?: string | undefined;
  readonly joins?:
    | readonly { readonly name: string; readonly source: string; readonly on: string }[]
    | undefined;
  readonly dimensions: readonly MetricViewField[];
  readonly measures: readonly MetricViewField[];
}

/** The definition of a metric view as YAML of version 1.1, the form that `CREATE VIEW … WITH METRICS` takes. */
export function metricViewYaml({
  source,
  comment,
  filter,
  joins,
  dimensions,
  measures,
}: MetricViewDefinition): string {
  const field = ({ name, expr, comment: note, synonyms }: MetricViewField) => ({
    name,
    expr,
    ...(note ? { comment: note } : {}),
    ...(synonyms && synonyms.length > 0 ? { synonyms } : {}),
  });
  return stringify(
    {
      version: "1.1",
      ...(comment ? { comment } : {}),
      source,
      ...(filter ? { filter } : {}),
      // `on` is a boolean in YAML 1.1, so the key must stand in quotes.
      ...(joins && joins.length > 0
        ? { joins: joins.map(({ name, source: from, on }) => ({ name, source: from, on })) }
        : {}),
      dimensions: dimensions.map(field),
      measures: measures.map(field),
    },
    { version: "1.1", defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", lineWidth: 0 },
  ).replace(/^(\s*(?:- )?)on: /gm, '$1"on": ');
}

/** One column of a query's result. */
export interface SelectItem {
  readonly expression: string;
  readonly alias?: string | undefined;
}

/** A query in parts, ready to be written. */
export interface QueryParts {
  readonly dimensions: readonly SelectItem[];
  readonly measures: readonly SelectItem[];
  readonly from: string;
  readonly conditions: readonly string[];
  /** Whether rows are grouped by the dimensions; else they are listed as they are. */
  readonly isGrouped: boolean;
  readonly isDistinct?: boolean | undefined;
  readonly orderBy?: { readonly expression: string; readonly isDescending: boolean } | undefined;
  readonly limit?: number | undefined;
}

/** Writes a query in Databricks SQL, one clause a line. */
export function writeSql(parts: QueryParts): string {
  const items = [...parts.dimensions, ...parts.measures].map(({ expression, alias }) =>
    alias === undefined || alias === expression ? expression : `${expression} AS ${alias}`,
  );
  const lines = [
    `SELECT ${parts.isDistinct === true ? "DISTINCT " : ""}${items.join(", ")}`,
    `FROM ${parts.from}`,
  ];
  if (parts.conditions.length > 0) lines.push(`WHERE ${parts.conditions.join("\n  AND ")}`);
  if (parts.isGrouped && parts.dimensions.length > 0) {
    lines.push(`GROUP BY ${parts.dimensions.map((item) => item.expression).join(", ")}`);
  }
  if (parts.orderBy !== undefined)
    lines.push(`ORDER BY ${parts.orderBy.expression} ${parts.orderBy.isDescending ? "DESC" : "ASC"}`);
  if (parts.limit !== undefined) lines.push(`LIMIT ${parts.limit}`);
  return lines.join("\n");
}

/** A label as a column alias. */
export function aliasOf(label: string): string {
  const alias = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return alias === "" ? "value" : /^\d/.test(alias) ? `n_${alias}` : alias;
}

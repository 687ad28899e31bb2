import type { SpaceDocument } from "../space/space-document.js";
import { shortName } from "../space/three-part-name.js";
import type { Catalog } from "../sql/catalog.js";
import { IdentifierError, quoteTableName } from "../sql/identifier.js";
import type { FixProblem } from "./fix-problem.js";

/** Longest text that the service accepts in one string. */
export const maxTextLength = 25_000;

/** The table must be in the space, by exactly this name. */
export function checkTable(
  document: SpaceDocument,
  table: string,
  path = "params.table",
): readonly FixProblem[] {
  if (document.source(table)) return [];
  const known = document.sources.map(({ identifier }) => identifier);
  return [
    {
      path,
      message: `the space has no table "${table}"; it has ${known.slice(0, 30).join(", ") || "none"}`,
    },
  ];
}

/** The column must exist in a table of the space, by exactly this name. */
export function checkColumn(
  document: SpaceDocument,
  catalog: Catalog,
  table: string,
  column: string,
  paths: { readonly table: string; readonly column: string } = {
    table: "params.table",
    column: "params.column",
  },
): readonly FixProblem[] {
  const missing = checkTable(document, table, paths.table);
  if (missing.length > 0) return missing;
  const columns = catalog.tables.find(({ name }) => name === table)?.columns.map(({ name }) => name) ?? [];
  const configured = document.source(table)?.column_configs?.map(({ column_name }) => column_name) ?? [];
  if (columns.includes(column) || configured.includes(column)) return [];
  const known = columns.length > 0 ? columns : configured;
  return [
    {
      path: paths.column,
      message: `table ${table} has no column "${column}"; it has ${known.slice(0, 60).join(", ") || "none that is known"}`,
    },
  ];
}

/** The column must exist and be shown to Genie: what is said of a hidden one reaches nobody. */
export function checkShownColumn(
  document: SpaceDocument,
  catalog: Catalog,
  table: string,
  column: string,
): readonly FixProblem[] {
  const problems = checkColumn(document, catalog, table, column);
  if (problems.length > 0 || !document.column(table, column)?.exclude) return problems;
  const message = `${columnLabel(table, column)} is hidden, so that it would do nothing`;
  return [{ path: "params.column", message }];
}

/** The name of a table must be one that can stand in SQL. */
export function checkTableName(table: string, path: string): readonly FixProblem[] {
  try {
    quoteTableName(table);
    return [];
  } catch (error) {
    if (!(error instanceof IdentifierError)) throw error;
    return [{ path, message: error.message }];
  }
}

/** A column with its table as people call it: without catalog and schema. */
export function columnLabel(table: string, column: string): string {
  return `${shortName(table)}.${column}`;
}

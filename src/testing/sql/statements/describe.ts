import type { SqlToken } from "../../../sql/sql-lexer.js";
import type { EngineResult } from "../../workspace/ports.js";
import type { CatalogStore, StoredTable } from "../catalog-store.js";
import { refused, tableNotFound, unsupported } from "../failures.js";
import { catalogTypeText, typeText } from "../types/type-names.js";
import { nameAt, wordsAt } from "./statement-context.js";
import { textResult } from "./statement-result.js";

const TABLE_TYPES = { table: "MANAGED", view: "VIEW", metric_view: "METRIC_VIEW" } as const;

/** `DESCRIBE [TABLE] [EXTENDED] name [AS JSON]` and `DESCRIBE SCHEMA name`. */
export function describe(tokens: readonly SqlToken[], catalog: CatalogStore): EngineResult {
  let at = 1;
  const word = tokens[at]?.value ?? "";
  if (word === "SCHEMA" || word === "DATABASE" || word === "CATALOG")
    return describeSchema(
      nameAt(tokens, at + (tokens[at + 1]?.value === "EXTENDED" ? 2 : 1)).path,
      word,
      catalog,
    );
  if (word === "TABLE" && tokens[at + 1] !== undefined) at += 1;
  const isExtended =
    ["EXTENDED", "FORMATTED"].includes(tokens[at]?.value ?? "") && tokens[at + 1] !== undefined;
  if (isExtended) at += 1;
  const { path, end } = nameAt(tokens, at);
  if (path.length === 0) throw tableNotFound("");
  const table = catalog.get(path);
  if (wordsAt(tokens, end, 2) === "AS JSON")
    return textResult(["json_metadata"], [[JSON.stringify(jsonMetadata(table))]]);
  if (end < tokens.length) throw unsupported("This DESCRIBE");
  const columns = table.columns.map((column) => [
    column.name,
    catalogTypeText(column.type),
    column.comment ?? null,
  ]);
  return textResult(
    ["col_name", "data_type", "comment"],
    isExtended ? [...columns, ...details(table)] : columns,
  );
}

function details(table: StoredTable): (string | null)[][] {
  const [catalog, schema, name] = table.path;
  const facts: [string, string | undefined][] = [
    ["Catalog", catalog],
    ["Database", schema],
    ["Table", name],
    ["Type", TABLE_TYPES[table.kind]],
    ["Comment", table.comment],
    ["View Text", table.definition],
    ["Language", table.kind === "metric_view" ? "YAML" : undefined],
  ];
  const rows = facts.flatMap(([fact, value]) => (value === undefined ? [] : [[fact, value, ""]]));
  return [["", "", ""], ["# Detailed Table Information", "", ""], ...rows];
}

function jsonMetadata(table: StoredTable): unknown {
  const [catalog, schema, name] = table.path;
  return {
    table_name: name,
    catalog_name: catalog,
    schema_name: schema,
    namespace: [schema],
    type: TABLE_TYPES[table.kind],
    ...(table.comment === undefined ? {} : { comment: table.comment }),
    columns: table.columns.map((column) => ({
      name: column.name,
      type: { name: catalogTypeText(column.type) },
      nullable: true,
      ...(column.comment === undefined ? {} : { comment: column.comment }),
      ...(column.isMeasure === undefined ? {} : { is_measure: column.isMeasure }),
    })),
    ...(table.definition === undefined ? {} : { view_text: table.definition }),
    ...(table.kind === "metric_view" ? { language: "YAML" } : {}),
  };
}

function describeSchema(path: readonly string[], word: string, catalog: CatalogStore): EngineResult {
  const [schema = "", owner = catalog.defaults.catalog] = [...path].reverse();
  const isKnown = catalog
    .all()
    .some((table) =>
      word === "CATALOG"
        ? table.path[0].toLowerCase() === schema.toLowerCase()
        : table.path[0].toLowerCase() === owner.toLowerCase() &&
          table.path[1].toLowerCase() === schema.toLowerCase(),
    );
  if (!isKnown) {
    throw refused(
      "SCHEMA_NOT_FOUND",
      "42704",
      `The schema \`${path.join("`.`")}\` cannot be found. Verify the spelling and correctness of the schema and catalog.`,
    );
  }
  return textResult(
    ["database_description_item", "database_description_value"],
    [
      ["Catalog Name", owner],
      ["Namespace Name", schema],
    ],
  );
}

/** `SHOW CREATE TABLE name`, `SHOW TABLES [IN schema]`, `SHOW COLUMNS IN name`. */
export function show(tokens: readonly SqlToken[], catalog: CatalogStore): EngineResult {
  if (wordsAt(tokens, 1, 2) === "CREATE TABLE")
    return textResult(["createtab_stmt"], [[createStatement(catalog.get(nameAt(tokens, 3).path))]]);
  const isScoped = ["IN", "FROM"].includes(tokens[2]?.value ?? "");
  if (tokens[1]?.value === "COLUMNS" && isScoped)
    return textResult(
      ["col_name"],
      catalog.get(nameAt(tokens, 3).path).columns.map((column) => [column.name]),
    );
  if (tokens[1]?.value !== "TABLES" || (tokens.length > 2 && !isScoped))
    throw unsupported(`SHOW ${tokens[1]?.value ?? ""}`);
  const [owner, schema] = catalog.fullPath([
    ...(isScoped ? nameAt(tokens, 3).path : [catalog.defaults.schema]),
    "",
  ]);
  const wanted = `${owner}.${schema}`.toLowerCase();
  const paths = catalog.all().map((table) => table.path);
  return textResult(
    ["database", "tableName", "isTemporary"],
    paths
      .filter((path) => `${path[0]}.${path[1]}`.toLowerCase() === wanted)
      .map((path) => [path[1], path[2], "false"])
      .toSorted(([, a = ""], [, b = ""]) => (a < b ? -1 : 1)),
  );
}

function createStatement(table: StoredTable): string {
  const name = table.path.join(".");
  if (table.kind === "metric_view")
    return `CREATE VIEW ${name}\nWITH METRICS\nLANGUAGE YAML\nAS $$\n${table.definition ?? ""}\n$$`;
  if (table.kind === "view") return `CREATE VIEW ${name} AS ${table.definition ?? ""}`;
  const quote = (text: string) => `'${text.replaceAll("'", "\\'")}'`;
  const columns = table.columns.map(
    (column) =>
      `  ${column.name} ${typeText(column.type)}${column.comment === undefined ? "" : ` COMMENT ${quote(column.comment)}`}`,
  );
  return `CREATE TABLE ${name} (\n${columns.join(",\n")})\nUSING delta${table.comment === undefined ? "" : `\nCOMMENT ${quote(table.comment)}`}\n`;
}

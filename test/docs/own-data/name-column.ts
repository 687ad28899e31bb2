import { type ColumnConfig, defineFixType, type SpaceDocument } from "genie-enhancer";
import { z } from "zod";

/** Gives a column the name that the business has for it. */
export const nameColumn = defineFixType({
  type: "name_column",
  category: "metadata",
  risk: "low",
  schema: z.strictObject({ table: z.string(), column: z.string(), name: z.string().min(1) }),
  promptGuide:
    'Tells what a column is called, as in {"type":"name_column","table":"a.b.c","column":"d","name":"e"}.',
  validate: ({ table, column }, document) =>
    document.column(table, column)
      ? []
      : [{ path: "params.column", message: "the space has no such column" }],
  apply: ({ table, column, name }, document) =>
    document.column(table, column)?.description?.join("") === name
      ? { status: "no-change", reason: "it has this name already" }
      : { status: "applied", document: describe(document, table, column, [name]) },
  invert: ({ table, column }, after, before) =>
    describe(after, table, column, before.column(table, column)?.description),
  key: ({ table, column, name }) => `${table}.${column}:${name}`,
  touches: ({ table, column }) => ({
    objects: [`${table}.${column}`],
    paths: [`/data_sources/tables/${table}/column_configs/${column}/description`],
  }),
  describe: ({ column, name }) => `Naming ${column} '${name}'`,
});

function describe(document: SpaceDocument, table: string, column: string, text: ColumnConfig["description"]) {
  const named = ({ description: _, ...config }: ColumnConfig) =>
    text ? { ...config, description: text } : config;
  const tables = document.data.data_sources?.tables?.map((source) => ({
    ...source,
    column_configs: source.column_configs?.map((config) =>
      source.identifier === table && config.column_name === column ? named(config) : config,
    ),
  }));
  return document.with({ ...document.data, data_sources: { ...document.data.data_sources, tables } });
}

import { defineFixType } from "../define-fix-type.js";
import { editColumn } from "../edit-document.js";
import { checkColumn, plainText, shortName } from "../fix-checks.js";
import { restoreColumn } from "../restore-column.js";
import { SynonymParamsSchema } from "./add-synonym.js";

/** Takes one term away from a column. */
export const deleteSynonym = defineFixType({
  type: "delete_synonym",
  category: "metadata",
  risk: "medium",
  schema: SynonymParamsSchema,
  promptGuide: `Takes one synonym away from one column.
Use it when a synonym led Genie to the wrong column: it is too broad, or belongs to another column.
Example: \`{"type":"delete_synonym","table":"shop.core.ord_line","column":"qty","synonym":"sales"}\``,
  validate: ({ table, column }, document, catalog) => checkColumn(document, catalog, table, column),
  apply: ({ table, column, synonym }, document) => {
    const synonyms = document.column(table, column)?.synonyms ?? [];
    const kept = synonyms.filter((known) => plainText(known) !== plainText(synonym));
    if (kept.length === synonyms.length)
      return { status: "no-change", reason: "the column has no such synonym" };
    const edited = editColumn(document, table, column, ({ synonyms: _, ...config }) =>
      kept.length > 0 ? { ...config, synonyms: kept } : config,
    );
    return { status: "applied", document: edited };
  },
  invert: ({ table, column }, after, before) => restoreColumn(after, before, table, column, "synonyms"),
  key: ({ table, column, synonym }) => `${table}.${column}:${plainText(synonym)}`,
  touches: ({ table, column }) => ({
    objects: [`${table}.${column}`],
    paths: [`/data_sources/${table}/${column}/synonyms`],
  }),
  describe: ({ table, column, synonym }) => `Deleting synonym '${synonym}' from ${shortName(table, column)}`,
});

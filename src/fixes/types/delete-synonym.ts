import { plainText } from "../../space/plain-text.js";
import { defineFixType } from "../define-fix-type.js";
import { columnPath, setColumnMember } from "../edit-document.js";
import { checkColumn, columnLabel } from "../fix-checks.js";
import { oneLine } from "../one-line.js";
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
    const left = kept.length > 0 ? kept : undefined;
    return {
      status: "applied",
      document: setColumnMember(document, table, column, "synonyms", left),
    };
  },
  invert: ({ table, column, synonym }, after, before) => {
    const earlier = before.column(table, column)?.synonyms ?? [];
    const now = after.column(table, column)?.synonyms ?? [];
    const isBack = (known: string) => now.includes(known) || plainText(known) === plainText(synonym);
    const restored = [...earlier.filter(isBack), ...now.filter((known) => !earlier.includes(known))];
    return restoreColumn(after, before, table, column, "synonyms", restored);
  },
  key: ({ table, column, synonym }) => `${table}.${column}:${plainText(synonym)}`,
  touches: ({ table, column, synonym }, document) => ({
    objects: [`${table}.${column}`],
    paths: [columnPath(document, table, column, "synonyms", plainText(synonym))],
  }),
  describe: ({ table, column, synonym }) =>
    `Deleting synonym '${oneLine(synonym)}' from ${columnLabel(table, column)}`,
});

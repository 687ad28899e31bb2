import * as z from "zod";
import { plainText } from "../../space/plain-text.js";
import { defineFixType } from "../define-fix-type.js";
import { columnPath, setColumnMember } from "../edit-document.js";
import { checkShownColumn, columnLabel } from "../fix-checks.js";
import { oneLine } from "../one-line.js";
import { restoreColumn } from "../restore-column.js";

/** Parameters of the fixes that add or take away one synonym of one column. */
export const SynonymParamsSchema = z.strictObject({
  table: z.string().min(1),
  column: z.string().min(1),
  synonym: z.string().trim().min(1).max(255),
});

/** Adds one term that people use for a column. A term that is there already, in whatever case, changes nothing. */
export const addSynonym = defineFixType({
  type: "add_synonym",
  category: "metadata",
  risk: "low",
  schema: SynonymParamsSchema,
  promptGuide: `Adds one word or phrase that people use for one column.
Use it when the question's word is not the column's name and Genie took another column or none. Never a word that fits two columns, a mere plural or change of case.
Example: \`{"type":"add_synonym","table":"shop.core.ord_hdr","column":"net_amt","synonym":"revenue"}\``,
  validate: ({ table, column }, document, catalog) => checkShownColumn(document, catalog, table, column),
  apply: ({ table, column, synonym }, document) => {
    const synonyms = document.column(table, column)?.synonyms ?? [];
    if (synonyms.some((known) => plainText(known) === plainText(synonym)))
      return { status: "no-change", reason: "the column has this synonym already" };
    return {
      status: "applied",
      document: setColumnMember(document, table, column, "synonyms", [...synonyms, synonym]),
    };
  },
  invert: ({ table, column, synonym }, after, before) => {
    const earlier = before.column(table, column)?.synonyms;
    const left = after
      .column(table, column)
      ?.synonyms?.filter((known) => earlier?.includes(known) || plainText(known) !== plainText(synonym));
    return restoreColumn(after, before, table, column, "synonyms", left?.length ? left : earlier && []);
  },
  key: ({ table, column, synonym }) => `${table}.${column}:${plainText(synonym)}`,
  touches: ({ table, column, synonym }, document) => ({
    objects: [`${table}.${column}`],
    paths: [columnPath(document, table, column, "synonyms", plainText(synonym))],
  }),
  describe: ({ table, column, synonym }) =>
    `Adding synonym '${oneLine(synonym)}' to ${columnLabel(table, column)}`,
});

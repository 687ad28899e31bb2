import * as z from "zod";
import { plainText } from "../../space/plain-text.js";
import { piecesOf, textOf } from "../../space/text-pieces.js";
import { defineFixType } from "../define-fix-type.js";
import { columnPath, setColumnMember } from "../edit-document.js";
import { checkShownColumn, columnLabel, maxTextLength } from "../fix-checks.js";
import { restoreColumn } from "../restore-column.js";

/** Sets the description of a column of a table or metric view, over whatever it was. */
export const addColumnDescription = defineFixType({
  type: "add_column_description",
  category: "metadata",
  risk: "low",
  schema: z.strictObject({
    table: z.string().min(1),
    column: z.string().min(1),
    description: z.string().trim().min(1).max(maxTextLength),
  }),
  promptGuide: `Sets the description of one column: its meaning, its unit or currency, what its codes stand for, and which of two similar columns to use.
Use it when a filter had the wrong value or a similar column was used. Not for the data type, and not to say the name again.
Example: \`{"type":"add_column_description","table":"shop.core.ord_hdr","column":"ord_stat","description":"Order status: O = open, S = shipped, X = cancelled."}\``,
  validate: ({ table, column }, document, catalog) => checkShownColumn(document, catalog, table, column),
  apply: ({ table, column, description }, document) => {
    if (textOf(document.column(table, column)?.description) === description)
      return { status: "no-change", reason: "the column has this description already" };
    return {
      status: "applied",
      document: setColumnMember(document, table, column, "description", piecesOf(description)),
    };
  },
  invert: ({ table, column }, after, before) => restoreColumn(after, before, table, column, "description"),
  key: ({ table, column, description }) => `${table}.${column}:${plainText(description)}`,
  touches: ({ table, column }, document) => ({
    objects: [`${table}.${column}`],
    paths: [columnPath(document, table, column, "description")],
  }),
  describe: ({ table, column }) => `Describing column ${columnLabel(table, column)}`,
});

import * as z from "zod";
import { plainText } from "../../space/plain-text.js";
import { piecesOf, textOf } from "../../space/text-pieces.js";
import { shortName } from "../../space/three-part-name.js";
import { defineFixType } from "../define-fix-type.js";
import { editSource, sourcePath } from "../edit-document.js";
import { checkTable, maxTextLength } from "../fix-checks.js";

/** Sets the description of a table in the space, over whatever it was. */
export const addTableDescription = defineFixType({
  type: "add_table_description",
  category: "metadata",
  risk: "medium",
  schema: z.strictObject({
    table: z.string().min(1),
    description: z.string().trim().min(1).max(maxTextLength),
  }),
  promptGuide: `Sets the description of one table: what one row is, what is in and out of scope, the main date column, the usual filter.
Use it when Genie chose the wrong table or did not find the right one. It replaces the description that is there, so keep what was right in it.
Example: \`{"type":"add_table_description","table":"shop.core.ord_hdr","description":"One row per customer order, cancelled ones included (ord_stat = 'X'). Orders are dated by ord_dt."}\``,
  validate: ({ table }, document) => checkTable(document, table),
  apply: ({ table, description }, document) => {
    if (textOf(document.source(table)?.description) === description)
      return { status: "no-change", reason: "the table has this description already" };
    return {
      status: "applied",
      document: editSource(document, table, (source) => ({ ...source, description: piecesOf(description) })),
    };
  },
  invert: ({ table }, after, before) => {
    const description = before.source(table)?.description;
    return editSource(after, table, ({ description: _, ...source }) =>
      description ? { ...source, description } : source,
    );
  },
  key: ({ table, description }) => `${table}:${plainText(description)}`,
  touches: ({ table }, document) => ({
    objects: [table],
    paths: [sourcePath(document, table, "description")],
  }),
  describe: ({ table }) => `Describing table ${shortName(table)}`,
});

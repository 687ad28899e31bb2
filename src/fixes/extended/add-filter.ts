import * as z from "zod";
import { defineFixType } from "../define-fix-type.js";
import { oneLine } from "../one-line.js";
import { addition, snippetMembers } from "./snippet-item.js";

const filters = addition("filters");

/** Adds a condition under the name by which people call it. */
export const addFilter = defineFixType({
  type: "add_filter",
  category: "metadata",
  risk: "medium",
  schema: z.strictObject(snippetMembers),
  promptGuide: `Adds a named filter: a condition that people call by a word, written without WHERE, every column with its table's name before it.
Use it for a business term that stands for a condition, such as "active" or "large".
Example: \`{"type":"add_filter","displayName":"open orders","sql":"ord_hdr.ord_stat = 'O'","synonyms":["pending orders"]}\``,
  validate: (params, document) => filters.validate(params, document),
  apply: (params, document, context) => filters.apply(params, document, context),
  invert: (params, after, before) => filters.invert(params, after, before),
  key: (params) => filters.key(params),
  touches: (params, document) => filters.touches(params, document),
  describe: ({ displayName }) => `Adding filter '${oneLine(displayName)}'`,
  statements: (params, document) => filters.statements(params, document),
});

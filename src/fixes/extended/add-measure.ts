import * as z from "zod";
import { defineFixType } from "../define-fix-type.js";
import { oneLine } from "../one-line.js";
import { addition, aliasMember, snippetMembers } from "./snippet-item.js";

const measures = addition("measures");

/** Adds an aggregate under the name by which people call it. */
export const addMeasure = defineFixType({
  type: "add_measure",
  category: "metadata",
  risk: "medium",
  schema: z.strictObject({ ...snippetMembers, ...aliasMember }),
  promptGuide: `Adds a named measure: an aggregate, every column with its table's name before it.
Use it for a figure that must be computed one way, such as revenue or average order value.
Example: \`{"type":"add_measure","displayName":"average order value","alias":"average_order_value","sql":"SUM(ord_hdr.net_amt) / COUNT(*)","synonyms":["AOV"]}\``,
  validate: (params, document) => measures.validate(params, document),
  apply: (params, document, context) => measures.apply(params, document, context),
  invert: (params, after, before) => measures.invert(params, after, before),
  key: (params) => measures.key(params),
  touches: (params, document) => measures.touches(params, document),
  describe: ({ displayName }) => `Adding measure '${oneLine(displayName)}'`,
  statements: (params, document) => measures.statements(params, document),
});

import * as z from "zod";
import { defineFixType } from "../define-fix-type.js";
import { oneLine } from "../one-line.js";
import { addition, aliasMember, snippetMembers } from "./snippet-item.js";

const expressions = addition("expressions");

/** Adds a value computed from one row under the name by which people call it. */
export const addExpression = defineFixType({
  type: "add_expression",
  category: "metadata",
  risk: "medium",
  schema: z.strictObject({ ...snippetMembers, ...aliasMember }),
  promptGuide: `Adds a named expression of one row: a value to group or filter by, every column with its table's name before it.
Use it for a business term that is computed from columns, such as an age group or a margin of one line. Not for aggregates.
Example: \`{"type":"add_expression","displayName":"order month","alias":"order_month","sql":"DATE_TRUNC('MONTH', ord_hdr.ord_dt)"}\``,
  validate: (params, document) => expressions.validate(params, document),
  apply: (params, document, context) => expressions.apply(params, document, context),
  invert: (params, after, before) => expressions.invert(params, after, before),
  key: (params) => expressions.key(params),
  touches: (params, document) => expressions.touches(params, document),
  describe: ({ displayName }) => `Adding expression '${oneLine(displayName)}'`,
  statements: (params, document) => expressions.statements(params, document),
});

import * as z from "zod";
import { parseJoinSql } from "../../space/join-sql.js";
import { defineFixType } from "../define-fix-type.js";
import { itemPath, itemsOf, withItem, withItems } from "../document-items.js";
import { columnLabel } from "../fix-checks.js";
import { checkJoin, joinColumns, joinMembers, joinStatement, joinsSameColumns } from "./join-spec.js";

/** Declares that two tables are joined by one column each. */
export const addJoin = defineFixType({
  type: "add_join",
  category: "metadata",
  risk: "medium",
  schema: z.strictObject({
    leftTable: z.string().min(1),
    rightTable: z.string().min(1),
    ...joinColumns,
  }),
  promptGuide: `Declares how two tables are joined: one column of each, and the relationship from left to right (MANY_TO_ONE, ONE_TO_MANY, ONE_TO_ONE, MANY_TO_MANY).
Use it when an answer needed two tables and Genie joined them wrongly or not at all. Not for joins that Unity Catalog's keys declare already.
Example: \`{"type":"add_join","leftTable":"shop.core.ord_hdr","leftColumn":"cust_id","rightTable":"shop.core.cust","rightColumn":"id","relationship":"MANY_TO_ONE"}\``,
  validate: (params, document, catalog) => {
    const problems = checkJoin(params, document, catalog);
    if (problems.length > 0) return problems;
    const known = itemsOf(document, "join_specs").find((spec) => joinsSameColumns(spec, params));
    const relationship = known && parseJoinSql(known.sql).relationship;
    const isOther =
      known?.left.identifier === params.leftTable &&
      relationship !== undefined &&
      relationship !== params.relationship;
    return isOther
      ? [
          {
            path: "params.relationship",
            message: `join ${known.id} of these columns is ${relationship}; change it with fix_join`,
          },
        ]
      : [];
  },
  apply: (params, document, { newId }) =>
    itemsOf(document, "join_specs").some((spec) => joinsSameColumns(spec, params))
      ? { status: "no-change", reason: "the space has this join already" }
      : {
          status: "applied",
          document: withItem(document, "join_specs", { id: newId(), ...joinMembers(params) }),
        },
  invert: (params, after, before) => {
    const known = new Set(itemsOf(before, "join_specs").map(({ id }) => id));
    const left = itemsOf(after, "join_specs").filter(
      (spec) => known.has(spec.id) || !joinsSameColumns(spec, params),
    );
    return withItems(after, "join_specs", left);
  },
  key: ({ leftTable, leftColumn, rightTable, rightColumn }) =>
    [`${leftTable}.${leftColumn}`, `${rightTable}.${rightColumn}`].sort().join(" = "),
  touches: ({ leftTable, leftColumn, rightTable, rightColumn }) => ({
    objects: [`${leftTable}.${leftColumn}`, `${rightTable}.${rightColumn}`],
    paths: [itemPath("join_specs", "-")],
  }),
  describe: ({ leftTable, leftColumn, rightTable, rightColumn }) =>
    `Adding join: ${columnLabel(leftTable, leftColumn)} = ${columnLabel(rightTable, rightColumn)}`,
  statements: (params) => [joinStatement(params)],
});

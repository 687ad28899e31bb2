import * as z from "zod";
import { defineFixType } from "../define-fix-type.js";
import { itemOf } from "../document-items.js";
import { deletion } from "./delete-item.js";

const joins = deletion("join_specs", "join", "joinId");

/** Removes one join by its id. */
export const deleteJoin = defineFixType({
  type: "delete_join",
  category: "metadata",
  risk: "medium",
  schema: z.strictObject({
    joinId: z.string().regex(/^[0-9a-f]{32}$/, "must be the id of a join: 32 hexadecimal digits"),
  }),
  promptGuide: `Removes one join by its id.
Use it when two tables should not be joined directly, or the join is there twice.
Example: \`{"type":"delete_join","joinId":"01f0aa00000000000000000000000001"}\``,
  validate: ({ joinId }, document) => joins.validate(joinId, document),
  apply: ({ joinId }, document) => joins.apply(joinId, document),
  invert: ({ joinId }, after, before) => joins.invert(joinId, after, before),
  key: ({ joinId }) => joinId,
  touches: ({ joinId }, document) => {
    const spec = itemOf(document, "join_specs", joinId);
    return { objects: spec ? [spec.left.identifier, spec.right.identifier] : [], paths: joins.paths(joinId) };
  },
  describe: ({ joinId }) => `Deleting join ${joinId}`,
});

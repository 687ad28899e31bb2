import * as z from "zod";
import type { JoinSpec } from "../../space/serialized-space.js";
import type { SpaceDocument } from "../../space/space-document.js";
import { defineFixType } from "../define-fix-type.js";
import { itemOf, itemPath, itemsOf, withItems } from "../document-items.js";
import { checkJoin, type DescribedJoin, joinColumns, joinMembers, joinStatement } from "./join-spec.js";

const Schema = z.strictObject({
  joinId: z.string().regex(/^[0-9a-f]{32}$/, "must be the id of a join: 32 hexadecimal digits"),
  ...joinColumns,
});
type Params = z.infer<typeof Schema>;

/** Corrects the columns or the relationship of a join. Its two tables stay. */
export const fixJoin = defineFixType({
  type: "fix_join",
  category: "metadata",
  risk: "medium",
  schema: Schema,
  promptGuide: `Corrects one join by its id: which columns are equal, and the relationship from left to right. The two tables stay.
Use it when answers over two tables count rows twice (wrong relationship) or match the wrong rows (wrong columns).
Example: \`{"type":"fix_join","joinId":"01f0aa00000000000000000000000001","leftColumn":"cust_id","rightColumn":"id","relationship":"MANY_TO_ONE"}\``,
  validate: (params, document, catalog) => {
    const join = described(params, document);
    if (join) return checkJoin(join, document, catalog);
    return [{ path: "params.joinId", message: `the space has no join with id ${params.joinId}` }];
  },
  apply: (params, document) => {
    const spec = itemOf(document, "join_specs", params.joinId);
    const join = described(params, document);
    if (!spec || !join) return { status: "no-change", reason: "the space has no such join" };
    const changed = corrected(spec, join);
    return JSON.stringify(changed) === JSON.stringify(spec)
      ? { status: "no-change", reason: "the join is so already" }
      : { status: "applied", document: replaced(document, changed) };
  },
  invert: ({ joinId }, after, before) => {
    const earlier = itemOf(before, "join_specs", joinId);
    return earlier ? replaced(after, earlier) : after;
  },
  key: ({ joinId, leftColumn, rightColumn, relationship }) =>
    `${joinId}:${leftColumn}=${rightColumn}:${relationship}`,
  touches: ({ joinId, leftColumn, rightColumn }, document) => {
    const spec = itemOf(document, "join_specs", joinId);
    return {
      objects: spec
        ? [`${spec.left.identifier}.${leftColumn}`, `${spec.right.identifier}.${rightColumn}`]
        : [],
      paths: [itemPath("join_specs", joinId)],
    };
  },
  describe: ({ joinId, leftColumn, rightColumn, relationship }) =>
    `Correcting join ${joinId}: ${leftColumn} = ${rightColumn}, ${relationship}`,
  statements: (params, document) => {
    const join = described(params, document);
    return join ? [joinStatement(join)] : [];
  },
});

function described(params: Params, document: SpaceDocument): DescribedJoin | undefined {
  const spec = itemOf(document, "join_specs", params.joinId);
  return spec && { ...params, leftTable: spec.left.identifier, rightTable: spec.right.identifier };
}

/** The aliases become those that Genie demands; what else the join carries stays. */
function corrected(spec: JoinSpec, join: DescribedJoin): JoinSpec {
  const { left, right, ...members } = joinMembers(join);
  return { ...spec, ...members, left: { ...spec.left, ...left }, right: { ...spec.right, ...right } };
}

function replaced(document: SpaceDocument, spec: JoinSpec): SpaceDocument {
  const specs = itemsOf(document, "join_specs").map((other) => (other.id === spec.id ? spec : other));
  return withItems(document, "join_specs", specs);
}

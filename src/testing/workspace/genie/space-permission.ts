/** What somebody may do in a space; each level includes the ones before. */
const spacePermissions = ["NO_PERMISSION", "CAN_VIEW", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] as const;
/** What somebody may do with a space; each level includes those before it. */
export type SpacePermission = (typeof spacePermissions)[number];

/** Whether one level includes another. */
export function includesPermission(held: SpacePermission, least: SpacePermission): boolean {
  return spacePermissions.indexOf(held) >= spacePermissions.indexOf(least);
}

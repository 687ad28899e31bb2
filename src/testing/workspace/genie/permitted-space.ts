import { ServiceError } from "../service-error.js";
import type { SpaceRecord, WorkspaceState } from "../workspace-state.js";
import { includesPermission, type SpacePermission } from "./space-permission.js";

const names: Readonly<Record<SpacePermission, string>> = {
  NO_PERMISSION: "no permission",
  CAN_VIEW: "Can View",
  CAN_RUN: "Can Run",
  CAN_EDIT: "Can Edit",
  CAN_MANAGE: "Can Manage",
};

/** Whether the caller has at least a level in a space. */
export function isAllowed({ parts }: WorkspaceState, spaceId: string, least: SpacePermission): boolean {
  return includesPermission(parts.knobs.permissions[spaceId] ?? "CAN_MANAGE", least);
}

/** A space in which the caller has at least a level. @throws ServiceError 404 without the space, 403 without the level */
export function permittedSpace(state: WorkspaceState, spaceId: string, least: SpacePermission): SpaceRecord {
  const space = state.space(spaceId);
  if (isAllowed(state, spaceId, least)) return space;
  throw new ServiceError(
    403,
    "PERMISSION_DENIED",
    `You need "${names[least]}" permission on Genie space ${spaceId} to perform this action.`,
  );
}

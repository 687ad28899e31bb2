import { Hono } from "hono";
import * as z from "zod";
import { callerName } from "../genie/caller.js";
import { permittedSpace } from "../genie/permitted-space.js";
import { bodyOf } from "../request-body.js";
import { invalid } from "../service-error.js";
import type { WorkspaceState } from "../workspace-state.js";

const levels = ["CAN_VIEW", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"] as const;
/** What the bundles of the service's own tool call the lowest level. */
const otherNames: Readonly<Record<string, string>> = { CAN_READ: "CAN_VIEW" };

const AclSchema = z.looseObject({
  access_control_list: z.array(
    z.looseObject({
      user_name: z.string().optional(),
      group_name: z.string().optional(),
      service_principal_name: z.string().optional(),
      permission_level: z.string(),
    }),
  ),
});
type Grant = z.infer<typeof AclSchema>["access_control_list"][number];

const path = "/api/2.0/permissions/genie/:space";

/**
 * `/api/2.0/permissions/genie`: who may do what in a space. The lists are kept and told again; what the caller may
 * do is the workspace's setting alone.
 */
export function permissionRoutes(state: WorkspaceState): Hono {
  const routes = new Hono();
  const granted = new Map<string, ReadonlyMap<string, Grant>>();
  const view = (spaceId: string) => {
    const others = granted.get(spaceId) ?? new Map<string, Grant>();
    const owner = { user_name: callerName, permission_level: "CAN_MANAGE" };
    return {
      object_id: `/genie/${spaceId}`,
      object_type: "genie-space",
      access_control_list: [...new Map<string, Grant>([[callerName, owner], ...others]).values()].map(
        ({ permission_level, ...who }) => ({
          ...who,
          all_permissions: [{ permission_level, inherited: false }],
        }),
      ),
    };
  };
  const change = async (request: Request, spaceId: string, kept: Iterable<readonly [string, Grant]>) => {
    permittedSpace(state, spaceId, "CAN_MANAGE");
    const { access_control_list: grants } = await bodyOf(request, AclSchema);
    granted.set(spaceId, new Map([...kept, ...grants.map(grantOf)]));
    return view(spaceId);
  };
  routes.get(path, (c) => {
    const { id } = permittedSpace(state, c.req.param("space"), "CAN_VIEW");
    return c.json(view(id));
  });
  routes.put(path, async (c) => c.json(await change(c.req.raw, c.req.param("space"), [])));
  routes.patch(path, async (c) => {
    const id = c.req.param("space");
    return c.json(await change(c.req.raw, id, granted.get(id) ?? []));
  });
  routes.get(`${path}/permissionLevels`, (c) => {
    permittedSpace(state, c.req.param("space"), "CAN_VIEW");
    return c.json({
      permission_levels: levels.map((permission_level) => ({
        permission_level,
        description: permission_level,
      })),
    });
  });
  return routes;
}

function grantOf(grant: Grant): readonly [string, Grant] {
  const who = grant.user_name ?? grant.group_name ?? grant.service_principal_name;
  const level = levels.find((one) => one === (otherNames[grant.permission_level] ?? grant.permission_level));
  if (who === undefined) throw invalid("Each access control needs a user, a group or a service principal.");
  if (level === undefined) throw invalid(`${grant.permission_level} is no permission level of genie.`);
  return [who, { ...grant, permission_level: level }];
}

import { Hono } from "hono";
import * as z from "zod";
import { acceptDocument } from "../document/accept-document.js";
import { checkTables } from "../document/check-tables.js";
import { callerName } from "../genie/caller.js";
import { isAllowed, permittedSpace } from "../genie/permitted-space.js";
import { pageOf } from "../page.js";
import { bodyOf } from "../request-body.js";
import { invalid, ServiceError } from "../service-error.js";
import type { SpaceRecord, WorkspaceState } from "../workspace-state.js";

const CreateSchema = z.looseObject({
  title: z.string().nullish(),
  description: z.string().nullish(),
  warehouse_id: z.string().min(1),
  serialized_space: z.unknown(),
  parent_path: z.string().nullish(),
});
const UpdateSchema = CreateSchema.partial().extend({
  warehouse_id: z.string().nullish(),
  etag: z.string().nullish(),
});

const path = "/api/2.0/genie/spaces";

/** `/api/2.0/genie/spaces`: the spaces and their documents. */
export function spaceRoutes(state: WorkspaceState): Hono {
  const routes = new Hono();
  const accept = async (serializedSpace: unknown) => {
    const accepted = acceptDocument(serializedSpace);
    if (state.parts.knobs.requiresTables)
      checkTables(accepted.document, await state.parts.engine.describeTables());
    return accepted;
  };
  routes.get(path, (c) => {
    const visible = [...state.spaces.values()].filter(
      ({ id, isTrashed }) => !isTrashed && isAllowed(state, id, "CAN_VIEW"),
    );
    const page = pageOf(visible, ({ id }) => id, {
      size: c.req.query("page_size"),
      token: c.req.query("page_token"),
    });
    return c.json({ spaces: page.items.map((space) => view(space)), next_page_token: page.nextPageToken });
  });
  routes.post(path, async (c) => {
    const body = await bodyOf(c.req.raw, CreateSchema);
    const { document, serialized } = await accept(body.serialized_space);
    const space = state.addSpace({
      title: titleOf(body.title) ?? "New Space",
      description: body.description ?? "",
      warehouseId: body.warehouse_id,
      parentPath: folderOf(body.parent_path) ?? `/Users/${callerName}`,
      document,
      serialized,
    });
    return c.json(view(space, "whole"));
  });
  routes.get(`${path}/:id`, (c) => {
    const space = permittedSpace(state, c.req.param("id"), "CAN_VIEW");
    if (c.req.query("include_serialized_space") !== "true") return c.json(view(space));
    // Without the permission the service leaves the document empty instead of refusing.
    return c.json(view(space, isAllowed(state, space.id, "CAN_EDIT") ? "whole" : "empty"));
  });
  routes.patch(`${path}/:id`, async (c) => {
    const space = permittedSpace(state, c.req.param("id"), "CAN_EDIT");
    const body = await bodyOf(c.req.raw, UpdateSchema);
    const title = titleOf(body.title);
    const accepted = body.serialized_space === undefined ? undefined : await accept(body.serialized_space);
    // Compared once nothing is waited for any more: of two updates at the same time one must lose.
    if (body.etag && body.etag !== space.etag) {
      throw new ServiceError(
        409,
        "ABORTED",
        "Space configuration has been modified since this export was taken",
      );
    }
    if (accepted) state.replaceDocument(space, accepted.document, accepted.serialized);
    space.title = title ?? space.title;
    space.description = body.description ?? space.description;
    space.warehouseId = body.warehouse_id ?? space.warehouseId;
    space.parentPath = folderOf(body.parent_path) ?? space.parentPath;
    space.updatedAt = state.now;
    return c.json(view(space, "whole"));
  });
  routes.delete(`${path}/:id`, (c) => {
    permittedSpace(state, c.req.param("id"), "CAN_MANAGE").isTrashed = true;
    return c.json({});
  });
  return routes;
}

function titleOf(title: string | null | undefined): string | undefined {
  if (title?.includes("/")) throw invalid("Title must not contain '/'");
  return title ?? undefined;
}

/** Folders are told without the prefix that callers may give. */
function folderOf(parentPath: string | null | undefined): string | undefined {
  return parentPath?.replace(/^\/Workspace(?=\/)/, "");
}

function view(space: SpaceRecord, document: "whole" | "empty" | "none" = "none") {
  return {
    space_id: space.id,
    title: space.title,
    description: space.description,
    warehouse_id: space.warehouseId,
    parent_path: space.parentPath,
    create_time: new Date(space.createdAt).toISOString(),
    update_time: new Date(space.updatedAt).toISOString(),
    ...(document === "whole" ? { etag: space.etag, serialized_space: space.serialized } : {}),
    ...(document === "empty" ? { serialized_space: "" } : {}),
  };
}

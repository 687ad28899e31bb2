import { Hono } from "hono";
import { z } from "zod";
import { SpaceDocument } from "../../../space/space-document.js";
import { acceptDocument } from "../document-check.js";
import { bodyOf } from "../request-body.js";
import { invalid, ServiceError } from "../service-error.js";
import type { SpaceRecord, WorkspaceState } from "../workspace-state.js";

const CreateSchema = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  warehouse_id: z.string().min(1),
  serialized_space: z.unknown(),
  parent_path: z.string().optional(),
});
const UpdateSchema = CreateSchema.partial().extend({ etag: z.string().optional() });

const largestPage = 100;

/** `/api/2.0/genie/spaces` and `/api/2.0/permissions/genie`. */
export function spaceRoutes(state: WorkspaceState): Hono {
  const routes = new Hono();
  routes.get("/api/2.0/genie/spaces", (c) => {
    const size = Math.min(largestPage, Number(c.req.query("page_size") ?? 20) || 20);
    const start = Number(c.req.query("page_token") ?? 0) || 0;
    const all = [...state.spaces.values()].filter(({ isTrashed }) => !isTrashed);
    const page = all.slice(start, start + size);
    return c.json({
      spaces: page.map((space) => view(space)),
      ...(start + size < all.length ? { next_page_token: String(start + size) } : {}),
    });
  });
  routes.post("/api/2.0/genie/spaces", async (c) => {
    const body = await bodyOf(c.req.raw, CreateSchema);
    const title = body.title ?? "New Space";
    if (title.includes("/")) throw invalid("Title must not contain '/'");
    const space = state.addSpace({
      title,
      description: body.description ?? "",
      warehouseId: body.warehouse_id,
      parentPath: body.parent_path?.replace(/^\/Workspace/, "") ?? "/Users/someone@example.com",
      document: acceptDocument(body.serialized_space),
    });
    return c.json(view(space, { withDocument: true }));
  });
  routes.get("/api/2.0/genie/spaces/:id", (c) => {
    const withDocument = c.req.query("include_serialized_space") === "true";
    return c.json(view(state.space(c.req.param("id")), { withDocument }));
  });
  routes.patch("/api/2.0/genie/spaces/:id", async (c) => {
    const space = state.space(c.req.param("id"));
    const body = await bodyOf(c.req.raw, UpdateSchema);
    if (body.etag && body.etag !== space.etag) {
      throw new ServiceError(
        409,
        "ABORTED",
        "Space configuration has been modified since this export was taken",
      );
    }
    const document = body.serialized_space === undefined ? undefined : acceptDocument(body.serialized_space);
    if (document) state.replaceDocument(space, document);
    space.title = body.title ?? space.title;
    space.description = body.description ?? space.description;
    space.warehouseId = body.warehouse_id ?? space.warehouseId;
    space.updatedAt = state.now;
    return c.json(view(space, { withDocument: true }));
  });
  routes.delete("/api/2.0/genie/spaces/:id", (c) => {
    state.space(c.req.param("id")).isTrashed = true;
    return c.json({});
  });
  routes.get("/api/2.0/permissions/genie/:id/permissionLevels", (c) => {
    state.space(c.req.param("id"));
    const levels = ["CAN_VIEW", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"];
    return c.json({
      permission_levels: levels.map((permission_level) => ({
        permission_level,
        description: permission_level,
      })),
    });
  });
  return routes;
}

function view(space: SpaceRecord, { withDocument = false } = {}) {
  const held = space.versions.at(-1)?.document ?? { version: 2 };
  return {
    space_id: space.id,
    title: space.title,
    description: space.description,
    warehouse_id: space.warehouseId,
    parent_path: space.parentPath,
    create_time: new Date(space.createdAt).toISOString(),
    update_time: new Date(space.updatedAt).toISOString(),
    ...(withDocument ? { etag: space.etag, serialized_space: SpaceDocument.parse(held).serialize() } : {}),
  };
}

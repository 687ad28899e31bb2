import { Hono } from "hono";
import type { WorkspaceState } from "../workspace-state.js";

const base = "/api/2.0/sql/warehouses";

/** `/api/2.0/sql/warehouses`: the one warehouse of the workspace. */
export function warehouseRoutes(state: WorkspaceState): Hono {
  const routes = new Hono();
  const { warehouse } = state;
  const view = () => ({
    id: warehouse.id,
    name: "Simulated warehouse",
    state: warehouse.state,
    cluster_size: "Small",
    warehouse_type: "PRO",
    enable_serverless_compute: true,
    auto_stop_mins: 10,
    num_clusters: warehouse.state === "RUNNING" ? 1 : 0,
  });
  routes.get(base, (c) => c.json({ warehouses: [view()] }));
  routes.get(`${base}/:id`, (c) => {
    state.requireWarehouse(c.req.param("id"));
    return c.json(view());
  });
  routes.post(`${base}/:id/start`, (c) => {
    state.requireWarehouse(c.req.param("id"));
    warehouse.wake();
    return c.json({});
  });
  routes.post(`${base}/:id/stop`, (c) => {
    state.requireWarehouse(c.req.param("id"));
    warehouse.stop();
    return c.json({});
  });
  return routes;
}

import { Hono } from "hono";
import { z } from "zod";
import { bodyOf } from "../request-body.js";
import { notFound, ServiceError } from "../service-error.js";
import { statementResponse } from "../statement-response.js";
import type { WorkspaceState } from "../workspace-state.js";

const StatementSchema = z.looseObject({
  statement: z.string().min(1),
  warehouse_id: z.string().min(1),
  row_limit: z.number().optional(),
  parameters: z
    .array(z.looseObject({ name: z.string(), value: z.string().nullish(), type: z.string().nullish() }))
    .nullish(),
});

/** SQL statements, warehouses and Unity Catalog tables. */
export function dataRoutes(state: WorkspaceState): Hono {
  const routes = new Hono();
  const requireWarehouse = (id: string) => {
    if (id !== state.parts.warehouseId)
      throw new ServiceError(404, "RESOURCE_DOES_NOT_EXIST", `SQL warehouse ${id} does not exist.`);
  };
  routes.post("/api/2.0/sql/statements", async (c) => {
    const body = await bodyOf(c.req.raw, StatementSchema);
    requireWarehouse(body.warehouse_id);
    const parameters = body.parameters?.map(({ name, value, type }) => ({
      name,
      value: value ?? null,
      type: type ?? undefined,
    }));
    return c.json(statementResponse(await state.runStatement(body.statement, parameters, body.row_limit)));
  });
  routes.get("/api/2.0/sql/statements/:id", (c) => {
    const statement = state.statements.get(c.req.param("id"));
    if (!statement) throw notFound(`Statement ${c.req.param("id")}`);
    return c.json(statementResponse(statement));
  });
  routes.post("/api/2.0/sql/statements/:id/cancel", (c) => c.json({}));
  routes.get("/api/2.0/sql/warehouses/:id", (c) => {
    requireWarehouse(c.req.param("id"));
    return c.json({
      id: c.req.param("id"),
      name: "Simulated warehouse",
      state: "RUNNING",
      warehouse_type: "PRO",
    });
  });
  routes.get("/api/2.1/unity-catalog/tables/:name", async (c) => {
    const name = c.req.param("name");
    const table = (await state.parts.engine.describeTables()).find(
      (one) => one.name.toLowerCase() === name.toLowerCase(),
    );
    if (!table) throw new ServiceError(404, "TABLE_DOES_NOT_EXIST", `Table '${name}' does not exist.`);
    const [catalog_name, schema_name, short] = table.name.split(".");
    return c.json({
      name: short,
      full_name: table.name,
      catalog_name,
      schema_name,
      table_type: { table: "MANAGED", view: "VIEW", metric_view: "METRIC_VIEW" }[table.kind],
      comment: table.comment,
      view_definition: table.viewDefinition,
      columns: table.columns.map((column, position) => ({
        name: column.name,
        type_text: column.type,
        type_name: column.type.replace(/\(.*/, "").toUpperCase(),
        position,
        comment: column.comment,
        nullable: true,
      })),
    });
  });
  return routes;
}

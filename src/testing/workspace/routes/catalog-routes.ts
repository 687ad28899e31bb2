import { Hono } from "hono";
import { pageOf } from "../page.js";
import type { EngineTable } from "../ports.js";
import { invalid, ServiceError } from "../service-error.js";
import { unityColumn } from "../unity-column.js";
import type { WorkspaceState } from "../workspace-state.js";

const base = "/api/2.1/unity-catalog/tables";
const largestPage = 50;

/** `/api/2.1/unity-catalog/tables`: tables and views as the SQL engine knows them. */
export function catalogRoutes(state: WorkspaceState): Hono {
  const routes = new Hono();
  const find = async (name: string) =>
    (await state.parts.engine.describeTables()).find((one) => one.name.toLowerCase() === name.toLowerCase());
  routes.get(base, async (c) => {
    const { catalog_name: catalog, schema_name: schema, ...query } = c.req.query();
    for (const [key, value] of Object.entries({ catalog_name: catalog, schema_name: schema }))
      if (!value) throw invalid(`Missing required field: ${key}`);
    const prefix = `${catalog}.${schema}.`.toLowerCase();
    const tables = (await state.parts.engine.describeTables())
      .filter(({ name }) => name.toLowerCase().startsWith(prefix))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const { items, nextPageToken } = pageOf(tables, ({ name }) => name, {
      size: query.max_results,
      token: query.page_token,
      usualSize: largestPage,
      largestSize: largestPage,
    });
    return c.json({
      tables: items.map((table) => view(table, { withColumns: query.omit_columns !== "true" })),
      next_page_token: nextPageToken,
    });
  });
  routes.get(`${base}/:name`, async (c) => {
    const name = c.req.param("name");
    const table = await find(name);
    if (!table) throw new ServiceError(404, "TABLE_DOES_NOT_EXIST", `Table '${name}' does not exist.`);
    return c.json(view(table));
  });
  routes.get(`${base}/:name/exists`, async (c) =>
    c.json({ table_exists: (await find(c.req.param("name"))) !== undefined }),
  );
  return routes;
}

function view(table: EngineTable, { withColumns = true } = {}) {
  const { name, kind, comment, columns, viewDefinition } = table;
  const [catalog_name, schema_name, short] = name.split(".");
  return {
    name: short,
    full_name: name,
    catalog_name,
    schema_name,
    table_type: { table: "MANAGED", view: "VIEW", metric_view: "METRIC_VIEW" }[kind],
    ...(kind === "table" ? { data_source_format: "DELTA" } : {}),
    owner: "simulated.user@example.com",
    comment,
    view_definition: viewDefinition,
    ...(withColumns
      ? { columns: columns.map((column, position) => unityColumn(column, kind, position)) }
      : {}),
  };
}

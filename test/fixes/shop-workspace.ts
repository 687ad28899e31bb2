import {
  CatalogClient,
  defaultFixTypes,
  type Fix,
  FixApplier,
  type FixApplierOptions,
  FixTypeRegistry,
  GenieClient,
  type JsonObject,
  type SerializedSpace,
  type SpaceDocument,
  SqlClient,
  seededRandom,
  staticToken,
  UnityMetricViews,
  type UnityMetricViewsOptions,
  unrestrictedWrites,
  WorkspaceConnection,
} from "genie-enhancer";
import { SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";
import { onTestFinished } from "vitest";
import { sampleSpace } from "../space/sample-space.js";
import { engineLender } from "../testing/engine-lender.js";

export const orders = "main.shop.orders";
export const customers = "main.shop.customers";
export const runId = "run-test";

const tables = {
  [orders]: {
    columns: [
      { name: "amount", type: "DECIMAL(10,2)" },
      { name: "customer_id", type: "BIGINT" },
      { name: "region", type: "STRING" },
      { name: "day", type: "DATE" },
    ],
    rows: [
      ["10.50", 1, "EU", "2024-01-01"],
      ["20.00", 2, "US", "2024-02-01"],
    ],
  },
  [customers]: {
    columns: [
      { name: "id", type: "BIGINT" },
      { name: "region", type: "STRING" },
    ],
    rows: [
      [1, "EU"],
      [2, "US"],
    ],
  },
};

export interface ShopSetup {
  readonly document?: SerializedSpace;
  readonly applier?: Partial<FixApplierOptions>;
  readonly views?: Partial<UnityMetricViewsOptions>;
  /** Stands between the clients and the workspace. */
  readonly fetch?: (inner: typeof fetch) => typeof fetch;
}

const borrowEngine = engineLender(tables);

/** A workspace with two tables and one space, and an applier with everything that it may need. */
export async function openShop({ document = sampleSpace, applier, views, fetch: wrap }: ShopSetup = {}) {
  const workspace = await SimulatedWorkspace.create({
    engine: await borrowEngine(),
    spaces: [{ title: "Shop", document }],
    knobs: { indexingDelayMs: 0 },
  });
  onTestFinished(() => workspace.close());
  const connection = new WorkspaceConnection({
    host: workspace.host,
    auth: staticToken(simulatedToken),
    fetch: wrap?.(workspace.fetch) ?? workspace.fetch,
    clock: workspace.clock,
    random: seededRandom(1),
  });
  const client = new GenieClient({ connection, writeScope: unrestrictedWrites });
  const sql = new SqlClient({ connection, warehouseId: workspace.warehouseId });
  const metricViews = new UnityMetricViews({ sql, runId, allowedSchemas: ["main.metrics"], ...views });
  const spaceId = workspace.spaces[0]?.id ?? "";
  const ids = idsFrom(1);
  return {
    workspace,
    connection,
    sql,
    client,
    metricViews,
    spaceId,
    applier: new FixApplier({
      client,
      registry: new FixTypeRegistry(defaultFixTypes),
      catalog: await new CatalogClient({ connection }).describe([orders, customers]),
      newId: ids,
      metricViews,
      sql,
      ...applier,
    }),
    document: () => workspace.documentOf(spaceId),
    /** Changes the document as somebody else would, at once. */
    edit: async (change: (document: SpaceDocument) => SpaceDocument) => {
      const text = change(workspace.documentOf(spaceId)).serialize();
      await client.updateSpace(spaceId, { serializedSpace: text });
    },
  };
}

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** A fix as an analysis would give it. */
export function fix(type: string, params: JsonObject, id = `fix-${type}`): Fix {
  return { id, type, category: "metadata", params, reason: "", claims: [], derivedFrom: [] };
}

/** Ids in ascending order. */
export function idsFrom(start: number): () => string {
  let count = start;
  return () => {
    count += 1;
    return `01fe${count.toString(16).padStart(28, "0")}`;
  };
}

/** A metric view that works on the shop's tables. */
export const regionMetrics: JsonObject = {
  name: "main.metrics.region_metrics",
  source: orders,
  comment: "Orders by the customer's region.",
  joins: [{ name: "customer", source: customers, on: "source.customer_id = customer.id" }],
  dimensions: [{ name: "region", expr: "customer.region" }],
  measures: [{ name: "revenue", expr: "SUM(amount)", synonyms: ["turnover"] }],
};

/** Requests of one kind that the workspace saw. */
export function requestsOf({ workspace }: Shop, method: string, path: RegExp): number {
  return workspace.requests.filter((request) => request.method === method && path.test(request.path)).length;
}

import {
  CatalogClient,
  defaultFixTypes,
  FixApplier,
  FixTypeRegistry,
  type JsonObject,
  MetricViewError,
  UnityMetricViews,
} from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { MetricViewSchema } from "../../src/fixes/metric-views/metric-view-schema.js";
import { metricViewYaml } from "../../src/fixes/metric-views/metric-view-yaml.js";
import {
  customers,
  fix,
  idsFrom,
  openShop,
  orders,
  regionMetrics,
  requestsOf,
  runId,
  type ShopSetup,
} from "./shop-workspace.js";

const name = "main.metrics.region_metrics";
const create = (changes: JsonObject = {}) => fix("create_metric_view", { ...regionMetrics, ...changes });
const yaml = metricViewYaml(MetricViewSchema.parse(regionMetrics));
const names = async ({ workspace }: Awaited<ReturnType<typeof openShop>>) =>
  (await workspace.tables()).map((table) => table.name).sort();

/** Answers statements that match in the way in which the service refuses them. */
const refusing =
  (pattern: RegExp, message: string): ShopSetup["fetch"] =>
  (inner) =>
  async (input, init) => {
    const request = new Request(input, init);
    const body = request.method === "POST" ? await request.clone().text() : "";
    if (!request.url.includes("/sql/statements") || !pattern.test(body)) return inner(request);
    return Response.json({
      statement_id: "s1",
      status: { state: "FAILED", error: { error_code: "BAD_REQUEST", message } },
    });
  };

describe("metric view YAML", () => {
  it("says everything that the definition says, in the words of the format", () => {
    const definition = MetricViewSchema.parse({
      name,
      source: orders,
      comment: "Orders: net # amounts\nin euros",
      filter: "amount > 0",
      joins: [{ name: "customer", source: customers, on: "source.customer_id = customer.id" }],
      dimensions: [
        {
          name: "Tag",
          expr: "day",
          comment: "no: yes",
          displayName: "Day",
          format: { type: "date", dateFormat: "year_month_day" },
        },
      ],
      measures: [
        {
          name: "revenue",
          expr: "SUM(amount)",
          synonyms: ["매출", "売上", "إيراد", "on", "null", "1.0"],
          format: { type: "currency", currencyCode: "EUR", decimalPlaces: 2, abbreviation: "compact" },
        },
        {
          name: "running revenue",
          expr: "SUM(amount)",
          window: [{ order: "Tag", range: "trailing 7 day", semiadditive: "last", offset: "-1 year" }],
        },
      ],
    });
    expect(parse(metricViewYaml(definition), { version: "1.1" })).toEqual({
      version: "1.1",
      comment: "Orders: net # amounts\nin euros",
      source: orders,
      filter: "amount > 0",
      joins: [{ name: "customer", source: customers, on: "source.customer_id = customer.id" }],
      dimensions: [
        {
          name: "Tag",
          expr: "day",
          comment: "no: yes",
          display_name: "Day",
          format: { type: "date", date_format: "year_month_day" },
        },
      ],
      measures: [
        {
          name: "revenue",
          expr: "SUM(amount)",
          synonyms: ["매출", "売上", "إيراد", "on", "null", "1.0"],
          format: {
            type: "currency",
            currency_code: "EUR",
            decimal_places: { type: "exact", places: 2 },
            abbreviation: "compact",
          },
        },
        {
          name: "running revenue",
          expr: "SUM(amount)",
          window: [{ order: "Tag", range: "trailing 7 day", semiadditive: "last", offset: "-1 year" }],
        },
      ],
    });
    expect(metricViewYaml(definition)).toContain('"on": "source.customer_id = customer.id"');
  });
});

describe("create_metric_view", () => {
  it("creates a view that answers, marked as the run's, and lists it in the space", async () => {
    const shop = await openShop();
    const outcome = await shop.applier.apply(create(), shop.spaceId);
    expect(outcome).toMatchObject({ status: "applied" });
    expect(shop.document().data.data_sources?.metric_views).toEqual([
      { identifier: name, description: ["Orders by the customer's region."] },
    ]);
    const { rows } = await shop.sql.query(
      `SELECT region, MEASURE(revenue) AS revenue FROM ${name} GROUP BY region ORDER BY region`,
    );
    expect(rows).toEqual([
      ["EU", "10.50"],
      ["US", "20.00"],
    ]);
    const described = await shop.sql.execute(`DESCRIBE TABLE EXTENDED ${name}`);
    const text = described.rows.find(([fact]) => fact === "View Text")?.[1];
    expect(text).toMatch(new RegExp(`^# genie-enhancer run=${runId}\n`));
    expect(parse(String(text))).toMatchObject({ comment: "Orders by the customer's region." });
  });

  it.each([
    ["a schema that is not allowed", { name: "main.shop.region_metrics" }, {}, "only in main.metrics"],
    ["a name without the prefix", {}, { namePrefix: "ai_" }, "must begin with ai_"],
    ["a name of two parts", { name: "metrics.region" }, {}, "must be catalog.schema.view"],
    [
      "the name of a table",
      { name: orders.toUpperCase() },
      { allowedSchemas: ["main.shop"] },
      "exists already",
    ],
    ["a source outside the space", { source: "main.shop.secrets" }, {}, 'no table "main.shop.secrets"'],
    [
      "a join outside the space",
      { joins: [{ name: "s", source: "main.x.y", on: "1 = 1" }] },
      {},
      'no table "main.x.y"',
    ],
    ["a measure that is none", { measures: [{ name: "m", expr: "amount" }] }, {}, "must be an aggregate"],
    ["a column that does not exist", { measures: [{ name: "m", expr: "SUM(nothing)" }] }, {}, "nothing"],
    ["a name that is given twice", { measures: [{ name: "Region", expr: "COUNT(*)" }] }, {}, "is used twice"],
    [
      "a join name that is given twice",
      { joins: [{ name: "source", source: customers, on: "1 = 1" }] },
      {},
      "is used twice",
    ],
    [
      "a currency without its code",
      { measures: [{ name: "m", expr: "COUNT(*)", format: { type: "currency" } }] },
      {},
      "needs currencyCode",
    ],
    [
      "a window over no dimension",
      {
        measures: [
          {
            name: "m",
            expr: "COUNT(*)",
            window: [{ order: "day", range: "cumulative", semiadditive: "last" }],
          },
        ],
      },
      {},
      '"day" is no dimension',
    ],
    [
      "a window of an unknown range",
      {
        measures: [
          {
            name: "m",
            expr: "COUNT(*)",
            window: [{ order: "region", range: "trailing 7 moons", semiadditive: "last" }],
          },
        ],
      },
      {},
      "trailing <n> <unit>",
    ],
  ])("refuses %s and creates nothing", async (_, changes, views, message) => {
    const shop = await openShop({ views });
    const outcome = await shop.applier.apply(create(changes as JsonObject), shop.spaceId);
    expect(outcome).toMatchObject({
      status: "invalid",
      problems: expect.arrayContaining([
        expect.objectContaining({ message: expect.stringContaining(message) }),
      ]),
    });
    expect(await names(shop)).toEqual([customers, orders].sort());
    expect(requestsOf(shop, "PATCH", /./)).toBe(0);
  });

  it("is switched off once the identity turns out to lack the permission", async () => {
    const denied = "PERMISSION_DENIED: User does not have CREATE TABLE on Schema 'main.metrics'.";
    const shop = await openShop({ fetch: refusing(/CREATE VIEW/, denied) });
    expect(await shop.applier.apply(create(), shop.spaceId)).toMatchObject({
      status: "invalid",
      problems: [{ message: expect.stringContaining(denied) }],
    });
    expect(shop.metricViews.unavailable).toContain(denied);
    const asked = requestsOf(shop, "POST", /statements/);
    expect(await shop.applier.apply(create({ name: "main.metrics.other" }), shop.spaceId)).toMatchObject({
      status: "invalid",
      problems: [{ message: expect.stringContaining("views cannot be created by this identity") }],
    });
    expect(requestsOf(shop, "POST", /statements/)).toBe(asked);
  });

  it("is refused without SQL access", async () => {
    const shop = await openShop({ applier: { metricViews: undefined, sql: undefined } });
    expect(await shop.applier.apply(create(), shop.spaceId)).toMatchObject({
      status: "invalid",
      problems: [{ path: "type", message: expect.stringContaining("is switched off") }],
    });
  });

  it("drops a view that cannot be queried", async () => {
    const shop = await openShop({ fetch: refusing(/MEASURE/, "INTERNAL: no answer") });
    expect(await shop.applier.apply(create(), shop.spaceId)).toMatchObject({
      status: "invalid",
      problems: [{ message: expect.stringContaining("it cannot be queried: INTERNAL: no answer") }],
    });
    expect(await names(shop)).not.toContain(name);
  });

  it("finds its own view when only the answer was lost", async () => {
    let isLost = false;
    const shop = await openShop({
      fetch: (inner) => async (input, init) => {
        const request = new Request(input, init);
        const body = request.method === "POST" ? await request.clone().text() : "";
        const response = await inner(request);
        if (isLost || !body.includes("CREATE VIEW")) return response;
        isLost = true;
        throw new TypeError("fetch failed");
      },
    });
    expect(await shop.applier.apply(create(), shop.spaceId)).toMatchObject({ status: "applied" });
    expect([...shop.metricViews.created]).toEqual([name]);
  });
});

describe("UnityMetricViews.drop", () => {
  it("never drops what the run did not make", async () => {
    const shop = await openShop();
    await expect(shop.metricViews.drop(orders)).rejects.toBeInstanceOf(MetricViewError);
    const others = new UnityMetricViews({
      sql: shop.sql,
      runId: "another-run",
      allowedSchemas: ["main.metrics"],
    });
    await others.create(name, yaml);
    const claiming = new UnityMetricViews({
      sql: shop.sql,
      runId,
      allowedSchemas: ["main.metrics"],
      created: [name],
    });
    await expect(claiming.drop(name)).rejects.toThrow(/does not carry the mark of this run/);
    expect(await names(shop)).toContain(name);
  });

  it("leaves a view that somebody changed by hand", async () => {
    const shop = await openShop();
    await shop.metricViews.create(name, yaml);
    await shop.sql.execute(`ALTER VIEW ${name} AS $$\n${yaml}\n$$`);
    await expect(shop.metricViews.drop(name)).rejects.toThrow(/does not carry the mark/);
    expect(await names(shop)).toContain(name);
  });

  it("takes a view that is gone already for dropped", async () => {
    const shop = await openShop();
    await shop.metricViews.create(name, yaml);
    await shop.sql.execute(`DROP VIEW ${name}`);
    await expect(shop.metricViews.drop(name)).resolves.toBeUndefined();
    expect(shop.metricViews.created.size).toBe(0);
  });

  it("drops in another process what an earlier part of the run made", async () => {
    const shop = await openShop();
    await shop.metricViews.create(name, yaml);
    const later = new UnityMetricViews({
      sql: shop.sql,
      runId,
      allowedSchemas: ["main.metrics"],
      created: [name],
    });
    await later.drop(name);
    expect(await names(shop)).not.toContain(name);
  });
});

describe("delete_metric_view", () => {
  it("takes the view out of the space and leaves it in Unity Catalog", async () => {
    const shop = await openShop();
    await shop.applier.apply(create(), shop.spaceId);
    const outcome = await shop.applier.apply(fix("delete_metric_view", { identifier: name }), shop.spaceId);
    expect(outcome).toMatchObject({ status: "applied" });
    expect(shop.document().source(name)).toBeUndefined();
    expect(await names(shop)).toContain(name);
  });

  it("finds it among the tables, where the service may keep it, and puts it back there", async () => {
    const shop = await openShop();
    await shop.metricViews.create(name, yaml);
    await shop.edit((now) => {
      const tables = [{ identifier: name }, ...(now.data.data_sources?.tables ?? [])];
      return now.with({ ...now.data, data_sources: { tables } });
    });
    const before = shop.document();
    const remove = fix("delete_metric_view", { identifier: name });
    expect(await shop.applier.apply(remove, shop.spaceId)).toMatchObject({ status: "invalid" });
    const catalog = await new CatalogClient({ connection: shop.connection }).describe([name]);
    const applier = new FixApplier({
      client: shop.client,
      registry: new FixTypeRegistry(defaultFixTypes),
      catalog,
      newId: idsFrom(1),
    });
    const outcome = await applier.apply(remove, shop.spaceId);
    expect(outcome).toMatchObject({ status: "applied" });
    if (outcome.status === "applied") await applier.undo(outcome, shop.spaceId);
    expect(shop.document().equals(before)).toBe(true);
    expect(shop.document().data.data_sources?.tables?.map(({ identifier }) => identifier)).toContain(name);
  });

  it("takes no table away", async () => {
    const shop = await openShop();
    expect(
      await shop.applier.apply(fix("delete_metric_view", { identifier: orders }), shop.spaceId),
    ).toMatchObject({
      status: "invalid",
      problems: [{ message: `the space has no metric view "${orders}"` }],
    });
  });
});

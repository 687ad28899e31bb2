import { extendedFixTypes, FixTypeRegistry, SpaceDocument } from "genie-enhancer";
import { afterEach, describe, expect, it } from "vitest";
import { ids, sampleSpace } from "../space/sample-space.js";
import {
  customers,
  fix,
  openShop,
  orders,
  regionMetrics,
  requestsOf,
  type Shop,
  type ShopSetup,
} from "./shop-workspace.js";

let shop: Shop;
const open = async (setup?: ShopSetup) => {
  shop = await openShop(setup);
  return shop;
};
afterEach(() => shop.workspace.close());

const synonym = (column: string, term: string, id?: string) =>
  fix("add_synonym", { table: orders, column, synonym: term }, id);
const described = (description: string, id?: string) =>
  fix("add_column_description", { table: orders, column: "amount", description }, id);
const added = (document: SpaceDocument, column: string, synonyms: string[]) =>
  document.with({
    ...document.data,
    data_sources: {
      ...document.data.data_sources,
      tables: document.data.data_sources?.tables?.map((source) =>
        source.identifier === orders
          ? {
              ...source,
              column_configs: source.column_configs?.map((config) =>
                config.column_name === column ? { ...config, synonyms } : config,
              ),
            }
          : source,
      ),
    },
  });
/** Answers the writes of a space in another way than the workspace does. */
const onWrite =
  (answer: (send: () => Promise<Response>, body: string) => Promise<Response>): ShopSetup["fetch"] =>
  (inner) =>
  async (input, init) => {
    const request = new Request(input, init);
    if (request.method !== "PATCH") return inner(request);
    const body = await request.clone().text();
    return answer(() => inner(request), body);
  };

describe("FixApplier.apply", () => {
  it("writes once, reads back, and tells what changed as a patch and in words", async () => {
    const { applier, spaceId, document } = await open();
    const before = document();
    const outcome = await applier.apply(synonym("amount", "revenue"), spaceId);
    expect(outcome).toMatchObject({ status: "applied", summary: ["orders.amount: + synonym 'revenue'"] });
    if (outcome.status !== "applied") return;
    expect(before.applyPatch(outcome.patch).equals(document())).toBe(true);
    expect(requestsOf(shop, "PATCH", /spaces/)).toBe(1);
    const last = shop.workspace.requests.at(-1);
    expect(last).toMatchObject({ method: "GET" });
  });

  it("changes nothing when the space says it already, and writes nothing", async () => {
    const { applier, spaceId } = await open();
    const outcome = await applier.apply(synonym("amount", " TURNOVER "), spaceId);
    expect(outcome).toMatchObject({ status: "no-change", reason: "the column has this synonym already" });
    expect(requestsOf(shop, "PATCH", /./)).toBe(0);
  });

  it.each([
    ["an unknown type", fix("drop_table", {}), "type", /"drop_table" is not a registered fix type/],
    [
      "an unknown column",
      synonym("amuont", "revenue"),
      "params.column",
      /has no column "amuont"; it has .*amount/,
    ],
    [
      "part of a table's name",
      fix("add_table_description", { table: "orders", description: "x" }),
      "params.table",
      /no table "orders"; it has/,
    ],
    [
      "a parameter of the wrong type",
      fix("add_synonym", { table: orders, column: "amount", synonym: 1 }),
      "params.synonym",
      /string/,
    ],
    [
      "an unknown parameter",
      fix("add_synonym", { table: orders, column: "amount", synonym: "x", extra: 1 }),
      "params",
      /extra/,
    ],
  ])("finds %s invalid and says where and why", async (_, wrong, path, message) => {
    const { applier, spaceId } = await open();
    const outcome = await applier.apply(wrong, spaceId);
    expect(outcome).toMatchObject({
      status: "invalid",
      problems: [{ path, message: expect.stringMatching(message) }],
    });
    expect(requestsOf(shop, "PATCH", /./)).toBe(0);
  });

  it("says why a type is switched off", async () => {
    const registry = new FixTypeRegistry([]).without("create_metric_view", "no SQL warehouse");
    const { applier, spaceId } = await open({ applier: { registry } });
    const outcome = await applier.apply(fix("create_metric_view", regionMetrics), spaceId);
    expect(outcome).toMatchObject({
      status: "invalid",
      problems: [{ path: "type", message: '"create_metric_view" is switched off: no SQL warehouse' }],
    });
  });

  it("can fix a document with old faults, and refuses to add a new one", async () => {
    const faulty = { ...sampleSpace, benchmarks: { questions: [{ id: "q1", question: ["Old?"] }] } };
    const { applier, spaceId, document } = await open({ document: faulty });
    const old = document();
    expect(old.validate().some(({ severity }) => severity === "error")).toBe(true);
    expect(applier.preview(synonym("amount", "revenue"), old)).toMatchObject({
      status: "applied",
      findings: [],
    });
    const long = fix("add_table_description", { table: orders, description: "x".repeat(25_001) });
    expect(await applier.apply(long, spaceId)).toMatchObject({ status: "invalid" });
    expect(applier.preview(long, old)).toMatchObject({
      status: "invalid",
      problems: [{ path: "/data_sources/tables/1/description/0", message: expect.stringContaining("25001") }],
    });
  });

  it("applies to what somebody else has made of the space meanwhile", async () => {
    let isFirst = true;
    const { applier, spaceId, document } = await open({
      fetch: onWrite(async (send, body) => {
        if (!isFirst || !body.includes("revenue")) return send();
        isFirst = false;
        await shop.edit((now) => added(now, "customer_id", ["buyer"]));
        return send();
      }),
    });
    const outcome = await applier.apply(synonym("amount", "revenue"), spaceId);
    expect(outcome.status).toBe("applied");
    expect(document().column(orders, "customer_id")?.synonyms).toEqual(["buyer"]);
    expect(document().column(orders, "amount")?.synonyms).toEqual(["turnover", "revenue"]);
  });

  it("applies to the document it is given, whatever the space holds and becomes meanwhile", async () => {
    let isFirst = true;
    const { applier, spaceId, document } = await open({
      fetch: onWrite(async (send, body) => {
        if (!isFirst || !body.includes("revenue")) return send();
        isFirst = false;
        await shop.edit((now) => added(now, "customer_id", ["buyer"]));
        return send();
      }),
    });
    const base = document();
    await shop.edit((now) => added(now, "customer_id", ["client"]));
    const outcome = await applier.apply(synonym("amount", "revenue"), spaceId, { base });
    expect(outcome.status).toBe("applied");
    if (outcome.status === "applied") expect(document().equals(outcome.after)).toBe(true);
    expect(document().column(orders, "customer_id")).toEqual(base.column(orders, "customer_id"));
    expect(document().column(orders, "amount")?.synonyms).toEqual(["turnover", "revenue"]);
  });

  it("gives up after meeting another edit twice, and leaves no view behind", async () => {
    let count = 0;
    const { applier, spaceId, workspace, metricViews } = await open({
      fetch: onWrite(async (send, body) => {
        if (!body.includes("region_metrics")) return send();
        count += 1;
        await shop.edit((now) => added(now, "customer_id", [`buyer ${count}`]));
        return send();
      }),
    });
    await expect(applier.apply(fix("create_metric_view", regionMetrics), spaceId)).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(count).toBe(2);
    expect(metricViews.created.size).toBe(0);
    expect((await workspace.tables()).map(({ name }) => name)).not.toContain("main.metrics.region_metrics");
  });

  it("takes its own write for done when only the answer was lost", async () => {
    const { applier, spaceId, workspace, document } = await open();
    workspace.knobs.faults.push({ route: /^PATCH /, kind: "drop-after", times: 1 });
    const outcome = await applier
      .apply(synonym("amount", "revenue"), spaceId)
      .catch((error: unknown) => error);
    expect(document().column(orders, "amount")?.synonyms).toEqual(["turnover", "revenue"]);
    expect(outcome).toMatchObject({ status: "applied" });
  });

  it("writes once more when the connection broke before the write arrived", async () => {
    const { applier, spaceId, workspace, document } = await open();
    workspace.knobs.faults.push({ route: /^PATCH /, kind: "drop-before", times: 1 });
    expect(await applier.apply(synonym("amount", "revenue"), spaceId)).toMatchObject({ status: "applied" });
    expect(document().column(orders, "amount")?.synonyms).toEqual(["turnover", "revenue"]);
  });

  it("puts the space back when the service keeps something else", async () => {
    const { applier, spaceId, document, workspace, metricViews } = await open({
      fetch: onWrite((send, body) => {
        if (!body.includes("region_metrics")) return send();
        return shop
          .edit((now) => added(now, "amount", ["half of it"]))
          .then(() => Response.json({ space_id: spaceId, title: "Shop" }));
      }),
    });
    const before = document();
    const outcome = await applier.apply(fix("create_metric_view", regionMetrics), spaceId);
    expect(outcome).toMatchObject({
      status: "invalid",
      problems: [{ path: "", message: expect.stringContaining("the service keeps something else: ") }],
    });
    expect(document().equals(before)).toBe(true);
    expect(metricViews.created.size).toBe(0);
    expect((await workspace.tables()).map(({ name }) => name)).not.toContain("main.metrics.region_metrics");
  });

  it("passes on why the service refuses the document", async () => {
    const { applier, spaceId, document } = await open({
      fetch: onWrite(async () =>
        Response.json(
          { error_code: "INVALID_PARAMETER_VALUE", message: "Cannot find field: x" },
          { status: 400 },
        ),
      ),
    });
    const before = document();
    expect(await applier.apply(synonym("amount", "revenue"), spaceId)).toMatchObject({
      status: "invalid",
      problems: [{ message: expect.stringContaining("Cannot find field: x") }],
    });
    expect(document().equals(before)).toBe(true);
  });

  it("stops at once when it is told to", async () => {
    const { applier, spaceId } = await open();
    const stop = new AbortController();
    stop.abort(new Error("enough"));
    await expect(
      applier.apply(synonym("amount", "revenue"), spaceId, { signal: stop.signal }),
    ).rejects.toThrow("enough");
    expect(requestsOf(shop, "PATCH", /./)).toBe(0);
  });
});

describe("FixApplier.preview", () => {
  it("tells what would change and asks nobody", async () => {
    const { applier, document, workspace } = await open();
    const before = document();
    const asked = workspace.requests.length;
    const outcome = applier.preview(described("Net amount in euros."), before);
    expect(outcome).toMatchObject({ status: "applied", findings: [] });
    if (outcome.status === "applied")
      expect(before.applyPatch(outcome.patch).equals(outcome.after)).toBe(true);
    expect(workspace.requests.length).toBe(asked);
    expect(document().equals(before)).toBe(true);
  });

  it("tells what is worth knowing of the result", async () => {
    const { applier, document } = await open();
    const outcome = applier.preview(synonym("customer_id", "turnover"), document());
    expect(outcome.status === "applied" && outcome.findings.map(({ severity }) => severity)).toContain(
      "info",
    );
  });

  it("previews several together", async () => {
    const { applier, document } = await open();
    const { outcomes, document: after } = applier.previewAll(
      [described("A"), described("B"), synonym("amount", "revenue")],
      document(),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(["applied", "invalid", "applied"]);
    expect(after.column(orders, "amount")).toMatchObject({
      description: ["A"],
      synonyms: ["turnover", "revenue"],
    });
  });
});

describe("FixApplier.applyAll", () => {
  it("applies several with one write, in order", async () => {
    const { applier, spaceId, document } = await open();
    const outcomes = await applier.applyAll(
      [
        synonym("amount", "revenue", "a"),
        synonym("amount", "sales", "b"),
        described("Net amount in euros.", "c"),
        fix("update_text_instruction", { mode: "merge", content: "- Large orders are above 100." }, "d"),
        fix("update_text_instruction", { mode: "merge", content: "- Top means top 5." }, "e"),
        fix("delete_example_query", { exampleId: ids.example }, "f"),
      ],
      spaceId,
    );
    expect(outcomes.map(({ status }) => status)).toEqual(Array(6).fill("applied"));
    expect(requestsOf(shop, "PATCH", /./)).toBe(1);
    expect(document().column(orders, "amount")).toEqual({
      column_name: "amount",
      description: ["Net amount in euros."],
      synonyms: ["turnover", "revenue", "sales"],
    });
    const text = document().data.instructions?.text_instructions?.[0]?.content.join("");
    expect(text).toMatch(/euros\.\n\n- Large orders are above 100\.\n\n- Top means top 5\.$/);
    expect(document().data.instructions?.example_question_sqls).toBeUndefined();
  });

  it("finds conflicts first and names them", async () => {
    const { applier, spaceId, document } = await open();
    const outcomes = await applier.applyAll(
      [
        described("First.", "a"),
        described("Second.", "b"),
        synonym("amount", "revenue", "c"),
        fix("delete_synonym", { table: orders, column: "amount", synonym: "Revenue" }, "d"),
      ],
      spaceId,
    );
    expect(outcomes).toMatchObject([
      { status: "applied" },
      {
        status: "invalid",
        problems: [
          {
            path: "/data_sources/tables/main.shop.orders/column_configs/amount/description",
            message: "conflicts with fix a (add_column_description), which changes it too",
          },
        ],
      },
      { status: "applied" },
      {
        status: "invalid",
        problems: [{ message: "conflicts with fix c (add_synonym), which changes it too" }],
      },
    ]);
    expect(document().column(orders, "amount")?.description).toEqual(["First."]);
  });

  it("applies the second of two in conflict where the first cannot be compiled", async () => {
    const { applier, spaceId } = await open();
    const example = (sql: string, id: string) => fix("add_example_query", { question: "How many?", sql }, id);
    const outcomes = await applier.applyAll(
      [
        example(`SELECT nothing_like_it FROM ${orders}`, "a"),
        example(`SELECT COUNT(*) AS n FROM ${orders}`, "b"),
      ],
      spaceId,
    );
    expect(outcomes).toMatchObject([
      {
        status: "invalid",
        problems: [{ path: "params.sql", message: expect.stringContaining("nothing_like_it") }],
      },
      { status: "applied" },
    ]);
  });

  it("keeps the other fixes of a batch when one cannot be prepared", async () => {
    const { applier, spaceId, document, metricViews } = await open();
    const elsewhere = { ...regionMetrics, name: "main.shop.region_metrics" };
    const outcomes = await applier.applyAll(
      [
        fix("create_metric_view", elsewhere, "a"),
        synonym("amount", "revenue", "b"),
        fix("create_metric_view", regionMetrics, "c"),
      ],
      spaceId,
    );
    expect(outcomes).toMatchObject([
      { status: "invalid", problems: [{ message: expect.stringContaining("only in main.metrics") }] },
      { status: "applied" },
      { status: "applied" },
    ]);
    expect([...metricViews.created]).toEqual(["main.metrics.region_metrics"]);
    expect(document().source("main.metrics.region_metrics")).toBeDefined();
  });

  it("does nothing for no fixes", async () => {
    const { applier, spaceId } = await open();
    expect(await applier.applyAll([], spaceId)).toEqual([]);
    expect(requestsOf(shop, "PATCH", /./)).toBe(0);
  });
});

describe("FixApplier.undo", () => {
  const applyEach = async (...fixes: readonly Parameters<Shop["applier"]["apply"]>[0][]) => {
    const outcomes = [];
    for (const one of fixes) {
      const outcome = await shop.applier.apply(one, shop.spaceId);
      if (outcome.status !== "applied")
        throw new Error(`${one.id} was not applied: ${JSON.stringify(outcome)}`);
      outcomes.push(outcome);
    }
    return outcomes;
  };

  it("takes one back from the middle and keeps what came before and after", async () => {
    const { applier, spaceId, document } = await open();
    const [, middle] = await applyEach(
      synonym("amount", "revenue"),
      synonym("amount", "sales"),
      described("Net amount in euros."),
      fix("update_text_instruction", { mode: "merge", content: "- Top means top 5." }),
      synonym("amount", "income"),
    );
    if (!middle) return;
    const outcome = await applier.undo(middle, spaceId);
    expect(outcome).toMatchObject({ status: "undone", summary: ["orders.amount: - synonym 'sales'"] });
    expect(document().column(orders, "amount")).toMatchObject({
      description: ["Net amount in euros."],
      synonyms: ["turnover", "revenue", "income"],
    });
  });

  it("takes all back in any order, to an equal document", async () => {
    const { applier, spaceId, document } = await open();
    const before = document();
    const applied = await applyEach(
      fix("add_example_query", { question: "How many orders?", sql: `SELECT COUNT(*) FROM ${orders}` }),
      synonym("day", "date of the order"),
      fix("delete_example_query", { exampleId: ids.example }),
      fix("update_text_instruction", { mode: "merge", content: "- Top means top 5." }),
      fix("create_metric_view", regionMetrics),
      fix("add_table_description", { table: customers, description: "One row per customer." }),
    );
    for (const index of [3, 0, 4, 5, 1, 2]) {
      const one = applied[index];
      if (one) expect(await applier.undo(one, spaceId)).toMatchObject({ status: "undone" });
    }
    expect(document().equals(before)).toBe(true);
    expect((await shop.workspace.tables()).map(({ name }) => name)).not.toContain(
      "main.metrics.region_metrics",
    );
  });

  it("refuses where the same text was changed again, and names it", async () => {
    const { applier, spaceId, document } = await open();
    const [first] = await applyEach(described("First."), described("Second."));
    const now = document();
    expect(first && (await applier.undo(first, spaceId))).toMatchObject({
      status: "refused",
      problems: [
        {
          path: "data_sources.tables[main.shop.orders].column_configs[amount].description",
          message: "was changed again after fix fix-add_column_description; take the later change back first",
        },
      ],
    });
    expect(document().equals(now)).toBe(true);
  });

  it("refuses to take away what a later example reads", async () => {
    const { applier, spaceId, workspace } = await open();
    const [view] = await applyEach(fix("create_metric_view", regionMetrics));
    await shop.edit((now) =>
      now.with({
        ...now.data,
        instructions: {
          ...now.data.instructions,
          example_question_sqls: [
            {
              id: "02000000000000000000000000000000",
              question: ["Revenue by region"],
              sql: ["SELECT region, MEASURE(revenue) FROM main.metrics.region_metrics GROUP BY region"],
            },
          ],
        },
      }),
    );
    expect(view && (await applier.undo(view, spaceId))).toMatchObject({
      status: "refused",
      problems: [{ message: "reads main.metrics.region_metrics, which would go" }],
    });
    expect((await workspace.tables()).map(({ name }) => name)).toContain("main.metrics.region_metrics");
  });

  it("puts back what it took away with everything that this library does not know of it", async () => {
    const [example] = sampleSpace.instructions?.example_question_sqls ?? [];
    const newer = {
      ...sampleSpace,
      instructions: {
        ...sampleSpace.instructions,
        example_question_sqls: [{ ...example, certified_by: { name: "서울" } }],
      },
    };
    let held = JSON.stringify(newer);
    const { applier, spaceId } = await open({
      fetch: (inner) => async (input, init) => {
        const request = new Request(input, init);
        if (!new URL(request.url).pathname.includes("/genie/spaces/")) return inner(request);
        if (request.method === "PATCH") held = (await request.json()).serialized_space;
        return Response.json({ space_id: "s", title: "Shop", warehouse_id: "w", serialized_space: held });
      },
    });
    const [removed] = await applyEach(fix("delete_example_query", { exampleId: ids.example }));
    expect(removed && (await applier.undo(removed, spaceId))).toMatchObject({ status: "undone" });
    expect(JSON.parse(held)).toEqual(JSON.parse(SpaceDocument.parse(newer).serialize()));
  });

  it("says so when the service does not take the old document any more", async () => {
    let isStrict = false;
    const { applier, spaceId } = await open({
      fetch: onWrite(async (send) =>
        isStrict
          ? Response.json(
              { error_code: "INVALID_PARAMETER_VALUE", message: "Cannot find field" },
              { status: 400 },
            )
          : send(),
      ),
    });
    const [one] = await applyEach(synonym("amount", "revenue"));
    isStrict = true;
    expect(one && (await applier.undo(one, spaceId))).toMatchObject({
      status: "refused",
      problems: [{ message: expect.stringContaining("Cannot find field") }],
    });
  });

  it("takes back what a later fix of the same section left behind", async () => {
    const measures = [{ id: ids.measure, alias: "n", display_name: "orders", sql: ["COUNT(orders.amount)"] }];
    const { filters } = sampleSpace.instructions?.sql_snippets ?? {};
    const registry = new FixTypeRegistry(extendedFixTypes);
    const { applier, spaceId, document } = await open({
      document: {
        ...sampleSpace,
        instructions: { ...sampleSpace.instructions, sql_snippets: { filters, measures } },
      },
      applier: { registry },
    });
    const [first] = await applyEach(
      fix("delete_filter", { snippetId: ids.filter }),
      fix("delete_measure", { snippetId: ids.measure }),
    );
    expect(first && (await applier.undo(first, spaceId))).toMatchObject({ status: "undone" });
    expect(document().data.instructions?.sql_snippets).toEqual({ filters });
  });

  it("refuses to take away what a later fix needs", async () => {
    const { applier, spaceId } = await open({ applier: { registry: new FixTypeRegistry(extendedFixTypes) } });
    const region = { table: orders, column: "region", isEnabled: true };
    const [assistance] = await applyEach(
      fix("set_format_assistance", region),
      fix("set_entity_matching", region),
    );
    expect(assistance && (await applier.undo(assistance, spaceId))).toMatchObject({
      status: "refused",
      problems: [{ message: expect.stringContaining("entity matching without format assistance") }],
    });
  });

  it("has nothing to do when the fix is gone already", async () => {
    const { applier, spaceId } = await open();
    const [one] = await applyEach(synonym("amount", "revenue"));
    if (!one) return;
    await applier.undo(one, spaceId);
    expect(await applier.undo(one, spaceId)).toMatchObject({ status: "no-change" });
  });

  it("finds the view among the tables, where the service may move it", async () => {
    const { applier, spaceId, document } = await open();
    const before = document();
    const [view] = await applyEach(fix("create_metric_view", regionMetrics));
    await shop.edit((now) => {
      const { tables = [], metric_views: views = [] } = now.data.data_sources ?? {};
      return now.with({ ...now.data, data_sources: { tables: [...views, ...tables] } });
    });
    expect(view && (await applier.undo(view, spaceId))).toMatchObject({ status: "undone" });
    expect(document().equals(before)).toBe(true);
  });

  it("survives an edit that somebody makes at the same moment", async () => {
    let isArmed = false;
    const { applier, spaceId, document } = await open({
      fetch: onWrite(async (send) => {
        if (!isArmed) return send();
        isArmed = false;
        await shop.edit((now) => added(now, "customer_id", ["buyer"]));
        return send();
      }),
    });
    const [one] = await applyEach(synonym("amount", "revenue"));
    isArmed = true;
    expect(one && (await applier.undo(one, spaceId))).toMatchObject({ status: "undone" });
    expect(document().column(orders, "customer_id")?.synonyms).toEqual(["buyer"]);
    expect(document().column(orders, "amount")?.synonyms).toEqual(["turnover"]);
  });
});

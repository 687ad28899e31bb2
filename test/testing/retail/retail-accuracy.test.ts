import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SerializedSpace } from "../../../src/space/serialized-space.js";
import { openAccuracy, workspace } from "./accuracy.js";
import { badFixes, type Edit, goodFixes, metricViews } from "./fixes.js";
import { borrowRetailEngine } from "./retail-engine.js";

const thin = workspace.spaceDocument;
const total = workspace.benchmarks.length;
const applied = (edits: readonly Edit[]): SerializedSpace =>
  edits.reduce((document, edit) => edit(document), thin);
const improved = applied(goodFixes.map(([, edit]) => edit));
const outOfReach = workspace.benchmarks
  .filter((benchmark) => benchmark.category === "out-of-reach")
  .map(({ tags }) => tags?.[0]);

let accuracy: Awaited<ReturnType<typeof openAccuracy>>;
let baseline: readonly string[];

beforeAll(async () => {
  accuracy = await openAccuracy();
  for (const [name, yaml] of Object.entries(metricViews)) {
    await accuracy.engine.run(`CREATE VIEW ${name} WITH METRICS LANGUAGE YAML AS $$\n${yaml}\n$$`);
  }
  baseline = await accuracy.passed(thin);
});

afterAll(() => accuracy.engine.close());

const gained = (names: readonly string[]) => names.filter((name) => !baseline.includes(name));
const lost = (names: readonly string[]) => baseline.filter((name) => !names.includes(name));

describe("the expected SQL", () => {
  it("runs and returns something that is not empty, the same from every database", async () => {
    const other = await borrowRetailEngine(() => workspace.now);
    for (const { expectedSql = "", tags } of workspace.benchmarks) {
      const { rows } = await accuracy.run(expectedSql);
      expect(
        rows.flat().some((cell) => cell !== null && cell !== "0"),
        tags?.[0],
      ).toBe(true);
      expect(await other.run(expectedSql)).toMatchObject({ rows });
    }
    await other.close();
  });

  it("has no tie at a limit", async () => {
    for (const { expectedSql = "", tags } of workspace.benchmarks) {
      const limit = /^(.*ORDER BY [\w.]+ DESC) LIMIT (\d+)$/s.exec(expectedSql);
      if (limit === null) continue;
      const { rows } = await accuracy.run(`${limit[1]} LIMIT ${Number(limit[2]) + 1}`);
      const [last, next] = rows.slice(-2).map((row) => row.at(-1));
      if (rows.length > Number(limit[2])) expect(last, tags?.[0]).not.toBe(next);
    }
  });
});

describe("the thin document", () => {
  it("answers about two questions in five", () => {
    expect([...baseline].sort()).toEqual([
      "area-by-region",
      "best-promotions",
      "big-orders",
      "city-most-stores",
      "customers-by-segment",
      "garden-price",
      "gross-by-quarter",
      "highest-price",
      "largest-stores",
      "old-stores",
      "orders-2024",
      "orders-by-channel",
      "orders-per-customer",
      "products-by-category",
      "quantity-total",
      "satisfaction-by-topic",
      "signups-2024",
      "stores-by-region",
      "tickets-by-topic",
      "tickets-last-month",
      "tickets-march",
      "visits-by-month",
    ]);
    expect(baseline.length / total).toBeGreaterThan(0.35);
    expect(baseline.length / total).toBeLessThan(0.5);
  });

  it.each(goodFixes)("is repaired by a good fix: %s", async (_, edit, repairs) => {
    const names = await accuracy.passed(edit(thin));
    expect([...gained(names)].sort()).toEqual([...repairs].sort());
    expect(lost(names)).toEqual([]);
  });

  it.each(badFixes)("is not helped by a bad fix: %s", async (_, edit, breaks) => {
    const names = await accuracy.passed(edit(thin));
    expect(gained(names)).toEqual([]);
    expect(lost(names)).toEqual(expect.arrayContaining([...breaks]));
    if (breaks.length === 0) expect(lost(names)).toEqual([]);
  });
});

describe("the improved document", () => {
  it("answers all but what is out of reach", async () => {
    const names = await accuracy.passed(improved);
    expect(names.length / total).toBeGreaterThanOrEqual(0.75);
    expect(names.length / total).toBeLessThanOrEqual(0.9);
    expect(outOfReach.filter((name) => names.includes(name ?? ""))).toEqual([]);
  });

  it("needs two fixes together for a word that sits on the wrong column", async () => {
    const only = (...wanted: readonly string[]) =>
      applied(goodFixes.filter(([name]) => wanted.includes(name)).map(([, edit]) => edit));
    expect(await accuracy.passed(only("synonym sales"))).not.toContain("sales-total");
    expect(await accuracy.passed(only("delete synonym sales of quantity"))).not.toContain("sales-total");
    expect(await accuracy.passed(only("synonym sales", "delete synonym sales of quantity"))).toContain(
      "sales-total",
    );
  });

  it("loses its answers with its synonyms, examples and instructions", async () => {
    const before = (await accuracy.passed(improved)).length;
    const bare: SerializedSpace = {
      ...improved,
      data_sources: {
        ...improved.data_sources,
        tables: improved.data_sources?.tables?.map((source) => ({
          ...source,
          column_configs: source.column_configs?.map(({ synonyms: _, ...config }) => config),
        })),
      },
      instructions: {},
    };
    const names = await accuracy.passed(bare);
    expect(before - names.length).toBeGreaterThan(8);
    for (const name of [
      "repeat-2024",
      "area-revenue-2023",
      "order-value-2024",
      "margin-by-category",
      "discount-2024",
      "sales-may",
    ]) {
      expect(names).not.toContain(name);
    }
  });

  it("answers the same without its benchmarks", async () => {
    const { benchmarks: _, ...without } = improved;
    expect(await accuracy.passed(without)).toEqual(await accuracy.passed(improved));
  });

  it.each(badFixes.filter(([, , breaks]) => breaks.length > 0))("is made worse by %s", async (_, edit) => {
    const before = await accuracy.passed(improved);
    expect((await accuracy.passed(edit(improved))).length).toBeLessThan(before.length);
  });
});

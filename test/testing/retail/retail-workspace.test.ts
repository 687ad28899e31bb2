import { describe, expect, it } from "vitest";
import { retailWorkspace } from "../../../src/testing/retail/retail-workspace.js";

const workspace = retailWorkspace();
const plain = (text: string) => text.toLowerCase().replace(/\W+/g, " ").trim();

describe("retailWorkspace", () => {
  it("holds at least eight listed tables and 50,000 rows", () => {
    const listed = workspace.spaceDocument.data_sources?.tables?.map((table) => table.identifier) ?? [];
    expect(listed.length).toBeGreaterThanOrEqual(8);
    expect(listed.every((name) => name in workspace.tables)).toBe(true);
    expect(
      Object.values(workspace.tables).reduce((sum, table) => sum + table.rows.length, 0),
    ).toBeGreaterThan(50_000);
  });

  it("gives the same rows for the same seed, and others for another", () => {
    expect(retailWorkspace().tables).toEqual(workspace.tables);
    expect(retailWorkspace({ seed: 8 }).tables["retail.sales.orders"]?.rows[0]).not.toEqual(
      workspace.tables["retail.sales.orders"]?.rows[0],
    );
  });

  it("has rows as wide as their columns", () => {
    for (const [name, table] of Object.entries(workspace.tables)) {
      expect(
        table.rows.every((row) => row.length === table.columns.length),
        name,
      ).toBe(true);
    }
  });

  it("keeps everything in the order that the service demands", () => {
    const document = workspace.spaceDocument;
    const tables = document.data_sources?.tables ?? [];
    const sorted = (names: readonly string[]) => expect(names).toEqual([...names].sort());
    sorted(tables.map((table) => table.identifier));
    for (const table of tables) sorted((table.column_configs ?? []).map((column) => column.column_name));
    sorted((document.benchmarks?.questions ?? []).map((question) => question.id));
    for (const { id } of document.benchmarks?.questions ?? []) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  it("describes columns that exist", () => {
    for (const table of workspace.spaceDocument.data_sources?.tables ?? []) {
      const names = workspace.tables[table.identifier]?.columns.map((column) => column.name) ?? [];
      for (const column of table.column_configs ?? []) expect(names).toContain(column.column_name);
    }
  });

  it("asks no question that an example of the document already answers word for word", () => {
    const examples =
      workspace.spaceDocument.instructions?.example_question_sqls?.map((example) =>
        plain(example.question.join("")),
      ) ?? [];
    const questions = workspace.benchmarks.map((benchmark) => plain(benchmark.question));
    expect(questions.filter((question) => examples.includes(question))).toEqual([]);
    expect(new Set(questions).size).toBe(questions.length);
  });

  it("asks many kinds of questions", () => {
    const kinds = new Set(workspace.benchmarks.map((benchmark) => benchmark.category));
    for (const kind of [
      "aggregation",
      "filter",
      "join",
      "top-n",
      "time-series",
      "ratio",
      "business-term",
      "ambiguous-term",
      "out-of-reach",
    ]) {
      expect(kinds).toContain(kind);
    }
    expect(workspace.benchmarks.length).toBeGreaterThanOrEqual(36);
  });
});

import fc from "fast-check";
import {
  type Benchmark,
  BenchmarkFormatError,
  benchmarksFromSpace,
  benchmarksFromTable,
  ConfigurationError,
  findDuplicateBenchmarks,
  SpaceDocument,
  SqlClient,
  splitBenchmarks,
  staticToken,
  WorkspaceConnection,
  writeBenchmarks,
} from "genie-enhancer";
import { SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";

const benchmark = (id: string, question = `${id}?`, expectedSql = `SELECT '${id}'`): Benchmark => ({
  id,
  question,
  expectedSql,
});

describe("findDuplicateBenchmarks", () => {
  const kinds = (first: Benchmark, second: Benchmark) =>
    findDuplicateBenchmarks([first, second]).map(({ kind }) => kind);

  it.each([
    ["How many orders in 2024?", "how many  ORDERS in 2024", "SELECT 1", "select 1;", ["same"]],
    ["How many orders in 2024?", "How many orders in 2024?", "SELECT 1", "SELECT 2", ["contradiction"]],
    [
      "How many orders were placed in 2024?",
      "How many orders placed in 2024?",
      "SELECT 1",
      "SELECT 2",
      ["near"],
    ],
    ["How many orders in 2024?", "Number of sales last year", "SELECT 1", "SELECT 1", ["same-sql"]],
    ["How many orders in 2024?", "How many orders in 2023?", "SELECT 1", "SELECT 2", []],
    ["What is the revenue by region?", "Which products sell best?", "SELECT 1", "SELECT 2", []],
    ["지역별 매출은 얼마인가요?", "지역별 매출은 얼마입니까?", "SELECT 1", "SELECT 2", []],
  ])("tells %j and %j apart or not", (first, second, sqlA, sqlB, expected) => {
    expect(kinds(benchmark("a", first, sqlA), benchmark("b", second, sqlB))).toEqual(expected);
  });

  it("looks through as many as a space holds in no time", () => {
    const words = ["revenue", "orders", "customers", "region", "month", "product", "margin", "returns"];
    const many = Array.from({ length: 500 }, (_, index) =>
      benchmark(
        `q${index}`,
        `What is the ${words[index % 8]} by ${words[(index >> 3) % 8]} in week ${index}?`,
      ),
    );
    const startedAt = performance.now();
    expect(findDuplicateBenchmarks(many)).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it("finds in a list what it finds in each two of it", () => {
    const word = fc.constantFrom("revenue", "by", "region", "regions", "2023", "2024", "매출");
    const some = fc.record({
      question: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(" ")),
      expectedSql: fc.constantFrom("SELECT 1", "SELECT 2", undefined),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), fc.constantFrom(0, 0.5, 0.8), (list, minSimilarity) => {
        const all = list.map((one, index) => ({ id: `q${index}`, ...one }));
        const pairs = all.flatMap((first, index) =>
          all
            .slice(index + 1)
            .flatMap((second) => findDuplicateBenchmarks([first, second], { minSimilarity })),
        );
        expect(findDuplicateBenchmarks(all, { minSimilarity })).toEqual(pairs);
      }),
    );
  });

  it("names pairs in the order of the list", () => {
    const found = findDuplicateBenchmarks([
      benchmark("b", "A?"),
      benchmark("c", "Else"),
      benchmark("a", "A?"),
    ]);
    expect(found).toEqual([{ kind: "contradiction", ids: ["b", "a"], similarity: 1 }]);
  });
});

describe("splitBenchmarks", () => {
  const many = Array.from({ length: 100 }, (_, index) => ({
    ...benchmark(`q${index}`, `${String.fromCodePoint(0x4e00 + index * 7)}?`),
    category: index < 60 ? "easy" : "hard",
  }));
  const ids = (benchmarks: readonly Benchmark[]) => benchmarks.map(({ id }) => id);

  it("takes the share of each stratum, and the same ones every time", () => {
    const { train, holdout } = splitBenchmarks(many, { holdout: 0.3 });
    expect([train.length, holdout.length]).toEqual([70, 30]);
    expect(holdout.filter(({ category }) => category === "easy")).toHaveLength(18);
    expect(ids(splitBenchmarks(many).holdout)).toEqual(ids(holdout));
    expect(ids(splitBenchmarks(many, { seed: 2 }).holdout)).not.toEqual(ids(holdout));
  });

  it("does not depend on the order, and moves few when one is added", () => {
    const { holdout } = splitBenchmarks(many);
    expect(ids(splitBenchmarks(many.toReversed()).holdout).toSorted()).toEqual(ids(holdout).toSorted());
    const more = splitBenchmarks([...many, { ...benchmark("new", "Something else"), category: "easy" }]);
    const moved = ids(holdout).filter((id) => !ids(more.holdout).includes(id));
    expect(moved.length).toBeLessThanOrEqual(1);
  });

  it("keeps what belongs together on one side", () => {
    const twins = many.flatMap((one) => [
      one,
      { ...one, id: `${one.id}-twin`, question: `${one.question} ` },
    ]);
    const { train, holdout } = splitBenchmarks(twins);
    const held = new Set(ids(holdout));
    for (const { id } of train) expect(held.has(`${id}-twin`)).toBe(false);
    expect(holdout).toHaveLength(60);
  });

  it("takes no time for thousands with one and the same SQL", () => {
    const copies = Array.from({ length: 2_000 }, (_, index) =>
      benchmark(`q${index}`, `What is the revenue of region ${index}?`, "SELECT 1"),
    );
    // Time of the processor: what else the machine does is not counted.
    const before = process.cpuUsage();
    const { train, holdout } = splitBenchmarks(copies);
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
    expect([train.length, holdout.length]).toEqual([2_000, 0]);
  });

  it("loses and doubles nothing, whatever the share", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer(),
        (names, share, seed) => {
          const all = names.map((name, index) => ({ ...benchmark(name), category: `${index % 3}` }));
          const { train, holdout } = splitBenchmarks(all, { holdout: share, seed });
          expect([...ids(train), ...ids(holdout)].toSorted()).toEqual(names.toSorted());
        },
      ),
    );
  });

  it("refuses a share that is none", () => {
    expect(() => splitBenchmarks(many, { holdout: 30 })).toThrow(ConfigurationError);
  });
});

describe("writeBenchmarks", () => {
  const sampleId = "01f0be0c000000000000000000000001";
  const storedId = "01f0be0c000000000000000000000002";
  const document = SpaceDocument.parse({
    version: 2,
    config: { sample_questions: [{ id: sampleId, question: ["Hi?"] }] },
    data_sources: { tables: [{ identifier: "a.b.c" }] },
    benchmarks: {
      questions: [
        {
          id: storedId,
          question: ["Old?"],
          answer: [{ format: "SQL", content: ["SELECT 0"] }],
          note: "kept",
        },
      ],
    },
  });
  const set = [
    benchmark("z", "Z?", "SELECT 1\nFROM t"),
    benchmark(storedId, "New?", "SELECT 2"),
    benchmark(sampleId, "S?", "SELECT 3"),
  ];

  it("writes what the service accepts and what reads back the same", () => {
    const { document: written, ids } = writeBenchmarks(document, set);
    const errors = written.validate().filter(({ severity }) => severity === "error");
    expect(errors.map(({ pointer }) => pointer)).toEqual(["/benchmarks/questions/0/note"]);
    const back = benchmarksFromSpace(written);
    for (const { id, question, expectedSql } of set)
      expect(back).toContainEqual({ id: ids.get(id), question, expectedSql });
    expect(ids.get(storedId)).toBe(storedId);
    expect(ids.get(sampleId)).not.toBe(sampleId);
    expect(written.data.benchmarks?.questions?.map(({ id }) => id)).toEqual([...ids.values()].toSorted());
    expect(JSON.stringify(written.data)).toContain('"note":"kept"');
  });

  it("changes nothing when done again", () => {
    const { document: once } = writeBenchmarks(document, set);
    expect(writeBenchmarks(once, set).document.serialize()).toBe(once.serialize());
  });

  it("gives no two benchmarks one id, also where one bears the id that is made for another", () => {
    const [made = ""] = writeBenchmarks(document, [benchmark("z")]).ids.values();
    for (const list of [
      [benchmark("z"), benchmark(made)],
      [benchmark(made), benchmark("z")],
    ]) {
      const { document: once, ids } = writeBenchmarks(document, list);
      expect(new Set(ids.values()).size).toBe(2);
      expect(ids.get(made)).toBe(made);
      expect(writeBenchmarks(once, list).document.serialize()).toBe(once.serialize());
    }
  });

  it("replaces or merges", () => {
    const one = [benchmark("z")];
    expect(benchmarksFromSpace(writeBenchmarks(document, one).document)).toHaveLength(1);
    expect(benchmarksFromSpace(writeBenchmarks(document, one, { mode: "merge" }).document)).toHaveLength(2);
  });

  it("refuses texts of too many lines, and what together is too much for a document", () => {
    const lines = "\n".repeat(10_001);
    expect(() => writeBenchmarks(document, [benchmark("a", `A${lines}?`, `SELECT 1${lines}`)])).toThrow(
      /question: has more than 10000 lines\n.*expectedSql: has more than 10000 lines/,
    );
    const large = Array.from({ length: 200 }, (_, index) =>
      benchmark(`q${index}`, "A?", `SELECT '${"x".repeat(20_000)}'`),
    );
    expect(() => writeBenchmarks(document, large)).toThrow(/make a document of \d+ bytes/);
  });

  it("refuses what a space cannot hold, all at once", () => {
    const wrong = [
      benchmark("a", " "),
      benchmark("b", "B?", "x".repeat(25_001)),
      benchmark("c"),
      benchmark("c"),
    ];
    try {
      writeBenchmarks(document, wrong, { maxBenchmarks: 3 });
      throw new Error("was accepted");
    } catch (error) {
      if (!(error instanceof BenchmarkFormatError)) throw error;
      expect(error.problems.map(({ place, field }) => [place, field])).toEqual([
        ["benchmark a", "question"],
        ["benchmark b", "expectedSql"],
        ["benchmark c", "id"],
        ["benchmarks", ""],
      ]);
    }
  });
});

describe("benchmarksFromTable", () => {
  const columns = ["question_id", "korean_question", "expected_sql", "tags", "created_at"].map((name) => ({
    name,
    type: "STRING",
  }));

  async function clientOf(rows: readonly (readonly (string | null)[])[]) {
    const workspace = await SimulatedWorkspace.create({ tables: { "qa.sets.sales": { columns, rows } } });
    const connection = new WorkspaceConnection({
      host: workspace.host,
      auth: staticToken(simulatedToken),
      fetch: workspace.fetch,
      clock: workspace.clock,
    });
    return new SqlClient({ connection, warehouseId: workspace.warehouseId });
  }

  it("reads rows in the order of their ids", async () => {
    const sql = await clientOf([
      ["10", "나?", "SELECT 2", null, "2024"],
      ["9", "가?", "SELECT 1", '["x"]', "2024"],
    ]);
    expect(await benchmarksFromTable(sql, "qa.sets.sales")).toEqual([
      { id: "9", question: "가?", expectedSql: "SELECT 1", tags: ["x"] },
      { id: "10", question: "나?", expectedSql: "SELECT 2" },
    ]);
  });

  it("names the rows that are wrong, and a table that is too long", async () => {
    const sql = await clientOf([
      ["1", null, "SELECT 1", null, null],
      ["2", "B?", null, null, null],
    ]);
    await expect(benchmarksFromTable(sql, "qa.sets.sales")).rejects.toMatchObject({
      message: expect.stringMatching(/qa\.sets\.sales[\s\S]*row 1, question[\s\S]*row 2, expectedSql/),
    });
    await expect(benchmarksFromTable(sql, "qa.sets.sales", { maxRows: 1 })).rejects.toThrow(
      "more than 1 rows",
    );
  });

  it("cannot be led to run anything else", async () => {
    const sql = await clientOf([]);
    await expect(benchmarksFromTable(sql, "qa.sets.sales; DROP TABLE x")).rejects.toMatchObject({
      code: "IDENTIFIER",
    });
  });
});

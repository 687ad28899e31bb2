import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BenchmarkFormatError, type BenchmarkProblem } from "../../src/benchmarks/benchmark-format-error.js";
import { parseBenchmarks } from "../../src/benchmarks/parse-benchmarks.js";

const sql = "SELECT sum(amt) FROM shop.core.orders";

function problemsOf(
  text: string,
  options?: Parameters<typeof parseBenchmarks>[1],
): readonly BenchmarkProblem[] {
  try {
    parseBenchmarks(text, options);
  } catch (error) {
    if (error instanceof BenchmarkFormatError) return error.problems;
    throw error;
  }
  throw new Error("Nothing was wrong");
}

it("names the formats there are when asked for another one", () => {
  for (const format of ["xml", "JSON", "constructor"]) {
    const options: object = { format };
    expect(() => parseBenchmarks("[]", options)).toThrow(
      `format: must be one of json, jsonl, csv, markdown, not "${format}"`,
    );
  }
});

describe("JSON", () => {
  const full = {
    id: "q1",
    question: "How much was sold?",
    expectedSql: sql,
    expectedResult: { columns: [{ name: "n", type: "INT" }], rows: [[1], [null]] },
    category: "sales",
    difficulty: "easy",
    tags: ["core", "money"],
    isProtected: true,
  };

  it("is read as a list, or as an object that holds one", () => {
    expect(parseBenchmarks(JSON.stringify([full]))).toEqual([full]);
    expect(parseBenchmarks(JSON.stringify({ benchmarks: [full] }))).toEqual([full]);
    expect(parseBenchmarks(JSON.stringify({ questions: [full] }))).toEqual([full]);
  });

  it("names a field that stands there twice, instead of keeping the last one", () => {
    const doubled = '{"question":"A, \\"B\\" {?","sql":"SELECT 1","\\u0073ql":"SELECT 2"}';
    const nested = '{"question":"B?","expectedResult":[{"n":1,"n":2}]}';
    expect(problemsOf(`[${JSON.stringify(full)},${doubled},${nested}]`)).toEqual([
      { place: "[1]", field: "sql", message: "stands there more than once" },
      { place: "[2].expectedResult[0]", field: "n", message: "stands there more than once" },
    ]);
    expect(problemsOf(`{"benchmarks":[${doubled}]}`)).toMatchObject([
      { place: "benchmarks[0]", field: "sql" },
    ]);
    expect(problemsOf('{"benchmarks":[],"benchmarks":[]}')).toMatchObject([
      { place: "file", field: "benchmarks" },
    ]);
    expect(problemsOf(`${doubled}\n${nested}`, { format: "jsonl" })).toMatchObject([
      { place: "line 1", field: "sql" },
      { place: "line 2", field: "expectedResult[0].n" },
    ]);
  });

  it("may begin with a byte order mark", () => {
    expect(parseBenchmarks(`\uFEFF${JSON.stringify([full])}`, { format: "json" })).toEqual([full]);
  });

  it("may use snake_case names and a question in another language", () => {
    const row = {
      benchmark_id: 7,
      korean_question: "얼마나 팔렸나요?",
      expected_sql: sql,
      is_protected: true,
      tags: "core; money",
    };
    expect(parseBenchmarks(JSON.stringify([row]))).toEqual([
      { id: "7", question: "얼마나 팔렸나요?", expectedSql: sql, isProtected: true, tags: ["core", "money"] },
    ]);
  });

  it("gets ids from the questions where there are none, the same ones every time", () => {
    const text = JSON.stringify([
      { question: "A?", sql },
      { question: "B?", sql },
    ]);
    const [first, second] = parseBenchmarks(text);
    expect(first?.id).toMatch(/^[0-9a-f]{32}$/);
    expect(first?.id).not.toBe(second?.id);
    expect(parseBenchmarks(text)[0]?.id).toBe(first?.id);
  });

  it("keeps expected rows without SQL", () => {
    const expectedResult = { columns: [{ name: "n" }], rows: [["1"]] };
    expect(parseBenchmarks(JSON.stringify([{ id: "a", question: "A?", expectedResult }]))).toEqual([
      { id: "a", question: "A?", expectedResult },
    ]);
  });
});

describe("JSON Lines", () => {
  it("are one benchmark a line, with blank lines between", () => {
    const lines = `{"id":"a","question":"A?","sql":"SELECT 1"}\r\n\n{"id":"b","question":"B?","sql":"SELECT 2"}\n`;
    expect(parseBenchmarks(lines)).toEqual([
      { id: "a", question: "A?", expectedSql: "SELECT 1" },
      { id: "b", question: "B?", expectedSql: "SELECT 2" },
    ]);
    expect(parseBenchmarks(lines, { fileName: "b.ndjson" })).toHaveLength(2);
  });

  it("name the line that is not JSON", () => {
    expect(problemsOf('{"question":"A?","sql":"SELECT 1"}\n{oops', { fileName: "b.jsonl" })).toMatchObject([
      { place: "line 2", message: expect.stringContaining("is not JSON") },
    ]);
  });
});

describe("CSV", () => {
  it("may hold commas, quotes and line breaks in quoted fields", () => {
    const text = [
      "id,question,expected_sql,tags",
      'a,"Which ""big"" stores, and why?","SELECT 1,',
      '  2","core;money"',
      "b,Plain?,SELECT 2,",
      "",
    ].join("\r\n");
    expect(parseBenchmarks(text)).toEqual([
      {
        id: "a",
        question: 'Which "big" stores, and why?',
        expectedSql: "SELECT 1,\r\n  2",
        tags: ["core", "money"],
      },
      { id: "b", question: "Plain?", expectedSql: "SELECT 2" },
    ]);
  });

  it("counts the lines inside quoted fields when it names a place", () => {
    expect(problemsOf('id,question,sql\na,"A\nB?",SELECT 1\nb,,SELECT 2')).toEqual([
      expect.objectContaining({ place: "line 4", field: "question" }),
    ]);
  });

  it("refuses a quote that is not closed and a row with too few fields", () => {
    expect(problemsOf('id,question,sql\na,"A?,SELECT 1')).toMatchObject([
      { place: "line 2", message: "opens a quote that is not closed" },
    ]);
    expect(problemsOf("id,question,sql\na,A?")).toMatchObject([
      { place: "line 2", message: "has 2 fields where the head has 3" },
    ]);
  });

  it("brings back whatever fields hold", () => {
    const cell = fc
      .string({ unit: fc.constantFrom("a", '"', ",", "\n", "é", "'") })
      .map((text) => `x${text}x`);
    fc.assert(
      fc.property(fc.uniqueArray(cell, { minLength: 1, maxLength: 5 }), (questions) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = ["question,sql", ...questions.map((one) => `${quoted(one)},SELECT 1`)].join("\n");
        expect(parseBenchmarks(text, { format: "csv" }).map(({ question }) => question)).toEqual(questions);
      }),
    );
  });
});

describe("Markdown", () => {
  it("is headings with blocks of SQL", () => {
    const text = [
      "# Benchmarks",
      "",
      "## 1. How much was sold?",
      "",
      "Some words.",
      "",
      "```sql",
      sql,
      "WHERE a = 1",
      "```",
      "",
      "## And where?",
      "```SQL",
      "SELECT 2",
      "```",
    ].join("\n");
    expect(parseBenchmarks(text)).toMatchObject([
      { question: "How much was sold?", expectedSql: `${sql}\nWHERE a = 1` },
      { question: "And where?", expectedSql: "SELECT 2" },
    ]);
  });

  it("names the heading that has no SQL", () => {
    expect(problemsOf("# B\n\n## 1. A?\n\nno query\n", { fileName: "b.md" })).toEqual([
      expect.objectContaining({ place: "line 3", field: "expectedSql" }),
    ]);
  });
});

describe("what is wrong", () => {
  it("is told of all rows at once, with place and field", () => {
    const rows = [
      { id: "a", question: "A?", sql },
      { id: "b", sql },
      { id: "c", question: "  ", sql },
      { id: "d", question: "D?" },
      { id: "e", question: "E?", sql, wrong: 1 },
      { id: "f", question: "F?", sql: 5, tags: [1] },
      "text",
    ];
    const problems = problemsOf(JSON.stringify(rows), { fileName: "set.json" });
    expect(problems.map(({ place, field }) => [place, field])).toEqual([
      ["[1]", "question"],
      ["[2]", "question"],
      ["[3]", "expectedSql"],
      ["[4]", ""],
      ["[5]", "expectedSql"],
      ["[5]", "tags.0"],
      ["[6]", ""],
    ]);
    expect(problems[4 - 1]?.message).toContain("wrong");
    expect(() => parseBenchmarks(JSON.stringify(rows), { fileName: "set.json" })).toThrow(
      /set\.json[\s\S]*\[1\], question:[\s\S]*\[5\], tags\.0:/,
    );
  });

  it.each([
    ["not JSON", "[{", "is not JSON"],
    ["no list", '{"rows":[]}', 'an object with a list "benchmarks"'],
  ])("may be the file: %s", (_, text, words) => {
    expect(problemsOf(text, { format: "json" })).toEqual([
      expect.objectContaining({ place: "file", message: expect.stringContaining(words) }),
    ]);
  });

  it("may be an id that is used twice", () => {
    const rows = ["a", "b", "a", "a"].map((id) => ({ id, question: `${id}?`, sql }));
    expect(problemsOf(JSON.stringify(rows)).map(({ place, field }) => [place, field])).toEqual([
      ["[2]", "id"],
      ["[3]", "id"],
    ]);
    expect(problemsOf(JSON.stringify(rows)).map(({ message }) => message)).toEqual([
      '"a" is used already at [0]',
      '"a" is used already at [0]',
    ]);
  });

  it("names the right places of doubled ids when other rows are wrong too", () => {
    const rows = [
      { id: "x", question: "" },
      { id: "a", question: "A?", sql },
      { id: "a", question: "B?", sql },
    ];
    const doubled = problemsOf(JSON.stringify(rows)).find(({ field }) => field === "id");
    expect(doubled).toMatchObject({ place: "[2]", message: '"a" is used already at [1]' });
  });
});

it("reads an empty list as no benchmarks", () => {
  expect(parseBenchmarks("[]")).toEqual([]);
});

describe("what could be lost in silence", () => {
  const question = "How many?";

  it("is read: lines that end in a carriage return alone", () => {
    const [first, second] = parseBenchmarks(`question,sql\rHow many?,${sql}\rHow much?,SELECT 2\r`, {
      fileName: "mac.csv",
    });
    expect([first?.question, second?.expectedSql]).toEqual([question, "SELECT 2"]);
  });

  it("is read: the plainer of two names for one field, wherever it stands", () => {
    const row = { question, answer: "42 orders", gold_sql: "SELECT 42", expected_sql: sql };
    expect(parseBenchmarks(JSON.stringify([row]))[0]?.expectedSql).toBe(sql);
  });

  it("is read: nested values of stored rows, as the service writes them", () => {
    const row = { question, expectedResult: [{ tags: ["a", 1], place: { x: 1 } }] };
    expect(parseBenchmarks(JSON.stringify([row]))[0]?.expectedResult?.rows).toEqual([['["a",1]', '{"x":1}']]);
  });

  it.each([
    ["rows.csv", "question,sql\n"],
    ["rows.md", "### 1. How many?\n```sql\nSELECT 1\n```\n"],
  ])("is named: a file without benchmarks (%s)", (fileName, text) => {
    expect(problemsOf(text, { fileName })).toEqual([
      { place: "file", field: "", message: "holds no benchmarks" },
    ]);
  });

  it("is named: rows that do not fit their columns, and integers that JSON cuts", () => {
    const columns = [{ name: "a" }];
    const text = `[{"question":"q","expectedResult":{"columns":${JSON.stringify(columns)},"rows":[[1,2],[9007199254740993]]}}]`;
    expect(problemsOf(text).map(({ field }) => field)).toEqual([
      "expectedResult.rows.1.0",
      "expectedResult.rows.0",
    ]);
    expect(problemsOf(text.replace("9007199254740993", "1e22")).map(({ field }) => field)).toEqual([
      "expectedResult.rows.0",
    ]);
  });

  it("is named once: a question that is not there", () => {
    expect(problemsOf(`question,sql\n,${sql}\n`, { fileName: "x.csv" }).map(({ field }) => field)).toEqual([
      "question",
    ]);
    expect(problemsOf(JSON.stringify([{ id: "x".repeat(300), sql }])).map(({ field }) => field)).toEqual([
      "id",
      "question",
    ]);
  });

  it("is named: ids that differ in blanks only", () => {
    const rows = [
      { id: "a", question, sql },
      { id: "a ", question: "How much?", sql },
    ];
    expect(problemsOf(JSON.stringify(rows))).toEqual([
      { place: "[1]", field: "id", message: '"a" is used already at [0]' },
    ]);
  });
});

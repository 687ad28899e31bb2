import { BenchmarkFormatError, type ParseBenchmarksOptions, parseBenchmarks } from "genie-enhancer";
import { describe, expect, it } from "vitest";

function problemsOf(text: string, options?: ParseBenchmarksOptions) {
  try {
    parseBenchmarks(text, options);
  } catch (error) {
    if (error instanceof BenchmarkFormatError) return error.problems;
    throw error;
  }
  throw new Error("Nothing was wrong");
}

const one = (row: object, options?: ParseBenchmarksOptions) =>
  parseBenchmarks(JSON.stringify([row]), options)[0];

describe("names of fields", () => {
  it.each([
    [{ Question: "A?", "Expected SQL": "SELECT 1" }],
    [{ question: "A?", goldSql: "SELECT 1" }],
    [{ korean_question: "A?", "expected-sql": "SELECT 1" }],
    [{ koreanQuestion: "A?", sql: "SELECT 1" }],
    [{ question_ko: "A?", expected_query: "SELECT 1" }],
    [{ 질문: "A?", sql: "SELECT 1" }],
    [{ question: ["A", "?"], answer: [{ format: "SQL", content: ["SELECT", " 1"] }] }],
  ])("may be written as in %j", (row) => {
    expect(one({ id: "a", ...row })).toEqual({ id: "a", question: "A?", expectedSql: "SELECT 1" });
  });

  it("may hold the question in several languages, of which one is asked", () => {
    const row = { id: "a", korean_question: "얼마?", english_question: "How much?", sql: "SELECT 1" };
    expect(one(row)?.question).toBe("얼마?");
    expect(one(row, { language: "english" })?.question).toBe("How much?");
    expect(one({ ...row, question: "What?" })?.question).toBe("What?");
    expect(one({ ...row, question: "What?" }, { language: "korean" })?.question).toBe("얼마?");
  });
});

describe("values of fields", () => {
  it("are read out of text where a format knows nothing else", () => {
    const text = [
      "id,question,sql,tags,protected,difficulty,expected_result",
      'a,A?,SELECT 1,"[""x"",""y""]",TRUE,3,"[{""n"":1},{""n"":2,""m"":null}]"',
    ].join("\n");
    expect(parseBenchmarks(text)).toEqual([
      {
        id: "a",
        question: "A?",
        expectedSql: "SELECT 1",
        tags: ["x", "y"],
        isProtected: true,
        difficulty: "3",
        expectedResult: {
          columns: [{ name: "n" }, { name: "m" }],
          rows: [
            [1, null],
            [2, null],
          ],
        },
      },
    ]);
  });

  it("that mean nothing are named", () => {
    const row = {
      id: "a",
      question: "A?",
      sql: "SELECT 1",
      is_protected: "perhaps",
      expected_result: "none",
    };
    expect(problemsOf(JSON.stringify([row])).map(({ field }) => field)).toEqual([
      "expectedResult",
      "isProtected",
    ]);
  });
});

describe("a space document", () => {
  const document = {
    version: 2,
    benchmarks: {
      questions: [
        { id: "01", question: ["A?"], answer: [{ format: "SQL", content: ["SELECT 1\n", "LIMIT 1"] }] },
      ],
    },
  };
  const expected = [{ id: "01", question: "A?", expectedSql: "SELECT 1\nLIMIT 1" }];

  it("is read like a list, bare and as the API answers", () => {
    expect(parseBenchmarks(JSON.stringify(document, null, 2))).toEqual(expected);
    const answer = { space_id: "x", serialized_space: JSON.stringify(document) };
    expect(parseBenchmarks(JSON.stringify(answer))).toEqual(expected);
  });
});

describe("problems", () => {
  it("of all lines are told at once, with those of their content", () => {
    const lines = '{oops\n{"id":"a","sql":"SELECT 1"}\n{"id":"b","question":"B?","sql":"SELECT 1"}\n[';
    expect(problemsOf(lines, { fileName: "b.jsonl" }).map(({ place, field }) => [place, field])).toEqual([
      ["line 1", ""],
      ["line 4", ""],
      ["line 2", "question"],
    ]);
  });

  it("of a CSV file are told at once", () => {
    const text = ["id,question,sql", "a,A?", 'b,B"?,SELECT 1', 'c,"C"?,SELECT 1', "d,D?,SELECT 1"].join("\n");
    expect(
      problemsOf(text)
        .map(({ place }) => place)
        .toSorted(),
    ).toEqual(["line 2", "line 3", "line 4"]);
  });

  it.each([
    ["id,question,question\n", "question", "more than once"],
    ["id;question;sql\na;A?;SELECT 1", "", "not separated by commas"],
  ])("may be the head of a CSV file: %j", (text, field, words) => {
    expect(problemsOf(text, { format: "csv" })).toEqual([
      { place: "line 1", field, message: expect.stringContaining(words) },
    ]);
  });

  it("include a file without anything in it", () => {
    expect(problemsOf(" \n", { fileName: "b.csv" })).toEqual([
      { place: "file", field: "", message: "is empty" },
    ]);
  });

  it("include a question that stands there twice without ids", () => {
    const rows = [1, 2].map(() => ({ question: "A?", sql: "SELECT 1" }));
    expect(problemsOf(JSON.stringify(rows))).toEqual([
      { place: "[1]", field: "question", message: expect.stringContaining("the same as at [0]") },
    ]);
  });
});

describe("Markdown", () => {
  it("may carry other fields, and headings that are no questions", () => {
    const text = [
      "# Benchmarks",
      "## About this file",
      "Ask away.",
      "## 1. A?",
      "- id: q1",
      "- **Category**: sales",
      "Tags: x, y",
      "Note: nothing",
      "```sql",
      "-- ## 2. no heading",
      "SELECT 1",
      "```",
      "## 2) B?",
      "~~~sql",
      "SELECT 2",
    ].join("\r\n");
    expect(parseBenchmarks(text)).toMatchObject([
      {
        id: "q1",
        question: "A?",
        category: "sales",
        tags: ["x", "y"],
        expectedSql: "-- ## 2. no heading\nSELECT 1",
      },
      { question: "B?", expectedSql: "SELECT 2" },
    ]);
  });

  it("may hold one query for each question", () => {
    const text = "## 1. A?\n```sql\nSELECT 1\n```\nor\n```sql\nSELECT 2\n```\n";
    expect(problemsOf(text)).toEqual([
      { place: "line 1", field: "expectedSql", message: expect.stringContaining("2 blocks") },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { genieFaces, idOf, spacesPath } from "./genie-face.js";

const id = idOf;
const column = (name: string, more: object = {}) => ({ column_name: name, ...more });
const table = (identifier: string, ...column_configs: readonly object[]) => ({ identifier, column_configs });
const tables = (...list: readonly object[]) => ({ data_sources: { tables: list } });
const many = <T>(count: number, make: (hex: string, index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index.toString(16).padStart(32, "0"), index));
const example = (exampleId: string) => ({ id: exampleId, question: ["?"], sql: ["SELECT 1"] });
const benchmark = (more: object = {}) => ({
  benchmarks: { questions: [{ id: id("b"), question: ["?"], ...more }] },
});
const sql = { format: "SQL", content: ["SELECT 1"] };
const join = (more: object = {}) => ({
  id: id("a"),
  left: { identifier: "a.a.a", alias: "a" },
  right: { identifier: "b.b.b", alias: "b" },
  sql: ["`a`.`x` = `b`.`x`", "--rt=FROM_RELATIONSHIP_TYPE_MANY_TO_ONE--"],
  ...more,
});
const filter = (filterId: string, more: object = {}) => ({
  id: filterId,
  sql: ["x > 1"],
  display_name: "Large",
  ...more,
});

describe("a document as the service takes it", () => {
  const open = genieFaces("fetch");

  const write = async (content: object, version = 2) => {
    const { call } = await open();
    return call("POST", spacesPath, {
      warehouse_id: "5a17ed0000000001",
      serialized_space: JSON.stringify({ version, ...content }),
    });
  };

  it.each<[string, object, string]>([
    [
      "an id in a column",
      tables(table("a.a.a", column("x", { id: id("a") }))),
      "Cannot find field: id in message ColumnConfig",
    ],
    ["an unknown section", { volumes: [] }, "Cannot find field: volumes in message GenieSpaceExport"],
    [
      "instructions of a filter in the plural",
      { instructions: { sql_snippets: { filters: [filter(id("a"), { instructions: [] })] } } },
      "Cannot find field: instructions in message Filter",
    ],
    [
      "an alias of a filter",
      { instructions: { sql_snippets: { filters: [filter(id("a"), { alias: "x" })] } } },
      "Cannot find field: alias in message Filter",
    ],
    [
      "a description of a function",
      { instructions: { sql_functions: [{ id: id("a"), identifier: "a.a.f", description: ["x"] }] } },
      "Cannot find field: description in message SqlFunction",
    ],
    [
      "columns out of order",
      tables(table("a.a.a", column("b"), column("a"))),
      "data_sources.table(a.a.a).column_configs must be sorted by column_name",
    ],
    [
      "columns sorted without regard to case",
      tables(table("a.a.a", column("alpha"), column("Beta"))),
      "must be sorted by column_name",
    ],
    [
      "metric views out of order",
      { data_sources: { metric_views: [table("b.b.b"), table("a.a.a")] } },
      "data_sources.metric_views must be sorted by identifier",
    ],
    [
      "examples out of order",
      { instructions: { example_question_sqls: [example(id("b")), example(id("a"))] } },
      "instructions.example_question_sqls must be sorted by id",
    ],
    [
      "filters out of order",
      { instructions: { sql_snippets: { filters: [filter(id("b")), filter(id("a"))] } } },
      "instructions.sql_snippets.filters must be sorted by id",
    ],
    ["a column twice", tables(table("a.a.a", column("x"), column("x"))), "Duplicate column config"],
    [
      "a source in both lists",
      { data_sources: { tables: [table("a.a.a")], metric_views: [table("a.a.a")] } },
      "Duplicate column config",
    ],
    ["a name of two parts", tables(table("a.a")), "'a.a' is not a three-part table name"],
    ["a table without a name", tables({}), "data_sources.tables[0].identifier is required but missing"],
    [
      "a flag that is none",
      tables(table("a.a.a", column("x", { exclude: "yes" }))),
      "Expected a boolean for data_sources.tables[0].column_configs[0].exclude",
    ],
    [
      "null in a list",
      { config: { sample_questions: [null] } },
      "Expected an object for config.sample_questions[0]",
    ],
    [
      "a number as text",
      { config: { sample_questions: [{ id: id("a"), question: [1] }] } },
      "Expected a string for config.sample_questions[0].question[0]",
    ],
    [
      "an id in capitals",
      { config: { sample_questions: [{ id: "A".repeat(32), question: ["?"] }] } },
      "Invalid id for sample_question.id",
    ],
    [
      "an id with hyphens",
      { instructions: { example_question_sqls: [example("01f0be0a-0000-1000-8000-000000000000")] } },
      "Invalid id for example_question_sql.id",
    ],
    [
      "a benchmark without an id",
      { benchmarks: { questions: [{ question: ["?"], answer: [sql] }] } },
      "benchmark_question.id must be provided and non-empty",
    ],
    [
      "one id for a sample and a benchmark",
      { config: { sample_questions: [{ id: id("b"), question: ["?"] }] }, ...benchmark({ answer: [sql] }) },
      "used more than once among the questions",
    ],
    [
      "one id for two instructions",
      {
        instructions: {
          text_instructions: [{ id: id("a"), content: ["x"] }],
          example_question_sqls: [example(id("a"))],
        },
      },
      "used more than once among the instructions",
    ],
    ["a benchmark without an answer", benchmark(), "benchmark_question must have at least one answer"],
    ["a benchmark with two answers", benchmark({ answer: [sql, sql] }), "at most one answer"],
    [
      "an answer in words",
      benchmark({ answer: [{ format: "TEXT", content: ["42"] }] }),
      "benchmark_question.answer.format 'TEXT'",
    ],
    [
      "a join without a side",
      { instructions: { join_specs: [join({ right: undefined })] } },
      "instructions.join_specs[0].right is required but missing",
    ],
    [
      "a snippet without a name",
      { instructions: { sql_snippets: { measures: [{ id: id("a"), alias: "m", sql: ["SUM(x)"] }] } } },
      "instructions.sql_snippets.measures[0].display_name is required but missing",
    ],
    [
      "text beyond 25,000 characters",
      { instructions: { text_instructions: [{ id: id("a"), content: ["x".repeat(25_001)] }] } },
      "exceeds 25000 characters",
    ],
    [
      "a list beyond 10,000 items",
      tables({ identifier: "a.a.a", description: many(10_001, () => "x") }),
      "has more than 10000 items",
    ],
    ["51 sources", tables(...many(51, (hex) => table(`a.a.t${hex}`))), "51 data sources, the limit is 50"],
    [
      "101 instructions",
      { instructions: { example_question_sqls: many(101, example) } },
      "101 instructions, the limit is 100",
    ],
    [
      "201 snippets",
      { instructions: { sql_snippets: { filters: many(201, (hex) => filter(hex)) } } },
      "201 knowledge store snippets, the limit is 200",
    ],
    [
      "501 benchmarks",
      { benchmarks: { questions: many(501, (hex) => ({ id: hex, question: ["?"], answer: [sql] })) } },
      "501 benchmark questions, the limit is 500",
    ],
    [
      "121 columns with entity matching",
      tables(table("a.a.a", ...many(121, (hex) => column(hex, { enable_entity_matching: true })))),
      "121 columns with entity matching, the limit is 120",
    ],
  ])("does not hold %s", async (_, content, words) => {
    const { status, body } = await write(content);
    expect([status, body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(body.message).toContain(words);
  });

  it("is at most 3.5 MB long", async () => {
    const piece = "ä".repeat(24_000);
    const long = { instructions: { text_instructions: [{ id: id("a"), content: many(80, () => piece) }] } };
    expect((await write(long)).body.message).toContain("3.5 MB");
  });

  it.each<[string, object]>([
    [
      "at every limit",
      {
        ...tables(...many(50, (hex) => table(`a.a.t${hex}`))),
        instructions: {
          text_instructions: [{ id: id("f"), content: ["x"] }],
          example_question_sqls: many(99, example),
        },
      },
    ],
    [
      "with unset fields written as null",
      { config: null, ...tables({ identifier: "a.a.a", description: null }) },
    ],
    [
      "with a join on two columns",
      {
        instructions: {
          join_specs: [
            join({
              sql: ["`a`.`x` = `b`.`x` AND `a`.`y` = `b`.`y`", "--rt=FROM_RELATIONSHIP_TYPE_ONE_TO_ONE--"],
            }),
          ],
        },
      },
    ],
    [
      "with benchmarks in descending order, judged by people",
      {
        benchmarks: {
          questions: ["c", "b"].map((digit) => ({
            id: id(digit),
            question: ["?"],
            answer: [{ format: "SQL", content: [] }],
          })),
        },
      },
    ],
    [
      "with parameters in the user's order",
      {
        instructions: {
          example_question_sqls: [
            {
              ...example(id("a")),
              sql: ["SELECT :z, :a"],
              parameters: [
                { name: "z", type_hint: "STRING" },
                { name: "a", type_hint: "DATE", default_value: { values: ["2025-01-01"] } },
              ],
            },
          ],
        },
      },
    ],
    ["with names in back-quotes that hold dots", tables(table("`a.b`.c.d"))],
  ])("may be %s", async (_, content) => {
    const { status, body } = await write(content);
    expect([status, body.message]).toEqual([200, undefined]);
  });

  it("loses what is empty, and its flags of version 1 get their new names", async () => {
    const { body } = await write(
      {
        config: { sample_questions: [] },
        ...tables(
          table(
            "a.a.a",
            column("x", { get_example_values: true, build_value_dictionary: false, exclude: false }),
          ),
        ),
        instructions: { join_specs: [], sql_snippets: { filters: [] } },
      },
      1,
    );
    expect(JSON.parse(body.serialized_space)).toEqual({
      version: 2,
      data_sources: {
        tables: [
          { identifier: "a.a.a", column_configs: [{ column_name: "x", enable_format_assistance: true }] },
        ],
      },
    });
  });
});

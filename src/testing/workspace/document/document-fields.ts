/** What a field of the document holds: a text, a list of texts, a flag, or other messages. */
export type FieldKind =
  | "text"
  | "texts"
  | "flag"
  | "version"
  | { readonly message: string }
  | { readonly messages: string };

export interface MessageShape {
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** Fields that must be there and hold something. */
  readonly required?: readonly string[];
  /** How the service calls what carries an id. */
  readonly idOwner?: string;
}

const snippet = {
  id: "text",
  sql: "texts",
  display_name: "text",
  synonyms: "texts",
  comment: "texts",
  instruction: "texts",
} as const;
const source: MessageShape = {
  fields: { identifier: "text", description: "texts", column_configs: { messages: "ColumnConfig" } },
  required: ["identifier"],
};

/** The messages of the document, version 2, under the names that the service's errors give them. */
export const documentMessages: Readonly<Record<string, MessageShape>> = {
  GenieSpaceExport: {
    fields: {
      version: "version",
      config: { message: "Config" },
      data_sources: { message: "DataSources" },
      instructions: { message: "Instructions" },
      benchmarks: { message: "Benchmarks" },
    },
  },
  Config: { fields: { sample_questions: { messages: "SampleQuestion" } } },
  SampleQuestion: {
    fields: { id: "text", question: "texts" },
    required: ["question"],
    idOwner: "sample_question",
  },
  DataSources: { fields: { tables: { messages: "Table" }, metric_views: { messages: "MetricView" } } },
  Table: source,
  MetricView: source,
  ColumnConfig: {
    fields: {
      column_name: "text",
      description: "texts",
      synonyms: "texts",
      exclude: "flag",
      enable_format_assistance: "flag",
      enable_entity_matching: "flag",
    },
    required: ["column_name"],
  },
  Instructions: {
    fields: {
      text_instructions: { messages: "TextInstruction" },
      example_question_sqls: { messages: "ExampleQuestionSql" },
      sql_functions: { messages: "SqlFunction" },
      join_specs: { messages: "JoinSpec" },
      sql_snippets: { message: "SqlSnippets" },
    },
  },
  TextInstruction: { fields: { id: "text", content: "texts" }, idOwner: "text_instruction" },
  ExampleQuestionSql: {
    fields: {
      id: "text",
      question: "texts",
      sql: "texts",
      parameters: { messages: "Parameter" },
      usage_guidance: "texts",
    },
    required: ["question", "sql"],
    idOwner: "example_question_sql",
  },
  Parameter: {
    fields: {
      name: "text",
      type_hint: "text",
      description: "texts",
      default_value: { message: "DefaultValue" },
    },
    required: ["name"],
  },
  DefaultValue: { fields: { values: "texts" } },
  SqlFunction: {
    fields: { id: "text", identifier: "text" },
    required: ["identifier"],
    idOwner: "sql_function",
  },
  JoinSpec: {
    fields: {
      id: "text",
      left: { message: "JoinSide" },
      right: { message: "JoinSide" },
      sql: "texts",
      comment: "texts",
      instruction: "texts",
    },
    required: ["left", "right", "sql"],
    idOwner: "join_spec",
  },
  JoinSide: { fields: { identifier: "text", alias: "text" }, required: ["identifier"] },
  SqlSnippets: {
    fields: {
      filters: { messages: "Filter" },
      expressions: { messages: "Expression" },
      measures: { messages: "Measure" },
    },
  },
  Filter: { fields: snippet, required: ["display_name", "sql"], idOwner: "filter" },
  Expression: {
    fields: { ...snippet, alias: "text" },
    required: ["display_name", "sql"],
    idOwner: "expression",
  },
  Measure: { fields: { ...snippet, alias: "text" }, required: ["display_name", "sql"], idOwner: "measure" },
  Benchmarks: { fields: { questions: { messages: "BenchmarkQuestion" } } },
  BenchmarkQuestion: {
    fields: {
      id: "text",
      question: "texts",
      answer: { messages: "BenchmarkAnswer" },
      evaluation_note: "texts",
    },
    required: ["question"],
    idOwner: "benchmark_question",
  },
  BenchmarkAnswer: { fields: { format: "text", content: "texts" } },
};

/** What flags of version 1 are called in version 2. */
export const version1Flags: Readonly<Record<string, string>> = {
  get_example_values: "enable_format_assistance",
  build_value_dictionary: "enable_entity_matching",
};

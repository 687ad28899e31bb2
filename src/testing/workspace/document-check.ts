import { isPlainObject } from "../../util/json.js";
import { invalid } from "./service-error.js";

type Json = Record<string, unknown>;

const fields: Readonly<Record<string, readonly string[]>> = {
  GenieSpaceExport: ["version", "config", "data_sources", "instructions", "benchmarks"],
  Config: ["sample_questions"],
  SampleQuestion: ["id", "question"],
  DataSources: ["tables", "metric_views"],
  Table: ["identifier", "description", "column_configs"],
  ColumnConfig: [
    "column_name",
    "description",
    "synonyms",
    "exclude",
    "enable_format_assistance",
    "enable_entity_matching",
  ],
  Instructions: ["text_instructions", "example_question_sqls", "sql_functions", "join_specs", "sql_snippets"],
  TextInstruction: ["id", "content"],
  ExampleQuestionSql: ["id", "question", "sql", "parameters", "usage_guidance"],
  Parameter: ["name", "type_hint", "description", "default_value"],
  DefaultValue: ["values"],
  SqlFunction: ["id", "identifier"],
  JoinSpec: ["id", "left", "right", "sql", "comment", "instruction"],
  JoinSide: ["identifier", "alias"],
  SqlSnippets: ["filters", "expressions", "measures"],
  Filter: ["id", "sql", "display_name", "synonyms", "comment", "instruction"],
  Expression: ["id", "alias", "sql", "display_name", "synonyms", "comment", "instruction"],
  Benchmarks: ["questions"],
  BenchmarkQuestion: ["id", "question", "answer", "evaluation_note"],
  Answer: ["format", "content"],
};

const texts: ReadonlySet<string> = new Set([
  "question",
  "sql",
  "content",
  "description",
  "usage_guidance",
  "instruction",
  "comment",
  "synonyms",
  "values",
  "evaluation_note",
]);
const version1Flags: Readonly<Record<string, string>> = {
  get_example_values: "enable_format_assistance",
  build_value_dictionary: "enable_entity_matching",
};
const maxStringLength = 25_000;
const maxArrayLength = 10_000;
const maxBytes = 3_500_000;

/**
 * Checks a document as strictly as the service does and returns it as the service stores it: version 2, empty
 * members left out, sample questions in order. Refuses with the service's words, one problem at a time.
 */
export function acceptDocument(serialized: unknown): Json {
  if (typeof serialized !== "string") throw invalid("Expected 'START_OBJECT' not 'VALUE_STRING'");
  if (serialized.length > maxBytes)
    throw invalid("Invalid serialized_space: payload exceeds the limit of 3.5 MB");
  let document: unknown;
  try {
    document = JSON.parse(serialized);
  } catch {
    throw invalid("Invalid JSON in field 'serialized_space'");
  }
  if (!isPlainObject(document)) throw invalid("Invalid JSON in field 'serialized_space'");
  const version = document.version ?? 0;
  if (version !== 1 && version !== 2) {
    throw invalid(
      `Invalid export proto: ExportConverter supports versions 1 and 2, but got ${String(version)}`,
    );
  }
  checkMessage(document, "GenieSpaceExport", "", version);
  checkOrders(document);
  checkSources(document);
  checkBenchmarks(document);
  return stored(document);
}

const childTypes: Readonly<Record<string, string>> = {
  "GenieSpaceExport.config": "Config",
  "GenieSpaceExport.data_sources": "DataSources",
  "GenieSpaceExport.instructions": "Instructions",
  "GenieSpaceExport.benchmarks": "Benchmarks",
  "Config.sample_questions": "SampleQuestion[]",
  "DataSources.tables": "Table[]",
  "DataSources.metric_views": "Table[]",
  "Table.column_configs": "ColumnConfig[]",
  "Instructions.text_instructions": "TextInstruction[]",
  "Instructions.example_question_sqls": "ExampleQuestionSql[]",
  "Instructions.sql_functions": "SqlFunction[]",
  "Instructions.join_specs": "JoinSpec[]",
  "Instructions.sql_snippets": "SqlSnippets",
  "ExampleQuestionSql.parameters": "Parameter[]",
  "Parameter.default_value": "DefaultValue",
  "JoinSpec.left": "JoinSide",
  "JoinSpec.right": "JoinSide",
  "SqlSnippets.filters": "Filter[]",
  "SqlSnippets.expressions": "Expression[]",
  "SqlSnippets.measures": "Expression[]",
  "Benchmarks.questions": "BenchmarkQuestion[]",
  "BenchmarkQuestion.answer": "Answer[]",
};

function checkMessage(value: unknown, type: string, path: string, version: number): void {
  if (!isPlainObject(value))
    throw invalid(`Invalid serialized_space: Expected an object for ${path || type}`);
  for (const [key, member] of Object.entries(value)) {
    if (member === null || member === undefined) continue;
    if (key in version1Flags && type === "ColumnConfig") {
      if (version === 1) continue;
      throw invalid(
        `${path} uses version 1 fields (get_example_values, build_value_dictionary) but the export version is 2. Use enable_format_assistance and enable_entity_matching for version 2.`,
      );
    }
    if (!fields[type]?.includes(key)) throw invalid(`Cannot find field: ${key} in message ${type}`);
    checkMember(member, childTypes[`${type}.${key}`], path ? `${path}.${key}` : key, key, version);
  }
  checkId(value, type, path);
}

function checkMember(
  member: unknown,
  childType: string | undefined,
  path: string,
  key: string,
  version: number,
): void {
  const itemType = childType?.endsWith("[]") ? childType.slice(0, -2) : undefined;
  if (itemType !== undefined || texts.has(key)) {
    if (!Array.isArray(member))
      throw invalid(
        `Invalid serialized_space: Expected an array for ${key} but found "${String(member).slice(0, 80)}"`,
      );
    if (member.length > maxArrayLength)
      throw invalid(`Invalid serialized_space: ${path} has more than ${maxArrayLength} items`);
    for (const [index, item] of member.entries()) {
      if (itemType !== undefined) checkMessage(item, itemType, `${path}[${index}]`, version);
      else checkString(item, `${path}[${index}]`);
    }
    return;
  }
  if (childType !== undefined) checkMessage(member, childType, path, version);
  else if (typeof member === "string") checkString(member, path);
}

function checkString(value: unknown, path: string): void {
  if (typeof value !== "string") throw invalid(`Invalid serialized_space: Expected a string for ${path}`);
  if (value.length > maxStringLength)
    throw invalid(`Invalid serialized_space: ${path} exceeds ${maxStringLength} characters`);
}

const idNames: Readonly<Record<string, string>> = {
  SampleQuestion: "sample_question",
  TextInstruction: "text_instruction",
  ExampleQuestionSql: "example_question_sql",
  SqlFunction: "sql_function",
  JoinSpec: "join_spec",
  Filter: "filter",
  Expression: "expression",
  BenchmarkQuestion: "benchmark_question",
};

function checkId({ id }: Json, type: string, _path: string): void {
  const name = idNames[type];
  if (!name) return;
  if (typeof id !== "string" || id === "") {
    throw invalid(
      `Failed to parse export proto: ${name}.id must be provided and non-empty. Expected lowercase 32-hex UUID without hyphens.`,
    );
  }
  if (!/^[0-9a-f]{32}$/.test(id))
    throw invalid(`Invalid id for ${name}.id: '${id}'. Expected lowercase 32-hex UUID without hyphens.`);
}

function checkOrders(document: Json): void {
  const sources = objectOf(document.data_sources);
  for (const [name, list] of [
    ["table", listOf(sources.tables)],
    ["metric_view", listOf(sources.metric_views)],
  ] as const) {
    requireSorted(list, "identifier", `data_sources.${name}s`);
    for (const source of list) {
      requireSorted(
        listOf(source.column_configs),
        "column_name",
        `data_sources.${name}(${String(source.identifier)}).column_configs`,
      );
    }
  }
  const instructions = objectOf(document.instructions);
  if (listOf(instructions.text_instructions).length > 1) {
    throw invalid("Invalid export proto: instructions.text_instructions must contain at most one item");
  }
  for (const name of ["text_instructions", "example_question_sqls", "sql_functions", "join_specs"]) {
    requireSorted(listOf(instructions[name]), "id", `instructions.${name}`);
  }
  const snippets = objectOf(instructions.sql_snippets);
  for (const name of ["filters", "expressions", "measures"]) {
    requireSorted(listOf(snippets[name]), "id", `instructions.sql_snippets.${name}`);
    for (const [index, snippet] of listOf(snippets[name]).entries()) {
      if (!snippet.display_name)
        throw invalid(`instructions.sql_snippets.${name}[${index}].display_name is required but missing`);
    }
  }
  for (const join of listOf(instructions.join_specs)) {
    const sql = Array.isArray(join.sql) ? join.sql : [];
    if (!/^--rt=FROM_RELATIONSHIP_TYPE_[A-Z_]+--$/.test(String(sql[1] ?? "").trim())) {
      throw invalid(`Failed to parse export proto: ${String(sql[0] ?? "")} (of class java.lang.String)`);
    }
  }
}

function requireSorted(list: readonly Json[], key: string, path: string): void {
  const keys = list.map((item) => String(item[key] ?? ""));
  if (keys.some((value, index) => index > 0 && compareBytes(keys[index - 1] ?? "", value) > 0)) {
    throw invalid(`Invalid export proto: ${path} must be sorted by ${key}`);
  }
}

function checkSources(document: Json): void {
  const sources = objectOf(document.data_sources);
  const seen = new Set<string>();
  for (const source of [...listOf(sources.tables), ...listOf(sources.metric_views)]) {
    for (const { column_name: column } of [{ column_name: "" }, ...listOf(source.column_configs)]) {
      const name = `${String(source.identifier)}.${String(column)}`;
      if (seen.has(name)) throw invalid(`Duplicate column config for ${name}`);
      seen.add(name);
    }
  }
}

function checkBenchmarks(document: Json): void {
  for (const question of listOf(objectOf(document.benchmarks).questions)) {
    if (listOf(question.answer).length !== 1)
      throw invalid("benchmark_question must have at least one answer");
  }
}

/** The document as it is read back. */
function stored(document: Json): Json {
  const clean = objectOf(withoutEmpty(document));
  const config = objectOf(clean.config);
  return {
    ...clean,
    version: 2,
    data_sources: clean.data_sources ?? {},
    ...(clean.config
      ? {
          config: {
            ...config,
            sample_questions: listOf(config.sample_questions).toSorted((a, b) =>
              compareBytes(String(a.id), String(b.id)),
            ),
          },
        }
      : {}),
  };
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      const clean = withoutEmpty(member);
      const isEmpty =
        clean === null ||
        clean === false ||
        (Array.isArray(clean) && clean.length === 0) ||
        (isPlainObject(clean) && Object.keys(clean).length === 0);
      return isEmpty ? [] : [[version1Flags[key] ?? key, clean]];
    }),
  );
}

function compareBytes(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function objectOf(value: unknown): Json {
  return isPlainObject(value) ? value : {};
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isPlainObject) : [];
}

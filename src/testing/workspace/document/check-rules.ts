import { invalid } from "../service-error.js";
import { type JsonObject, objectOf, objectsOf } from "./json-object.js";

const mostSources = 50;
const mostInstructions = 100;
const mostSnippets = 200;
const mostBenchmarks = 500;
const mostMatchedColumns = 120;

/**
 * Checks what holds between the objects of a document: names and ids that are unique, join markers, answers of
 * benchmarks, and the numbers that the documentation gives as limits (of sources the largest that it names).
 * @throws ServiceError 400
 */
export function checkRules(document: JsonObject): void {
  const sources = objectOf(document.data_sources);
  const listed = [...objectsOf(sources.tables), ...objectsOf(sources.metric_views)];
  const instructions = objectOf(document.instructions);
  const questions = objectsOf(objectOf(document.benchmarks).questions);
  checkSources(listed);
  checkInstructions(instructions, listed);
  checkBenchmarks(questions);
  const snippets = objectOf(instructions.sql_snippets);
  requireUnique([...objectsOf(objectOf(document.config).sample_questions), ...questions], "questions");
  requireUnique(
    [instructions, snippets].flatMap((holder) => Object.values(holder).flatMap(objectsOf)),
    "instructions",
  );
}

function checkSources(sources: readonly JsonObject[]): void {
  requireAtMost(mostSources, sources.length, "data sources");
  const seen = new Set<string>();
  let matched = 0;
  for (const { identifier, column_configs } of sources) {
    if (!/^[^.]+\.[^.]+\.[^.]+$/.test(String(identifier).replace(/`[^`]*`/g, "x")))
      throw invalid(`Invalid export proto: '${String(identifier)}' is not a three-part table name`);
    for (const config of [{ column_name: "" }, ...objectsOf(column_configs)] satisfies JsonObject[]) {
      const name = `${String(identifier)}.${String(config.column_name)}`;
      if (seen.has(name)) throw invalid(`Duplicate column config for ${name}`);
      seen.add(name);
      const flags: JsonObject = config;
      if (flags.enable_entity_matching === true || flags.build_value_dictionary === true) matched += 1;
    }
  }
  requireAtMost(mostMatchedColumns, matched, "columns with entity matching");
}

function checkInstructions(instructions: JsonObject, sources: readonly JsonObject[]): void {
  const texts = objectsOf(instructions.text_instructions);
  if (texts.length > 1)
    throw invalid("Invalid export proto: instructions.text_instructions must contain at most one item");
  const examples = objectsOf(instructions.example_question_sqls);
  const functions = objectsOf(instructions.sql_functions);
  requireAtMost(mostInstructions, texts.length + examples.length + functions.length, "instructions");
  const joins = objectsOf(instructions.join_specs);
  for (const { sql } of joins) {
    const [condition, marker] = Array.isArray(sql) ? sql : [];
    if (!/^--rt=FROM_RELATIONSHIP_TYPE_[A-Z_]+--$/.test(String(marker ?? "").trim()))
      throw invalid(`Failed to parse export proto: ${String(condition ?? "")} (of class java.lang.String)`);
  }
  const snippets = Object.values(objectOf(instructions.sql_snippets)).flatMap(objectsOf);
  const described = sources.filter(({ description }) => Array.isArray(description) && description.length > 0);
  requireAtMost(mostSnippets, described.length + joins.length + snippets.length, "knowledge store snippets");
}

function checkBenchmarks(questions: readonly JsonObject[]): void {
  requireAtMost(mostBenchmarks, questions.length, "benchmark questions");
  for (const { answer } of questions) {
    const answers = objectsOf(answer);
    if (answers.length === 0) throw invalid("benchmark_question must have at least one answer");
    if (answers.length > 1) throw invalid("benchmark_question must have at most one answer");
    if (answers[0]?.format !== "SQL")
      throw invalid(
        `benchmark_question.answer.format '${String(answers[0]?.format ?? "")}' is not supported`,
      );
  }
}

function requireUnique(objects: readonly JsonObject[], pool: string): void {
  const ids = objects.map(({ id }) => String(id));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw invalid(`Invalid export proto: id '${twice}' is used more than once among the ${pool}`);
}

function requireAtMost(most: number, count: number, what: string): void {
  if (count > most)
    throw invalid(`Invalid export proto: the space has ${count} ${what}, the limit is ${most}`);
}

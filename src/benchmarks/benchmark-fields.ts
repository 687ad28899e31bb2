import { hashText } from "../util/hash.js";
import { isPlainObject } from "../util/json.js";
import { parseJsonSafely } from "../util/parse-json.js";

/** Names under which a field is known, in snake_case. */
const fieldNames: Readonly<Record<string, readonly string[]>> = {
  id: ["id", "benchmark_id", "question_id", "benchmark_question_id"],
  question: [
    "question",
    "natural_language_question",
    "nl_question",
    "질문",
    "質問",
    "问题",
    "pregunta",
    "pergunta",
    "frage",
    "domanda",
  ],
  expectedSql: [
    "expected_sql",
    "sql",
    "gold_sql",
    "ground_truth_sql",
    "expected_query",
    "gold_query",
    "query",
    "answer",
  ],
  expectedResult: ["expected_result", "expected_results", "gold_result"],
  category: ["category"],
  difficulty: ["difficulty", "level"],
  tags: ["tags", "tag"],
  isProtected: ["is_protected", "protected"],
};
const fieldOfName = new Map(
  Object.entries(fieldNames).flatMap(([field, names]) => names.map((name) => [name, field] as const)),
);

/** How fields of benchmarks are read. */
export interface FieldOptions {
  /** Language of the question where a row has it in several, as its field names it: `korean` for `korean_question`. */
  readonly language?: string | undefined;
}

/**
 * A row with the library's field names and types. Names may be in camelCase, snake_case or with blanks; a question
 * may name its language (`korean_question`, `question_ko`). Without an id, one is made from the question.
 */
export function standardFields(
  row: Readonly<Record<string, unknown>>,
  { language }: FieldOptions = {},
): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const questions: { readonly language: string; readonly text: unknown }[] = [];
  const columns = Object.entries(row).map(([name, value]) => ({ name, value, snake: snakeCase(name) }));
  // Of several names for one field the plainer counts: `answer` beside `expected_sql` may be prose.
  for (const { name, value, snake } of columns.toSorted((a, b) => rankOf(a.snake) - rankOf(b.snake))) {
    if (value === null || value === undefined || value === "") continue;
    const spoken = questionLanguage(snake);
    const field = fieldOfName.get(snake);
    if (field === undefined && spoken !== undefined) questions.push({ language: spoken, text: value });
    else found[field ?? name] ??= value;
  }
  const chosen = questions.find((one) => one.language === language?.toLowerCase());
  const question = textOfPieces(chosen?.text ?? found.question ?? questions[0]?.text);
  const fields: Record<string, unknown> = { ...found };
  if (question !== undefined) fields.question = question;
  for (const [field, convert] of Object.entries(conversions))
    if (found[field] !== undefined) fields[field] = convert(found[field]);
  if (typeof question === "string") fields.id ??= questionId(question);
  return fields;
}

/** The place of a name among those of its field. */
function rankOf(snake: string): number {
  return fieldNames[fieldOfName.get(snake) ?? ""]?.indexOf(snake) ?? 0;
}

/** The id of a benchmark that was given none: the same for the same question, and valid in a space. */
export function questionId(question: string): string {
  return hashText(question.trim()).slice(0, 32);
}

/** Whether a name means a field of a benchmark. */
export function isFieldName(name: string): boolean {
  const snake = snakeCase(name);
  return fieldOfName.has(snake) || questionLanguage(snake) !== undefined;
}

function snakeCase(name: string): string {
  return name
    .trim()
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/[\s-]+/g, "_")
    .toLowerCase();
}

function questionLanguage(name: string): string | undefined {
  if (fieldOfName.has(name)) return undefined;
  return (
    /^(\p{L}+(?:_\p{L}+)?)_question$/u.exec(name)?.[1] ?? /^question_(\p{L}+(?:_\p{L}+)?)$/u.exec(name)?.[1]
  );
}

const conversions: Readonly<Record<string, (value: unknown) => unknown>> = {
  id: numberAsText,
  difficulty: numberAsText,
  expectedSql: sqlOf,
  expectedResult: (value) => tableOf(typeof value === "string" ? (jsonOf(value) ?? value) : value),
  tags: tagsOf,
  isProtected: (value) =>
    typeof value === "string" ? (truth.get(value.trim().toLowerCase()) ?? value) : value,
};
const truth = new Map<string, boolean>([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["0", false],
]);

function numberAsText(value: unknown): unknown {
  return typeof value === "number" ? String(value) : value;
}

/** Texts of a space document are lists of pieces. */
function textOfPieces(value: unknown): unknown {
  return Array.isArray(value) && value.every((piece) => typeof piece === "string") ? value.join("") : value;
}

/** SQL as text, as pieces, or as the answer of a space document's benchmark. */
function sqlOf(value: unknown): unknown {
  const [answer] = Array.isArray(value) ? value : [value];
  return isPlainObject(answer) && answer.format === "SQL"
    ? textOfPieces(answer.content)
    : textOfPieces(value);
}

/** A table, or a list of rows that name their columns. Nested values become text, as the service sends them. */
function tableOf(value: unknown): unknown {
  if (isPlainObject(value) && Array.isArray(value.rows)) {
    return { ...value, rows: value.rows.map((row) => (Array.isArray(row) ? row.map(cellOf) : row)) };
  }
  if (!Array.isArray(value) || value.length === 0 || !value.every(isPlainObject)) return value;
  const names = [...new Set(value.flatMap((row) => Object.keys(row)))];
  return {
    columns: names.map((name) => ({ name })),
    rows: value.map((row) => names.map((name) => cellOf(row[name] ?? null))),
  };
}

function cellOf(value: unknown): unknown {
  return Array.isArray(value) || isPlainObject(value) ? JSON.stringify(value) : value;
}

function tagsOf(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const list = value.trim().startsWith("[") ? jsonOf(value) : undefined;
  return (
    list ??
    value
      .split(/[;,]/)
      .map((tag) => tag.trim())
      .filter(Boolean)
  );
}

function jsonOf(text: string): unknown {
  const parsed = parseJsonSafely(text);
  return parsed.ok ? parsed.value : undefined;
}

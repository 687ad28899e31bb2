import { placedItems } from "../document-objects.js";
import type { SerializedSpace } from "../serialized-space.js";
import { withoutOpaque } from "../sql-parameters.js";
import { textOf } from "../text-pieces.js";
import type { DocumentRule, Place, RuleCheck } from "./rule.js";

const questionMissing: DocumentRule = {
  id: "benchmark-question-missing",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "Write the question, or remove the benchmark.",
};

const answerCount: DocumentRule = {
  id: "benchmark-answer-count",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "Give the benchmark exactly one answer; its content may be empty.",
};

const answerFormat: DocumentRule = {
  id: "benchmark-answer-format",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: 'Use the format "SQL": the service knows no other.',
};

const answerEmpty: DocumentRule = {
  id: "benchmark-without-sql",
  severity: "info",
  kind: "practice",
  isFixable: false,
  mend: "Write the expected SQL; without it a person must judge every answer.",
};

const leak: DocumentRule = {
  id: "benchmark-in-examples",
  severity: "warning",
  kind: "practice",
  isFixable: false,
  mend: "Ask something else in the benchmark: an example that holds the answer makes the score worthless.",
};

const contradiction: DocumentRule = {
  id: "benchmark-contradiction",
  severity: "warning",
  kind: "practice",
  isFixable: false,
  mend: "Keep one answer to the question.",
};

const metricViewSql: DocumentRule = {
  id: "metric-view-sql",
  severity: "warning",
  kind: "practice",
  isFixable: false,
  mend: "Read measures with MEASURE(name), and name the columns: a metric view cannot be read with SELECT *.",
};

export const benchmarkRules: readonly DocumentRule[] = [
  questionMissing,
  answerCount,
  answerFormat,
  answerEmpty,
  leak,
  contradiction,
  metricViewSql,
];

/** Benchmark questions, their answers, and what gives the answers away. */
export const checkBenchmarks: RuleCheck = ({ data, report }) => {
  const exampleIds = new Map(
    data.instructions?.example_question_sqls?.map(
      ({ id, question }) => [folded(textOf(question)), id] as const,
    ),
  );
  const sqlOfQuestion = new Map<string, string>();
  for (const { value, place } of placedItems(data.benchmarks?.questions, "benchmarks", "questions")) {
    const text = textOf(value.question);
    const question = folded(text);
    if (question === "") report(questionMissing, [...place, "question"], "the benchmark has no question");
    const { answer = [] } = value;
    const [first] = answer;
    if (answer.length !== 1)
      report(answerCount, place, `the benchmark "${text}" has ${answer.length} answers`);
    answer.forEach(({ format }: { readonly format: string }, index) => {
      if (format === "SQL") return;
      report(answerFormat, [...place, "answer", index, "format"], `an answer in the format "${format}"`);
    });
    const sql = first ? folded(textOf(first.content)) : "";
    if (first && sql === "")
      report(answerEmpty, [...place, "answer", 0], `the benchmark "${text}" has no expected SQL`);
    const example = question === "" ? undefined : exampleIds.get(question);
    if (example !== undefined)
      report(leak, place, `the benchmark "${text}" asks what example ${example} answers`);
    const other = sqlOfQuestion.get(question);
    if (other !== undefined && other !== sql) {
      report(contradiction, place, `the benchmark "${text}" is there with another answer`);
    }
    if (question !== "") sqlOfQuestion.set(question, sql);
  }
};

/** SQL of examples and benchmarks that reads a metric view as if it were a table. */
export const checkMetricViewSql: RuleCheck = ({ data, report }) => {
  const views = data.data_sources?.metric_views?.map(({ identifier }) => identifier.toLowerCase()) ?? [];
  if (views.length === 0) return;
  for (const { sql, place } of placedSql(data)) {
    const text = sql.replaceAll("`", "").toLowerCase();
    const view = views.find((identifier) => namesSource(text, identifier.replaceAll("`", "")));
    if (view === undefined) continue;
    const plain = withoutOpaque(sql);
    if (/\bmeasure\s*\(/i.test(plain) && !/select\s+\*/i.test(plain)) continue;
    if (isOnlyDimensions(plain)) continue;
    report(metricViewSql, place, `the SQL reads the metric view ${view} as if it were a table`);
  }
};

/** Listing a dimension's values needs no measure. */
function isOnlyDimensions(sql: string): boolean {
  return /select\s+distinct\b/i.test(sql) && !/\b(sum|avg|count|min|max)\s*\(/i.test(sql);
}

function namesSource(sql: string, identifier: string): boolean {
  for (let at = sql.indexOf(identifier); at !== -1; at = sql.indexOf(identifier, at + 1)) {
    if (!/[\w.]/.test(sql[at - 1] ?? " ") && !/\w/.test(sql[at + identifier.length] ?? " ")) return true;
  }
  return false;
}

function placedSql(data: SerializedSpace): readonly { readonly sql: string; readonly place: Place }[] {
  const examples = placedItems(
    data.instructions?.example_question_sqls,
    "instructions",
    "example_question_sqls",
  );
  const benchmarks = placedItems(data.benchmarks?.questions, "benchmarks", "questions");
  return [
    ...examples.map(({ value, place }) => ({ sql: textOf(value.sql), place: [...place, "sql"] })),
    ...benchmarks.flatMap(({ value, place }) =>
      (value.answer ?? []).map(({ content }, index) => ({
        sql: textOf(content),
        place: [...place, "answer", index],
      })),
    ),
  ];
}

function folded(text: string): string {
  return text.trim().replace(/\s+/g, " ").toLowerCase();
}

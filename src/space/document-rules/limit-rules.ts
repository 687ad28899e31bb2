import { textOf } from "../text-pieces.js";
import type { DocumentRule, RuleCheck } from "./rule.js";

const limit = (id: string, severity: "error" | "warning", mend: string): DocumentRule => ({
  id,
  severity,
  kind: severity === "error" ? "format" : "practice",
  isFixable: false,
  mend,
});

const sourceCount = limit("source-count", "error", "Remove tables, or join them in a view.");
const manySources = limit("many-sources", "warning", "Remove tables: some workspaces refuse so many.");
const instructionCount = limit("instruction-count", "error", "Remove examples that others cover.");
const snippetCount = limit("snippet-count", "error", "Remove joins, snippets or table descriptions.");
const benchmarkCount = limit("benchmark-count", "error", "Remove benchmarks.");
const entityMatchingCount = limit(
  "entity-matching-count",
  "warning",
  "Turn entity matching off where users do not filter by value.",
);
const documentSize = limit("document-size", "error", "Shorten texts.");
const guidanceLength = limit(
  "guidance-length",
  "warning",
  "Shorten the instructions: the model may not see all of them.",
);

export const limitRules: readonly DocumentRule[] = [
  sourceCount,
  manySources,
  instructionCount,
  snippetCount,
  benchmarkCount,
  entityMatchingCount,
  documentSize,
  guidanceLength,
];

/** Counts and sizes that the service limits. */
export const checkLimits: RuleCheck = ({ data, limits, documentBytes, report }) => {
  const { tables = [], metric_views = [] } = data.data_sources ?? {};
  const sources = [...tables, ...metric_views];
  const {
    text_instructions: texts = [],
    example_question_sqls: examples = [],
    sql_functions: functions = [],
  } = data.instructions ?? {};
  const { join_specs: joins = [], sql_snippets: { filters = [], expressions = [], measures = [] } = {} } =
    data.instructions ?? {};
  const check = (rule: DocumentRule, place: readonly string[], count: number, most: number, what: string) => {
    if (count > most) report(rule, place, `${count} ${what}; the limit is ${most}`);
  };
  const isTooMany = sources.length > limits.sources;
  const [countRule, mostSources] = isTooMany
    ? [sourceCount, limits.sources]
    : [manySources, limits.advisedSources];
  check(countRule, ["data_sources"], sources.length, mostSources, "tables and metric views");
  const instructions = examples.length + functions.length + (texts.length > 0 ? 1 : 0);
  check(instructionCount, ["instructions"], instructions, limits.instructions, "instructions");
  const described = sources.filter(({ description }) => textOf(description) !== "").length;
  const snippets = described + joins.length + filters.length + expressions.length + measures.length;
  check(snippetCount, ["instructions"], snippets, limits.snippets, "table descriptions, joins and snippets");
  const benchmarks = data.benchmarks?.questions?.length ?? 0;
  check(benchmarkCount, ["benchmarks", "questions"], benchmarks, limits.benchmarks, "benchmarks");
  let matching = 0;
  for (const { column_configs: columns = [] } of sources) {
    for (const { enable_entity_matching: isOn } of columns) if (isOn) matching += 1;
  }
  check(
    entityMatchingCount,
    ["data_sources"],
    matching,
    limits.entityMatchingColumns,
    "columns with entity matching",
  );
  check(documentSize, [], documentBytes(), limits.documentBytes, "bytes");
  check(
    guidanceLength,
    ["instructions"],
    textOf(texts.flatMap(({ content }) => content)).length,
    limits.guidanceLength,
    "characters of text instructions",
  );
};

import { parse } from "yaml";
import { z } from "zod";
import type { SqlToken } from "../../sql/sql-lexer.js";
import { SqlEngineError, unsupported } from "./sql-engine-error.js";
import { tokensOf } from "./translate-sql.js";

const FieldSchema = z.looseObject({
  name: z.string().min(1),
  expr: z.string().min(1),
  comment: z.string().optional(),
});
const DefinitionSchema = z.looseObject({
  version: z.enum(["0.1", "1.1"]),
  source: z.string().min(1),
  comment: z.string().optional(),
  filter: z.string().optional(),
  joins: z
    .array(z.looseObject({ name: z.string().min(1), source: z.string().min(1), on: z.string().min(1) }))
    .optional(),
  dimensions: z.array(FieldSchema).default([]),
  measures: z.array(FieldSchema).min(1),
});

/** A metric view as its YAML defines it. */
export interface MetricView {
  readonly name: string;
  readonly yaml: string;
  readonly definition: z.infer<typeof DefinitionSchema>;
}

/** Reads the definition of a metric view. @throws SqlEngineError as the service refuses it */
export function parseMetricView(name: string, yaml: string): MetricView {
  let value: unknown;
  try {
    value = parse(yaml, { version: "1.1" });
  } catch (error) {
    throw invalidDefinition(error instanceof Error ? error.message : "not YAML");
  }
  const parsed = DefinitionSchema.safeParse(value);
  if (parsed.success) return { name, yaml: yaml.trim(), definition: parsed.data };
  const [issue] = parsed.error.issues;
  throw invalidDefinition(`${issue?.path.join(".")}: ${issue?.message}`);
}

function invalidDefinition(reason: string): SqlEngineError {
  return new SqlEngineError(
    `[METRIC_VIEW_INVALID_VIEW_DEFINITION] The metric view definition is invalid. Reason: ${reason}`,
    { sqlState: "42K0L" },
  );
}

/**
 * A query over a metric view as one over its source: `MEASURE(x)` and the dimensions become their expressions,
 * the view its source with the joins and the filter.
 */
export function expandMetricView(
  tokens: readonly SqlToken[],
  view: MetricView,
  columnsOf: (table: string) => readonly string[],
): readonly SqlToken[] {
  const from = tokens.findIndex(({ value, kind }) => kind === "word" && value === "FROM");
  const nameLength = lengthOfName(tokens, from + 1);
  if (tokens.some(({ value, kind }) => kind === "word" && value === "JOIN")) {
    throw new SqlEngineError(
      "[METRIC_VIEW_JOIN_NOT_SUPPORTED] Metric views cannot be joined at query time.",
      { sqlState: "0A000" },
    );
  }
  if (tokens.filter(({ value, kind }) => kind === "word" && value === "SELECT").length > 1)
    throw unsupported("a subquery over a metric view");
  const { dimensions, measures, filter } = view.definition;
  const own = sourceQualifier(view, columnsOf);
  const dimensionByName = new Map(dimensions.map(({ name, expr }) => [name.toLowerCase(), own(expr)]));
  const measureByName = new Map(measures.map(({ name, expr }) => [name.toLowerCase(), own(expr)]));
  const select = replaceNames(tokens.slice(0, from), dimensionByName, measureByName, true);
  const rest = tokens.slice(from + 1 + nameLength);
  const condition = filter === undefined ? [] : own(filter);
  return [
    ...select,
    ...tokensOf("FROM"),
    ...sourceTokens(view),
    ...withFilter(replaceNames(rest, dimensionByName, measureByName, false), condition),
  ];
}

/** Number of tokens that a dotted name takes. */
export function lengthOfName(tokens: readonly SqlToken[], start: number): number {
  let length = 1;
  while (tokens[start + length]?.text === ".") length += 2;
  return length;
}

function sourceTokens({ definition }: MetricView): readonly SqlToken[] {
  const joins = (definition.joins ?? []).map(
    ({ name, source, on }) => `LEFT JOIN ${quoted(source)} AS \`${name}\` ON ${on}`,
  );
  return tokensOf(`${quoted(definition.source)} AS source ${joins.join(" ")}`);
}

function quoted(table: string): string {
  return table
    .split(".")
    .map((part) => `\`${part.replaceAll("`", "")}\``)
    .join(".");
}

/** Bare names in a view's expressions are columns of its source. */
function sourceQualifier({ definition }: MetricView, columnsOf: (table: string) => readonly string[]) {
  const columns = new Set(columnsOf(definition.source).map((name) => name.toLowerCase()));
  return (expression: string): readonly SqlToken[] => {
    const tokens = tokensOf(expression);
    return tokens.flatMap((token, index) => {
      const isBare =
        (token.kind === "word" || token.kind === "quoted") &&
        tokens[index - 1]?.text !== "." &&
        !["(", "."].includes(tokens[index + 1]?.text ?? "");
      return isBare && columns.has(token.value.toLowerCase()) ? [...tokensOf("source."), token] : [token];
    });
  };
}

function replaceNames(
  tokens: readonly SqlToken[],
  dimensions: ReadonlyMap<string, readonly SqlToken[]>,
  measures: ReadonlyMap<string, readonly SqlToken[]>,
  isSelect: boolean,
): readonly SqlToken[] {
  const replaced: SqlToken[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!token) break;
    const isName = token.kind === "word" || token.kind === "quoted";
    if (isName && token.value.toUpperCase() === "MEASURE" && tokens[index + 1]?.text === "(") {
      const name = tokens[index + 2]?.value ?? "";
      const expression = measures.get(name.toLowerCase());
      if (!expression)
        throw new SqlEngineError(
          `[UNRESOLVED_COLUMN.WITH_SUGGESTION] A measure with name \`${name}\` cannot be resolved.`,
          { sqlState: "42703" },
        );
      replaced.push(...bracketed(expression));
      index += 3;
      if (isSelect && endsItem(tokens[index + 1])) replaced.push(...tokensOf(`AS \`measure(${name})\``));
      continue;
    }
    const follows = tokens[index - 1]?.value;
    const dimension =
      isName && follows !== "AS" && tokens[index + 1]?.text !== "("
        ? dimensions.get(token.value.toLowerCase())
        : undefined;
    if (!dimension) {
      replaced.push(token);
      continue;
    }
    replaced.push(...bracketed(dimension));
    if (isSelect && endsItem(tokens[index + 1])) replaced.push(...tokensOf(`AS \`${token.value}\``));
  }
  return replaced;
}

function endsItem(next: SqlToken | undefined): boolean {
  return next === undefined || next.text === ",";
}

function bracketed(tokens: readonly SqlToken[]): readonly SqlToken[] {
  return [...tokensOf("("), ...tokens, ...tokensOf(")")];
}

/** The rest of a query after its FROM clause, with the view's filter put before its own conditions. */
function withFilter(rest: readonly SqlToken[], condition: readonly SqlToken[]): readonly SqlToken[] {
  if (condition.length === 0) return rest;
  const [first, ...others] = rest;
  if (first?.value === "WHERE") {
    const end = others.findIndex(
      ({ value, kind }) => kind === "word" && ["GROUP", "HAVING", "ORDER", "LIMIT"].includes(value),
    );
    const own = end === -1 ? others : others.slice(0, end);
    return [
      ...tokensOf("WHERE"),
      ...bracketed(condition),
      ...tokensOf("AND"),
      ...bracketed(own),
      ...(end === -1 ? [] : others.slice(end)),
    ];
  }
  return [...tokensOf("WHERE"), ...bracketed(condition), ...rest];
}

import { type Placed, placedItems } from "../document-objects.js";
import type { ExpressionSnippet, FilterSnippet, SerializedSpace } from "../serialized-space.js";
import { withoutOpaque } from "../sql-parameters.js";
import { textOf } from "../text-pieces.js";
import type { DocumentRule, RuleCheck } from "./rule.js";

const displayNameMissing: DocumentRule = {
  id: "display-name-missing",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "Give the snippet the name by which users call it.",
};

const snippetSqlMissing: DocumentRule = {
  id: "snippet-sql-missing",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "Write the SQL, or remove the snippet.",
};

const aliasMissing: DocumentRule = {
  id: "snippet-alias-missing",
  severity: "warning",
  kind: "format",
  isFixable: false,
  mend: "Give the snippet an alias that is a plain SQL name.",
};

const aliasUnsafe: DocumentRule = {
  id: "snippet-alias-unsafe",
  severity: "warning",
  kind: "practice",
  isFixable: false,
  mend: "Use letters, digits and underscores only.",
};

const whereInFilter: DocumentRule = {
  id: "filter-with-where",
  severity: "warning",
  kind: "practice",
  isFixable: true,
  mend: "Write the condition without WHERE.",
};

const unqualifiedColumn: DocumentRule = {
  id: "snippet-unqualified-column",
  severity: "warning",
  kind: "practice",
  isFixable: false,
  mend: "Write the table's name before the column: orders.amount.",
};

export const snippetRules: readonly DocumentRule[] = [
  displayNameMissing,
  snippetSqlMissing,
  aliasMissing,
  aliasUnsafe,
  whereInFilter,
  unqualifiedColumn,
];

/** SQL snippets: filters, expressions and measures. */
export const checkSnippets: RuleCheck = ({ data, report }) => {
  const { filters, expressions, measures } = data.instructions?.sql_snippets ?? {};
  const place = ["instructions", "sql_snippets"];
  const aliased = [
    ...placedItems(expressions, ...place, "expressions"),
    ...placedItems(measures, ...place, "measures"),
  ];
  const all: readonly Placed<FilterSnippet | ExpressionSnippet>[] = [
    ...placedItems(filters, ...place, "filters"),
    ...aliased,
  ];
  if (all.length === 0) return;
  const columns = columnNames(data);
  for (const { value, place: at } of all) {
    const sql = textOf(value.sql);
    if (!value.display_name?.trim())
      report(displayNameMissing, at, `the snippet ${sql.slice(0, 60)} has no display_name`);
    if (sql.trim() === "")
      report(snippetSqlMissing, [...at, "sql"], `the snippet ${value.display_name ?? ""} has no SQL`);
    const bare = unqualified(sql, columns);
    if (bare !== undefined)
      report(unqualifiedColumn, [...at, "sql"], `the column ${bare} stands without its table`);
  }
  for (const { value, place: at } of placedItems(filters, ...place, "filters")) {
    if (!/^\s*where\b/i.test(textOf(value.sql))) continue;
    report(whereInFilter, [...at, "sql"], `the filter ${value.display_name} begins with WHERE`);
  }
  for (const { value, place: at } of aliased) {
    const name = value.display_name ?? textOf(value.sql).slice(0, 60);
    if (!value.alias) report(aliasMissing, at, `the snippet ${name} has no alias`);
    else if (!/^[A-Za-z_]\w*$/.test(value.alias)) {
      report(aliasUnsafe, [...at, "alias"], `the alias "${value.alias}" needs quoting in SQL`);
    }
  }
};

function columnNames({ data_sources: sources }: SerializedSpace): ReadonlySet<string> {
  const configs = [...(sources?.tables ?? []), ...(sources?.metric_views ?? [])].flatMap(
    ({ column_configs: columns = [] }) => columns,
  );
  return new Set(configs.map(({ column_name: name }) => name.toLowerCase()));
}

/** The first known column that stands without a table: no dot before it, and no call of a function. */
function unqualified(sql: string, columns: ReadonlySet<string>): string | undefined {
  for (const [, name = ""] of withoutOpaque(sql).matchAll(/(?<![\w.`])([A-Za-z_]\w*)(?!\w|\s*[.(])/g)) {
    if (columns.has(name.toLowerCase())) return name;
  }
  return undefined;
}

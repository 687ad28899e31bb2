import { type Case, type Proposal, propose } from "./case.js";
import { breakdownWord } from "./question-words.js";

/** A metric view over the joined tables, with what the expected SQL computes as its measure. */
export function metricViewFrom(one: Case): readonly Proposal[] {
  const { failure, input, outline } = one;
  const schema = input.metricViewSchema;
  if (schema === undefined || !outline) return [];
  const inner = (expression: string) => withoutAlias(expression, outline.tableAlias, outline.joins);
  const measures = outline.items.flatMap(({ expression, alias }) =>
    /^(SUM|AVG|COUNT|MIN|MAX)\(/i.test(expression) && alias ? [{ name: alias, expr: inner(expression) }] : [],
  );
  if (measures.length === 0) return [];
  const grouped = outline.groupBy.filter((name) => /^[\w.]+$/.test(name));
  const word = breakdownWord(failure.question);
  const dimensions = [
    ...grouped.map((name) => ({ name: readable(name, word), expr: inner(name) })),
    ...joinedColumns(one).filter(({ expr }) => !grouped.some((name) => inner(name) === expr)),
    ...dateColumns(one).map((column) => ({ name: "order_date", expr: column })),
  ];
  const base = `${schema}.${outline.table.split(".").at(-1) ?? "source"}_by_${(grouped[0] ?? "all").split(".").at(-1) ?? "all"}`;
  return [
    propose(
      one,
      "create_metric_view",
      "The answer needs tables joined, which the space does not say how to do.",
      {
        name: freeName(base, one),
        source: outline.table,
        comment: `${measures.map(({ name }) => name).join(", ")} by ${dimensions.map(({ name }) => name).join(", ")}`,
        joins: outline.joins.map(({ table, on }) => ({
          name: joinName(table),
          source: table,
          on: inner(on),
        })),
        dimensions,
        measures,
      },
    ),
  ];
}

function joinName(table: string): string {
  return (table.split(".").at(-1) ?? table).replace(/s$/, "");
}

/** Aliases of the statement become `source` and the names of the joins. */
function withoutAlias(
  expression: string,
  tableAlias: string | undefined,
  joins: readonly { table: string; alias: string }[],
): string {
  let text = expression;
  for (const { table, alias } of joins)
    if (alias) text = text.replace(new RegExp(`\\b${alias}\\.`, "g"), `${joinName(table)}.`);
  return tableAlias ? text.replace(new RegExp(`\\b${tableAlias}\\.`, "g"), "source.") : text;
}

/** Text columns of the joined tables, for questions that break down by another of them. */
function joinedColumns({ input, outline }: Case) {
  return (outline?.joins ?? []).flatMap(({ table }) => {
    const columns = input.catalog.tables.find(({ name }) => name === table)?.columns ?? [];
    return columns
      .filter(({ name, type }) => /string/i.test(type) && !/_id$|_cd$/.test(name))
      .map(({ name }) => ({ name: readable(name, undefined), expr: `${joinName(table)}.${name}` }));
  });
}

function dateColumns({ outline }: Case): readonly string[] {
  const column = outline?.conditions
    .map((text) => /([\w.]+) >= DATE/i.exec(text)?.[1])
    .find((name) => name !== undefined);
  return column === undefined || !outline ? [] : [withoutAlias(column, outline.tableAlias, outline.joins)];
}

function readable(column: string, word: string | undefined): string {
  const name = column.split(".").at(-1) ?? column;
  if (word !== undefined && /_(nm|cd)$/.test(name)) return word;
  return name
    .replace(/^cat_nm$/, "category")
    .replace(/^prod_nm$/, "product")
    .replace(/_nm$/, "_name");
}

function freeName(base: string, { input }: Case): string {
  const taken = new Set(input.catalog.tables.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(name)) return name;
  }
}

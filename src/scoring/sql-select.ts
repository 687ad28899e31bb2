import { clauseFrom, isKeyword, listItems, plainText, type SqlWord } from "./sql-clauses.js";
import { isAlias } from "./sql-columns.js";

const aggregateWords = new Set(
  (
    "sum avg mean count count_if min max min_by max_by measure median mode stddev stddev_pop stddev_samp variance " +
    "var_pop var_samp percentile percentile_approx percentile_cont percentile_disc approx_percentile " +
    "approx_count_distinct any_value first last collect_list collect_set array_agg listagg string_agg corr bool_and " +
    "bool_or every some"
  ).split(" "),
);

/** An item of a SELECT list. */
interface SelectItem {
  readonly expression: string;
  readonly alias: string | undefined;
  readonly isAggregate: boolean;
}

/** Whether an aggregate function is called here. */
export function isAggregateCall(words: readonly SqlWord[], index: number): boolean {
  const word = words[index];
  return (
    word !== undefined && !word.isQuoted && aggregateWords.has(word.text) && words[index + 1]?.text === "("
  );
}

/** What all SELECT lists of a statement compute; plain columns are left out. */
export function computedItems(words: readonly SqlWord[]): ReadonlySet<string> {
  const starts = words.flatMap((word, index) => (isKeyword(word, "select") ? [index] : []));
  const expressions = starts
    .flatMap((start) => selectItems(words, start))
    .map(({ expression }) => expression);
  return new Set(expressions.filter((expression) => expression.includes(" ")));
}

/**
 * What all GROUP BY clauses group by: for a position, ALL or a name of its own, what stands in the SELECT list. A
 * column counts before a name that hides it, as in `SELECT trunc(d) AS d … GROUP BY d`.
 */
export function groupKeys(words: readonly SqlWord[]): ReadonlySet<string> {
  return new Set(
    words.flatMap((word, index) => {
      if (!isKeyword(word, "group") || !isKeyword(words[index + 1], "by")) return [];
      const select = selectBefore(words, index);
      const items = select === undefined ? [] : selectItems(words, select);
      return listItems(clauseFrom(words, index + 2)).flatMap((key) => resolved(plainText(key), items));
    }),
  );
}

function resolved(key: string, items: readonly SelectItem[]): readonly string[] {
  if (key === "all")
    return items.filter(({ isAggregate }) => !isAggregate).map(({ expression }) => expression);
  const item = /^\d+$/.test(key) ? items[Number(key) - 1] : items.find(({ alias }) => alias === key);
  if (!item || item.expression.split(" ").includes(key)) return [key];
  return [item.expression];
}

/** The SELECT that a clause belongs to. */
function selectBefore(words: readonly SqlWord[], clause: number): number | undefined {
  const depth = words[clause]?.depth ?? 0;
  for (let index = clause - 1; index >= 0; index -= 1) {
    const word = words[index];
    if (!word || word.depth < depth) return undefined;
    if (word.depth === depth && isKeyword(word, "select")) return index;
  }
  return undefined;
}

function selectItems(words: readonly SqlWord[], select: number): readonly SelectItem[] {
  const next = words[select + 1];
  const start = isKeyword(next, "distinct") || isKeyword(next, "all") ? select + 2 : select + 1;
  return listItems(clauseFrom(words, start)).map((item) => {
    const last = item.length - 1;
    const alias = last > 0 && item[last]?.isName && isAlias(item, last) ? item[last] : undefined;
    const end = !alias ? item.length : isKeyword(item[last - 1], "as") ? last - 1 : last;
    return {
      expression: plainText(item.slice(0, end)),
      alias: alias?.text,
      isAggregate: item.some((_, index) => isAggregateCall(item, index)),
    };
  });
}

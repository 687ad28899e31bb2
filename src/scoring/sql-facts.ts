import { topLevelOrderAndLimit } from "../sql/normalize-sql.js";
import { clauseFrom, conditionsOf, isKeyword, plainText, type SqlWord, sqlWords } from "./sql-clauses.js";
import { columnNames } from "./sql-columns.js";
import { computedItems, groupKeys, isAggregateCall } from "./sql-select.js";
import { commonTables, type TableToken, tableTokens } from "./sql-tables.js";

/** A join as written. */
export interface JoinFact {
  /** `inner`, `left`, `cross`, … ; `comma` for tables listed in FROM. */
  readonly kind: string;
  readonly conditions: readonly string[];
}

/** What a statement does, as far as its words show. All in lower case, without quotes and qualifiers. */
export interface SqlFacts {
  /** Tables read, by the last part of their name; common table expressions left out. */
  readonly tables: ReadonlySet<string>;
  /** The same tables with catalog and schema, as far as they are written. */
  readonly tablePaths: ReadonlySet<string>;
  readonly joins: readonly JoinFact[];
  /** Aggregates as written, such as `sum ( amt_net )`; those in conditions left out. */
  readonly aggregates: ReadonlySet<string>;
  /** Conditions of all WHERE, HAVING, QUALIFY and FILTER clauses. */
  readonly conditions: ReadonlySet<string>;
  /** What all GROUP BY clauses group by. */
  readonly groupBy: ReadonlySet<string>;
  readonly isDistinct: boolean;
  /** Keys of the statement's own ORDER BY. */
  readonly orderBy: readonly string[];
  readonly limit: number | undefined;
  /** All numbers of LIMIT and OFFSET, such as `offset 5`, those of subqueries among them. */
  readonly cuts: ReadonlySet<string>;
  /** Operators between queries, such as `union all`. */
  readonly setOperators: ReadonlySet<string>;
  /** What SELECT lists compute, such as `sum ( a ) / sum ( b )`. */
  readonly computed: ReadonlySet<string>;
  readonly columns: ReadonlySet<string>;
  /** Names that the statement gives to its expressions. */
  readonly aliases: ReadonlySet<string>;
}

/** Facts of a statement; undefined when it cannot be read. */
export function sqlFacts(sql: string): SqlFacts | undefined {
  const words = sqlWords(sql);
  if (!words) return undefined;
  const common = commonTables(words);
  const sources = tableTokens(words);
  const { orderBy, limit } = topLevelOrderAndLimit(sql);
  return {
    tables: new Set(sources.map(({ name }) => name).filter((name) => !common.has(name))),
    tablePaths: new Set(sources.flatMap(({ name, path }) => (common.has(name) ? [] : [path]))),
    joins: joinsOf(words, sources),
    aggregates: aggregatesOf(words),
    conditions: new Set(filtersOf(words).flatMap(conditionsOf)),
    groupBy: groupKeys(words),
    isDistinct: words.some(
      (word, index) => isKeyword(word, "select") && isKeyword(words[index + 1], "distinct"),
    ),
    orderBy: orderBy.map((key) => plainText(sqlWords(key) ?? []).replace(/ asc$/, "") || key),
    limit,
    cuts: new Set(
      ["limit", "offset"].flatMap((word) =>
        startsOf(words, word).flatMap((start) =>
          /^\d/.test(words[start + 1]?.text ?? "") ? [plainText(words.slice(start, start + 2))] : [],
        ),
      ),
    ),
    setOperators: new Set(
      ["union", "except", "intersect", "minus"].flatMap((word) =>
        startsOf(words, word).map((start) => (isKeyword(words[start + 1], "all") ? `${word} all` : word)),
      ),
    ),
    computed: computedItems(words),
    ...columnNames(words, sources),
  };
}

/** The WHERE, HAVING, QUALIFY and FILTER clauses. */
function filtersOf(words: readonly SqlWord[]): readonly (readonly SqlWord[])[] {
  return ["where", "having", "qualify"].flatMap((word) =>
    startsOf(words, word).map((start) => clauseFrom(words, start + 1)),
  );
}

function aggregatesOf(words: readonly SqlWord[]): ReadonlySet<string> {
  const inFilters = new Set<SqlWord>(filtersOf(words).flat());
  return new Set(
    words.flatMap((word, index) =>
      isAggregateCall(words, index) && !inFilters.has(word) ? [callAt(words, index)] : [],
    ),
  );
}

function startsOf(words: readonly SqlWord[], clause: string): readonly number[] {
  return words.flatMap((word, index) => (isKeyword(word, clause) ? [index] : []));
}

const joinKinds = ["left", "right", "full", "cross", "semi", "anti", "natural"];

function joinsOf(words: readonly SqlWord[], sources: readonly TableToken[]): readonly JoinFact[] {
  const written = startsOf(words, "join").map((start) => {
    const before = words.slice(Math.max(0, start - 3), start).map(({ text }) => text);
    const kind = joinKinds.filter((name) => before.includes(name)).join(" ") || "inner";
    const depth = words[start]?.depth ?? 0;
    const rest = words.slice(start + 1);
    const end = rest.findIndex(
      (word) => word.depth < depth || (word.depth === depth && isKeyword(word, "join")),
    );
    const own = end < 0 ? rest : rest.slice(0, end);
    const on = own.findIndex((word) => word.depth === depth && isKeyword(word, "on"));
    const using = own.findIndex((word) => word.depth === depth && isKeyword(word, "using"));
    if (on >= 0) return { kind, conditions: conditionsOf(clauseFrom(own, on + 1)) };
    const shared = using < 0 ? [] : clauseFrom(own, using + 1).filter(({ isName }) => isName);
    return { kind, conditions: shared.map(({ text }) => `${text} = ${text}`) };
  });
  const listed = sources.filter(({ isListed }) => isListed).map(() => ({ kind: "comma", conditions: [] }));
  return [...written, ...listed];
}

/** A call with its arguments. */
function callAt(words: readonly SqlWord[], start: number): string {
  const depth = words[start]?.depth ?? 0;
  const end = words.findIndex(
    (word, index) => index > start + 1 && word.text === ")" && word.depth === depth,
  );
  return plainText(words.slice(start, end < 0 ? undefined : end + 1));
}

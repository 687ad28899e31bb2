import type { CategorizedFailure } from "./categorized-failure.js";
import type { SqlFacts } from "./sql-facts.js";

/** Finds one kind of difference between what was expected and what was written. */
type Rule = (expected: SqlFacts, actual: SqlFacts) => CategorizedFailure | undefined;

const tables: Rule = (expected, actual) => {
  const { lacking, extra } = difference(expected.tables, actual.tables);
  if (lacking.length === 0) return elsewhere(expected, actual);
  const isJoined =
    expected.joins.length > actual.joins.length && extra.length === 0 && actual.tables.size > 0;
  return isJoined
    ? {
        category: "missing_join",
        evidence: `the expected SQL joins ${lacking.join(", ")}, the answer does not`,
      }
    : {
        category: "missing_table",
        evidence: `the expected SQL reads ${lacking.join(", ")}, the answer ${extra.length > 0 ? `reads ${extra.join(", ")}` : "does not"}`,
      };
};

/** Tables of the same name in another catalog or schema. */
const elsewhere: Rule = (expected, actual) => {
  const written = [...actual.tablePaths];
  const moved = [...expected.tablePaths].filter((path) => !written.some((other) => mayBeOne(path, other)));
  return moved.length === 0
    ? undefined
    : {
        category: "missing_table",
        evidence: `the expected SQL reads ${moved.join(", ")}, the answer reads ${written.join(", ")}`,
      };
};

/** Whether two names may be of one table: the shorter one ends the longer. */
function mayBeOne(one: string, other: string): boolean {
  return `.${one}`.endsWith(`.${other}`) || `.${other}`.endsWith(`.${one}`);
}

const joins: Rule = (expected, actual) => {
  const { extra } = difference(expected.tables, actual.tables);
  if (extra.length > 0) {
    const evidence = `the answer also reads ${extra.join(", ")}, the expected SQL does not`;
    return { category: "wrong_join", evidence };
  }
  // A join in a list of tables has its condition in WHERE.
  if ([...expected.joins, ...actual.joins].some(({ kind }) => kind === "comma")) return undefined;
  const [wanted, written] = [expected.joins.length, actual.joins.length];
  if (wanted !== written) {
    const category = written < wanted ? "missing_join" : "wrong_join";
    return { category, evidence: `the expected SQL has ${wanted} joins, the answer ${written}` };
  }
  const kinds = (facts: SqlFacts) => facts.joins.map(({ kind }) => kind).toSorted();
  const conditions = (facts: SqlFacts) => new Set(facts.joins.flatMap((join) => join.conditions));
  const on = difference(conditions(expected), conditions(actual));
  if (on.lacking.length > 0 || on.extra.length > 0)
    return {
      category: "wrong_join",
      evidence: `expected to join on ${said(on.lacking)}, joined on ${said(on.extra)}`,
    };
  return kinds(expected).join() === kinds(actual).join()
    ? undefined
    : {
        category: "wrong_join",
        evidence: `expected joins ${kinds(expected).join(", ")}, written ${kinds(actual).join(", ")}`,
      };
};

const aggregates: Rule = (expected, actual) => {
  const { lacking, extra } = difference(expected.aggregates, actual.aggregates);
  if (lacking.length === 0 && extra.length === 0) return undefined;
  const evidence = `expected ${said(lacking)}, written ${said(extra)}`;
  if (withoutValues(lacking) === withoutValues(extra)) {
    const isCondition = lacking.some((call) => /\b(?:case|if|iff) /.test(call));
    return { category: isCondition ? "wrong_filter" : "wrong_aggregation", evidence };
  }
  const isOther = sameCalls(lacking, extra) && namesIn(lacking) !== namesIn(extra);
  return { category: isOther ? "wrong_column" : "wrong_aggregation", evidence };
};

const conditions: Rule = (expected, actual) => {
  const { lacking, extra } = difference(expected.conditions, actual.conditions);
  if (lacking.length === 0 && extra.length === 0) return undefined;
  return {
    category: "wrong_filter",
    evidence: `expected the filter ${said(lacking)}, written ${said(extra)}`,
  };
};

const grouping: Rule = (expected, actual) => {
  if (expected.isDistinct !== actual.isDistinct) {
    const evidence = expected.isDistinct
      ? "the expected SQL drops duplicates with DISTINCT, the answer does not"
      : "the answer drops duplicates with DISTINCT, the expected SQL does not";
    return { category: "wrong_aggregation", evidence };
  }
  const operators = difference(expected.setOperators, actual.setOperators);
  if (operators.lacking.length > 0 && operators.extra.length > 0) {
    const evidence = `expected ${said(operators.lacking)}, written ${said(operators.extra)}`;
    return { category: "wrong_aggregation", evidence };
  }
  const { lacking, extra } = difference(expected.groupBy, actual.groupBy);
  if (lacking.length === 0 && extra.length === 0) return undefined;
  return {
    category: "wrong_aggregation",
    evidence: `expected groups by ${said(lacking)}, written ${said(extra)}`,
  };
};

const columns: Rule = (expected, actual) => {
  const { lacking, extra } = difference(expected.columns, actual.columns);
  if (lacking.length === 0 && extra.length === 0) return undefined;
  return extra.length === 0
    ? { category: "missing_column", evidence: `the expected SQL uses ${said(lacking)}, the answer does not` }
    : { category: "wrong_column", evidence: `expected ${said(lacking)}, written ${said(extra)}` };
};

const orderAndLimit: Rule = (expected, actual) => {
  if (expected.limit !== actual.limit) {
    const evidence = `expected ${expected.limit ?? "no"} rows as the limit, written ${actual.limit ?? "none"}`;
    return { category: "wrong_ordering_or_limit", evidence };
  }
  const cuts = difference(expected.cuts, actual.cuts);
  if (cuts.lacking.length > 0 || cuts.extra.length > 0) {
    const evidence = `expected ${said(cuts.lacking)}, written ${said(cuts.extra)}`;
    return { category: "wrong_ordering_or_limit", evidence };
  }
  const [wanted, written] = [expected.orderBy.join(", "), actual.orderBy.join(", ")];
  if (wanted === written) return undefined;
  const evidence = `expected the order ${wanted || "to be free"}, written ${written || "none"}`;
  return { category: "wrong_ordering_or_limit", evidence };
};

/** Counts only where nothing else differs: two spellings of one calculation are no fault. */
const calculations: Rule = (expected, actual) => {
  const { lacking, extra } = difference(withoutAliases(expected, actual), withoutAliases(actual, expected));
  if (lacking.length === 0 && extra.length === 0) return undefined;
  return {
    category: "wrong_aggregation",
    evidence: `expected the calculation ${said(lacking)}, written ${said(extra)}`,
  };
};

/** From the tables read to the order of rows: what comes first explains what comes later. */
export const failureRules = Object.freeze({
  sources: [tables, joins],
  values: [aggregates, conditions, grouping, columns],
  order: [orderAndLimit],
  rest: [calculations],
} satisfies Record<string, readonly Rule[]>);

/** The first difference that a list of rules finds. */
export function firstDifference(
  rules: readonly Rule[],
  expected: SqlFacts,
  actual: SqlFacts,
): CategorizedFailure | undefined {
  for (const rule of rules) {
    const found = rule(expected, actual);
    if (found) return found;
  }
  return undefined;
}

function difference(expected: ReadonlySet<string>, actual: ReadonlySet<string>) {
  return {
    lacking: [...expected].filter((item) => !actual.has(item)),
    extra: [...actual].filter((item) => !expected.has(item)),
  };
}

function said(items: readonly string[]): string {
  return items.length === 0 ? "nothing else" : items.map((item) => item.slice(0, 120)).join(", ");
}

/** Calls without the literals in them: a condition inside of an aggregate differs in its value only. */
function withoutValues(calls: readonly string[]): string {
  return calls
    .map((call) => call.replace(/'(?:[^'\\]|\\.)*'|\b\d[\w.]*/g, "?"))
    .toSorted()
    .join();
}

/** Whether the same functions are called, only of other columns. */
function sameCalls(lacking: readonly string[], extra: readonly string[]): boolean {
  const functions = (calls: readonly string[]) =>
    calls
      .map((call) => /^\S+ \((?: distinct)?(?: \*)?/.exec(call)?.[0])
      .toSorted()
      .join();
  return functions(lacking) === functions(extra);
}

/** The names in calls, without those of functions. */
function namesIn(calls: readonly string[]): string {
  const names = withoutValues(calls).match(/[\p{L}_][\p{L}\p{N}_]*(?! ?[(\p{L}\p{N}_])/gu) ?? [];
  return [...new Set(names)].toSorted().join();
}

/** The names that two statements give are theirs: where they differ, they count as one. */
function withoutAliases(facts: SqlFacts, other: SqlFacts): ReadonlySet<string> {
  const { lacking, extra } = difference(facts.aliases, other.aliases);
  if (lacking.length === 0 && extra.length === 0) return facts.computed;
  const hidden = (expression: string) =>
    expression
      .split(" ")
      .map((word) => (facts.aliases.has(word) ? "…" : word))
      .join(" ");
  return new Set([...facts.computed].map(hidden));
}

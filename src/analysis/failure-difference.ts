import { type SqlFacts, sqlFacts } from "../scoring/sql-facts.js";
import type { FailureCase } from "./analysis-input.js";

/** Parts of a statement, in lower case and without qualifiers. */
export interface StatementParts {
  readonly tables: ReadonlySet<string>;
  readonly columns: ReadonlySet<string>;
  /** Aggregates, join conditions, conditions and groupings as written, values left out. */
  readonly expressions: ReadonlySet<string>;
}

type Statements = Pick<FailureCase, "expectedSql" | "genieSql">;

const nothing: StatementParts = { tables: new Set(), columns: new Set(), expressions: new Set() };

/** What the right statement has and Genie's lacks: all of it where Genie wrote none. */
export function missingIn({ expectedSql, genieSql }: Statements): StatementParts {
  const expected = partsOf(expectedSql);
  const written = partsOf(genieSql);
  const without = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
    new Set([...one].filter((part) => !other.has(part)));
  return {
    tables: without(expected.tables, written.tables),
    columns: without(expected.columns, written.columns),
    expressions: without(expected.expressions, written.expressions),
  };
}

/** What either statement names. */
export function readsOf({ expectedSql, genieSql }: Statements): StatementParts {
  const expected = partsOf(expectedSql);
  const written = partsOf(genieSql);
  return {
    tables: new Set([...expected.tables, ...written.tables]),
    columns: new Set([...expected.columns, ...written.columns]),
    expressions: new Set([...expected.expressions, ...written.expressions]),
  };
}

function partsOf(sql: string | undefined): StatementParts {
  const facts = sql === undefined ? undefined : sqlFacts(sql);
  return facts
    ? { tables: facts.tables, columns: facts.columns, expressions: expressionsOf(facts) }
    : nothing;
}

function expressionsOf({ aggregates, conditions, joins, groupBy }: SqlFacts): ReadonlySet<string> {
  const written = [...aggregates, ...conditions, ...joins.flatMap((join) => join.conditions), ...groupBy];
  return new Set(written.map(withoutValues));
}

/** Two questions of one kind differ in their years and names, and still lack the same. */
function withoutValues(expression: string): string {
  return expression.replace(/'(?:[^'\\]|\\.|'')*'/g, "?").replace(/(?<![\w.])\d+(?:\.\d+)?\b/g, "?");
}

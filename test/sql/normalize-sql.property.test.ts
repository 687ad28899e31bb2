import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeSql } from "../../src/sql/normalize-sql.js";
import { borrowRetailEngine, retail } from "../testing/retail/retail-engine.js";

/** Small changes of a text, most of which leave its meaning alone and some of which do not. */
const changes: readonly ((sql: string, at: number) => string)[] = [
  (sql, at) => `${sql.slice(0, at)} ${sql.slice(at)}`,
  (sql, at) => `${sql.slice(0, at)}/* note */${sql.slice(at)}`,
  (sql, at) => `${sql.slice(0, at)}-- note\n${sql.slice(at)}`,
  (sql, at) => sql.slice(0, at) + sql.slice(at + 1),
  (sql, at) => sql.slice(0, at) + swapCase(sql.slice(at, at + 1)) + sql.slice(at + 1),
  (sql, at) => swapWord(sql, at, swapCase),
  (sql, at) => swapWord(sql, at, (word) => `\`${word}\``),
  (sql, at) => sql.slice(0, at) + sql.slice(at).replace("'", '"'),
  (sql, at) => sql.slice(0, at) + sql.slice(at).replace(/'([^']*)'/, (literal) => swapCase(literal)),
  (sql, at) => sql.slice(0, at) + sql.slice(at).replace(/\s+/, "\n\t"),
  (sql) => sql.replace(" = ", " == ").replace("<>", "!="),
];

function swapCase(text: string): string {
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
}

function swapWord(sql: string, at: number, change: (word: string) => string): string {
  return sql.slice(0, at) + sql.slice(at).replace(/[a-z_]\w*/i, change);
}

const statements = [
  ...retail.benchmarks.flatMap(({ expectedSql }) => expectedSql ?? []),
  "SELECT map('Key', 1).Key AS one, named_struct('Name', 2).Name AS two",
  "SELECT struct(1 AS Name, 2 AS Rest) AS pair",
  "SELECT x FROM (SELECT 1 AS Name, 2 AS Rest) x",
  "SELECT NULL <=> 1 AS same, 1. + .5 AS sum, 1e2 AS hundred",
];

describe("two statements with one normal form", () => {
  it("have one result", async () => {
    const engine = await borrowRetailEngine();
    const rowsOf = (sql: string) =>
      engine.run(sql).then(
        ({ rows }) => rows,
        () => "no result",
      );
    const step = fc.tuple(fc.constantFrom(...changes), fc.double({ min: 0, max: 1, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...statements),
        fc.array(step, { minLength: 1, maxLength: 4 }),
        async (sql, steps) => {
          const changed = steps.reduce(
            (text, [change, place]) => change(text, Math.floor(place * text.length)),
            sql,
          );
          fc.pre(changed !== sql && normalizeSql(changed) === normalizeSql(sql));
          expect(await rowsOf(changed)).toEqual(await rowsOf(sql));
        },
      ),
      { numRuns: 150 },
    );
  });
});

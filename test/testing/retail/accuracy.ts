import { compareResults } from "../../../src/scoring/compare-results.js";
import { gradeComparison } from "../../../src/scoring/grade-comparison.js";
import type { SerializedSpace } from "../../../src/space/serialized-space.js";
import type { ResultTable } from "../../../src/sql/result-table.js";
import { answerQuestion } from "../../../src/testing/genie/answer-question.js";
import { borrowRetailEngine, retail } from "./retail-engine.js";

export const workspace = retail;

/** The workspace's engine with answers remembered by SQL, so that one test file asks each query once. */
export async function openAccuracy() {
  const engine = await borrowRetailEngine(() => workspace.now);
  const results = new Map<string, Promise<ResultTable>>();

  const run = (sql: string, parameters: Parameters<typeof engine.run>[1] = {}): Promise<ResultTable> => {
    const key = JSON.stringify([sql, parameters.parameters]);
    const known =
      results.get(key) ??
      engine.run(sql, parameters).then(({ columns, rows }) => ({
        columns: columns.map(({ name, typeName }) => ({ name, type: typeName })),
        rows,
      }));
    results.set(key, known);
    return known;
  };

  /** Short names of the questions answered right with a document. */
  const passed = async (document: SerializedSpace): Promise<readonly string[]> => {
    const catalog = await engine.describeTables();
    const names: string[] = [];
    for (const { question, expectedSql = "", tags } of workspace.benchmarks) {
      const { sql, parameters } = answerQuestion({ question, document, catalog, now: workspace.now });
      if (sql === undefined) continue;
      const [expected, actual] = await Promise.all([run(expectedSql), run(sql, { parameters })]);
      if (gradeComparison(compareResults(expected, actual)).grade === "good") names.push(tags?.[0] ?? "");
    }
    return names;
  };

  return { engine, run, passed };
}

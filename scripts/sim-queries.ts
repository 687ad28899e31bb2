import { readFileSync } from "node:fs";
import { createSqlEngine } from "../src/testing/sql/sql-engine.js";
import { SqlEngineError } from "../src/testing/sql/sql-engine-error.js";
import type { EngineParameter } from "../src/testing/workspace/ports.js";
import { readQueryFile } from "./sim-queries/query-file.js";
import { sampleTables } from "./sim-queries/sample-rows.js";
import { openSecondFormulations } from "./sim-queries/second-formulations.js";

/*
 * npm run sim:queries -- FILE [--json] [--rows] [--check]
 * Runs the queries of a file that are tagged "exec" on the offline SQL engine, over the sample schema that the
 * file declares. With --json the last line counts them; with --rows the results are printed too.
 * With --check each result is compared with that of a second formulation, written by hand and not translated.
 */

const args = process.argv.slice(2);
const path = args.find((arg) => !arg.startsWith("--"));
if (path === undefined) {
  console.error("Give a file of queries: npm run sim:queries -- FILE [--json] [--rows] [--check]");
  process.exit(2);
}

/** Values for parameter markers, by what their names tell. */
function parametersOf(sql: string, text: string): readonly EngineParameter[] {
  const names = new Set([...sql.matchAll(/(?<![:\w)\]`]):([A-Za-z_]\w*)/g)].map((match) => match[1] ?? ""));
  return [...names].map((name) => ({ name, value: parameterValue(name, text) }));
}

function parameterValue(name: string, text: string): string | null {
  if (/date/.test(name)) return /end|max|to/.test(name) ? "2024-12-31" : "2023-06-01";
  if (name === "catalog") return /\(catalog (\w+)/.exec(text)?.[1] ?? "main";
  return new RegExp(`\\b${name} = '([^']+)'`, "i").exec(text)?.[1] ?? null;
}

const text = readFileSync(path, "utf8");
const file = readQueryFile(text);
const tables = sampleTables(file);
const second = args.includes("--check") ? await openSecondFormulations(tables) : undefined;
const engine = await createSqlEngine({
  tables,
  now: () => Date.UTC(2025, 5, 15, 12),
  defaults: { catalog: file.catalog, schema: file.schema },
});
const executable = file.queries.filter((query) => query.tags.includes("exec"));
const opinions = { agrees: 0, differs: 0, none: 0 };
const counts = { executable: executable.length, run: 0, unsupported: 0, failed: 0 };
for (const { id, sql, note } of executable) {
  try {
    const result = await engine.run(sql, { parameters: parametersOf(sql, text) });
    counts.run += 1;
    const opinion = await second?.compare(id, sql, result);
    if (opinion) opinions[opinion.kind] += 1;
    if (opinion?.kind === "differs") console.log(`${id} differs from its second formulation: ${opinion.how}`);
    if (args.includes("--rows")) {
      console.log(
        `${id} ${note}\n  ${result.columns.map(({ name, typeText }) => `${name} ${typeText}`).join(", ")}`,
      );
      for (const row of result.rows.slice(0, 5)) console.log(`  ${JSON.stringify(row)}`);
    }
  } catch (error) {
    const isUnsupported = error instanceof SqlEngineError && error.isUnsupported;
    counts[isUnsupported ? "unsupported" : "failed"] += 1;
    console.log(
      `${id} ${isUnsupported ? "unsupported" : "failed"}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
await engine.close();
second?.close();
if (second) {
  console.log(
    `${opinions.agrees} results agree with their second formulation, ${opinions.differs} differ, ${opinions.none} have none.`,
  );
}
if (args.includes("--json")) console.log(JSON.stringify(counts));
else
  console.log(
    `${counts.run} of ${counts.executable} executable queries ran; ${counts.unsupported} unsupported, ${counts.failed} failed.`,
  );
process.exitCode = counts.failed + opinions.differs > 0 ? 1 : 0;

import type { FixConflict } from "../analysis/find-conflicts.js";
import type { PlannedFix } from "../decide/acceptance-policy.js";
import type { Fix } from "../fixes/fix.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { BenchmarkResult } from "../scoring/benchmark-result.js";
import type { SpaceDocument } from "../space/space-document.js";

/** Fixes as a policy sees them: with the questions that each may help or touch. */
export function planFixes(
  fixes: readonly Fix[],
  results: readonly BenchmarkResult[],
  document: SpaceDocument,
  registry: FixTypeRegistry,
  conflicts: readonly FixConflict[],
): readonly PlannedFix[] {
  return fixes.map((fix) => {
    const objects = registry.get(fix.type)?.touches(fix.params, document).objects ?? [];
    const tables = [...new Set(objects.map(tableOf))];
    const related = results.filter((result) => tables.some((table) => mentions(result, table)));
    return {
      id: fix.id,
      claims: fix.claims,
      derivedFrom: fix.derivedFrom,
      related: related.map(({ benchmarkId }) => benchmarkId),
      contradicts: conflicts.flatMap(({ fixIds }) =>
        fixIds.includes(fix.id) ? fixIds.filter((id) => id !== fix.id) : [],
      ),
    };
  });
}

function tableOf(object: string): string {
  return object.split(".").slice(0, 3).join(".").toLowerCase();
}

/** Whether either SQL names the table. A name inside a literal counts as well: asking once too often is harmless. */
function mentions({ expectedSql = "", genieSql = "" }: BenchmarkResult, table: string): boolean {
  const text = `${expectedSql}\n${genieSql}`.replaceAll("`", "").toLowerCase();
  const name = table.split(".").at(-1) ?? table;
  return new RegExp(`(^|[^a-z0-9_])${name.replace(/[^a-z0-9_]/g, "\\$&")}($|[^a-z0-9_])`).test(text);
}

import { estimateTokens } from "../prompts/tokens.js";
import type { DataSource, SerializedSpace } from "../space/serialized-space.js";
import type { Catalog } from "../sql/catalog.js";
import type { FailureCase } from "./analysis-input.js";

export interface TrimmedContext {
  readonly space: SerializedSpace;
  readonly catalog: Catalog;
  /** What was left out, in one sentence; undefined when nothing was. */
  readonly omitted: string | undefined;
}

/**
 * The part of a space that a prompt has room for: the tables that the failures touch first, then the others as
 * far as they fit. Benchmarks are never part of it, so that no answer can be copied from them.
 */
export function trimContext(
  { benchmarks: _, ...space }: SerializedSpace,
  catalog: Catalog,
  failures: readonly FailureCase[],
  maxTokens: number,
): TrimmedContext {
  const { data_sources: sources = {}, ...rest } = space;
  const text = failures
    .map(({ expectedSql = "", genieSql = "" }) => `${expectedSql}\n${genieSql}`)
    .join("\n")
    .toLowerCase();
  const named = (name: string) => text.includes((name.split(".").at(-1) ?? name).toLowerCase());
  const all = [...(sources.tables ?? []), ...(sources.metric_views ?? [])].map(
    ({ identifier }) => identifier,
  );
  const ranked = [...all.filter(named), ...all.filter((name) => !named(name))];
  const kept = new Set<string>();
  let left = maxTokens - estimateTokens(JSON.stringify(rest));
  for (const name of ranked) {
    const cost = estimateTokens(JSON.stringify([sourceOf(sources, name), tableOf(catalog, name)]));
    // What a failure reads is never left out, even if it alone is over the budget.
    if (cost > left && !named(name)) continue;
    left -= cost;
    kept.add(name);
  }
  const only = (list: readonly DataSource[] | undefined) =>
    list?.filter(({ identifier }) => kept.has(identifier));
  const omitted = all.filter((name) => !kept.has(name));
  return {
    space: {
      ...rest,
      data_sources: { ...sources, tables: only(sources.tables), metric_views: only(sources.metric_views) },
    },
    catalog: { ...catalog, tables: catalog.tables.filter(({ name }) => !omitted.includes(name)) },
    omitted:
      omitted.length > 0
        ? `Left out for length, as no failure reads them: ${omitted.join(", ")}.`
        : undefined,
  };
}

function sourceOf(
  { tables = [], metric_views = [] }: NonNullable<SerializedSpace["data_sources"]>,
  name: string,
) {
  return [...tables, ...metric_views].find(({ identifier }) => identifier === name);
}

function tableOf({ tables }: Catalog, name: string) {
  return tables.find((table) => table.name === name);
}

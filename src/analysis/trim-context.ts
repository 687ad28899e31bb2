import { estimateTokens } from "../prompts/tokens.js";
import type { SerializedSpace } from "../space/serialized-space.js";
import type { Catalog } from "../sql/catalog.js";
import { readableJson } from "../util/readable-json.js";
import type { FailureCase } from "./analysis-input.js";
import { failureTerms } from "./failure-terms.js";
import { TokenRoom } from "./token-room.js";
import { TrimmedItems } from "./trim-items.js";
import { describeSources, keepSources, sourcesOf } from "./trim-sources.js";

export interface TrimmedContext {
  readonly space: SerializedSpace;
  readonly catalog: Catalog;
  /** What was left out, in one sentence; undefined when nothing was. */
  readonly omitted: string | undefined;
}

/**
 * The part of a space that a prompt has room for. The tables that the failures read are always in it, with the columns
 * that their statements name, also if these alone are over the budget. Then, as far as they fit: the text
 * instruction, the columns of these tables that the questions speak of, the examples, joins and snippets that have to do
 * with the failures, the other columns of these tables, the other tables, and the rest. Benchmarks are never part of it,
 * so that no answer can be copied from them.
 */
export function trimContext(
  { benchmarks: _, ...space }: SerializedSpace,
  catalog: Catalog,
  failures: readonly FailureCase[],
  maxTokens: number,
): TrimmedContext {
  const terms = failureTerms(failures);
  const room = new TokenRoom(maxTokens);
  const sources = sourcesOf(space.data_sources, catalog, terms);
  const { config, data_sources, instructions, ...unknown } = space;
  room.take(estimateTokens(readableJson(unknown)));

  const read = sources.filter(({ isRead }) => isRead);
  for (const source of read) source.keepNamed(room);
  const items = new TrimmedItems({ config, instructions }, terms);
  items.keepText(room);
  for (const source of read) source.keepRelated(room);
  items.keepRelated(
    room,
    read.map(({ identifier }) => identifier),
  );
  // Each table has its share, so that a wide one does not leave the next with nothing.
  for (const [index, source] of read.entries()) source.keepOthers(room, read.length - index);
  for (const source of sources.filter(({ isRead }) => !isRead)) source.keepWhole(room);
  items.keepRest(room);

  const omitted = [...describeSources(sources), ...items.describe()];
  return {
    space: { ...unknown, version: space.version, ...items.kept, ...keepSources(data_sources, sources) },
    catalog: {
      ...catalog,
      tables: catalog.tables.flatMap((table) => {
        const source = sources.find(({ identifier }) => identifier === table.name);
        if (!source?.isKept) return [];
        return [{ ...table, columns: table.columns.filter(({ name }) => source.keeps(name)) }];
      }),
    },
    omitted: omitted.length > 0 ? `Left out for length: ${omitted.join("; ")}.` : undefined,
  };
}

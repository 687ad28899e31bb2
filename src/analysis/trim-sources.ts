import { estimateTokens } from "../prompts/tokens.js";
import type { ColumnConfig, DataSource, SerializedSpace } from "../space/serialized-space.js";
import type { Catalog, CatalogColumn, CatalogTable } from "../sql/catalog.js";
import { readableJson } from "../util/readable-json.js";
import { type FailureTerms, textIn } from "./failure-terms.js";
import { TokenRoom } from "./token-room.js";

interface SourceColumn {
  readonly name: string;
  readonly isNamed: boolean;
  readonly sharedWords: number;
  readonly tokens: number;
}

/** A table or metric view of the space on its way into a prompt, column by column. */
export class TrimmedSource {
  readonly identifier: string;
  /** Whether a failure reads it. */
  readonly isRead: boolean;
  readonly sharedWords: number;
  readonly #headTokens: number;
  /** The likeliest to matter first. */
  readonly #columns: readonly SourceColumn[];
  readonly #kept = new Set<string>();
  #isKept = false;

  constructor(source: DataSource, table: CatalogTable | undefined, terms: FailureTerms) {
    const { column_configs: configs = [], ...head } = source;
    const { columns = [], ...tableHead } = table ?? {};
    this.identifier = source.identifier;
    this.isRead = terms.readsTable(source.identifier);
    this.sharedWords = terms.sharedWords(textIn([source, table]));
    this.#headTokens = estimateTokens(readableJson([head, tableHead]));
    this.#columns = columnsOf(configs, columns, terms).toSorted(
      (a, b) => Number(b.isNamed) - Number(a.isNamed) || b.sharedWords - a.sharedWords,
    );
  }

  get isKept(): boolean {
    return this.#isKept;
  }

  /** How many of its columns are left out. */
  get omittedColumns(): number {
    return this.#columns.length - this.#kept.size;
  }

  keeps(column: string): boolean {
    return this.#kept.has(column);
  }

  /** Keeps the table and the columns that the statements name, whatever they take. */
  keepNamed(room: TokenRoom): void {
    this.#keepHead(room);
    for (const { name, isNamed, tokens } of this.#columns) {
      if (!isNamed) continue;
      room.take(tokens);
      this.#kept.add(name);
    }
  }

  /** Keeps the columns that the questions speak of, as far as there is room for them. */
  keepRelated(room: TokenRoom): void {
    this.#keepColumns(room, ({ sharedWords }) => sharedWords > 0);
  }

  /** Keeps as many of the other columns as there is room for, when the room is for so many tables. */
  keepOthers(room: TokenRoom, tables: number): void {
    const share = Math.max(0, Math.floor(room.left / tables));
    const own = new TokenRoom(share);
    this.#keepColumns(own, () => true);
    room.take(share - own.left);
  }

  /** Keeps the table with all its columns if there is room for them. */
  keepWhole(room: TokenRoom): void {
    const tokens = this.#columns.reduce((sum, column) => sum + column.tokens, this.#headTokens);
    if (!room.fit(tokens)) return;
    this.#isKept = true;
    for (const { name } of this.#columns) this.#kept.add(name);
  }

  #keepColumns(room: TokenRoom, isWanted: (column: SourceColumn) => boolean): void {
    for (const column of this.#columns) {
      if (isWanted(column) && !this.#kept.has(column.name) && room.fit(column.tokens))
        this.#kept.add(column.name);
    }
  }

  #keepHead(room: TokenRoom): void {
    room.take(this.#headTokens);
    this.#isKept = true;
  }
}

function columnsOf(
  configs: readonly ColumnConfig[],
  columns: readonly CatalogColumn[],
  terms: FailureTerms,
): readonly SourceColumn[] {
  const names = [...new Set([...columns.map(({ name }) => name), ...configs.map((one) => one.column_name)])];
  return names.map((name) => {
    const parts = [
      columns.find((column) => column.name === name),
      configs.find(({ column_name }) => column_name === name),
    ].filter((part) => part !== undefined);
    return {
      name,
      isNamed: terms.namesColumn(name),
      sharedWords: terms.sharedWords(textIn(parts)),
      tokens: parts.reduce((sum, part) => sum + estimateTokens(`${readableJson(part)}, `), 0),
    };
  });
}

/**
 * The sources of a space, and what tables the catalog knows besides; those first that have most to do with the failures.
 */
export function sourcesOf(
  { tables = [], metric_views = [] }: NonNullable<SerializedSpace["data_sources"]> = {},
  catalog: Catalog,
  terms: FailureTerms,
): readonly TrimmedSource[] {
  const listed = [...tables, ...metric_views];
  const others = catalog.tables.filter(({ name }) => !listed.some(({ identifier }) => identifier === name));
  return [...listed, ...others.map(({ name }) => ({ identifier: name }))]
    .map((source) => {
      const table = catalog.tables.find(({ name }) => name === source.identifier);
      return new TrimmedSource(source, table, terms);
    })
    .toSorted((a, b) => b.sharedWords - a.sharedWords);
}

/** The data sources with what is kept of them. */
export function keepSources(
  sources: SerializedSpace["data_sources"],
  trimmed: readonly TrimmedSource[],
): Pick<SerializedSpace, "data_sources"> {
  if (!sources) return {};
  const keep = (list: readonly DataSource[]) =>
    list.flatMap((source) => {
      const one = trimmed.find(({ identifier }) => identifier === source.identifier);
      if (!one?.isKept) return [];
      const { column_configs: configs, ...head } = source;
      if (!configs) return [head];
      return [{ ...head, column_configs: configs.filter(({ column_name }) => one.keeps(column_name)) }];
    });
  return {
    data_sources: {
      ...sources,
      ...(sources.tables ? { tables: keep(sources.tables) } : {}),
      ...(sources.metric_views ? { metric_views: keep(sources.metric_views) } : {}),
    },
  };
}

/** Tables whose names are told when they are left out. */
const namedTables = 20;

/** What is left out of the sources, for people. Names come from outside: only what names consist of is shown. */
export function describeSources(sources: readonly TrimmedSource[]): readonly string[] {
  const shown = (name: string) => name.replace(/[^\p{L}\p{N}_.$-]/gu, "?").slice(0, 120);
  const omitted = sources.filter(({ isKept }) => !isKept).map(({ identifier }) => shown(identifier));
  const more = omitted.length - namedTables;
  const names = [...omitted.slice(0, namedTables), ...(more > 0 ? [`${more} more`] : [])];
  return [
    ...(omitted.length > 0 ? [`tables that no failure reads (${names.join(", ")})`] : []),
    ...sources
      .filter(({ isKept, omittedColumns }) => isKept && omittedColumns > 0)
      .map(({ identifier, omittedColumns }) => `${omittedColumns} columns of ${shown(identifier)}`),
  ];
}

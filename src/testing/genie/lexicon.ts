import type { ColumnConfig, DataSource, SerializedSpace } from "../../space/serialized-space.js";
import { type KnownValue, plainValue, readCodeList } from "./code-list.js";
import type { GenieCatalogColumn, GenieCatalogTable, GenieQuestion } from "./genie-question.js";
import { nameStems, stemsOf } from "./stemmer.js";
import { readViewDefinition, type ViewColumnWords } from "./view-definition.js";

/** A column with every word by which the document and the catalog let it be found. */
export interface ColumnEntry {
  readonly source: string;
  readonly name: string;
  readonly type: string;
  readonly kind: "number" | "date" | "text" | "boolean";
  readonly isMeasure: boolean;
  /** Identifies a row or refers to one; never summed. */
  readonly isId: boolean;
  readonly nameStems: readonly string[];
  readonly synonyms: readonly { readonly text: string; readonly stems: readonly string[] }[];
  readonly descriptionStems: ReadonlySet<string>;
  readonly commentStems: ReadonlySet<string>;
  /** Words of clauses that say what the column is not. */
  readonly deniedStems: ReadonlySet<string>;
  /** Description and comment in full. */
  readonly prose: string;
  readonly values: readonly KnownValue[];
}

/** A table, view or metric view that the space lists and the catalog knows. */
export interface SourceEntry {
  readonly identifier: string;
  /** Last part of the identifier. */
  readonly name: string;
  readonly isMetricView: boolean;
  readonly nameStems: readonly string[];
  readonly descriptionStems: ReadonlySet<string>;
  readonly columns: readonly ColumnEntry[];
}

const denial = /\b(?:not|never|instead|unlike|rather than|excluding|excludes)\b/i;

type LexiconInput = Pick<GenieQuestion, "document" | "catalog" | "sampleValues">;

/** The lexicon of a document as long as it lives: many questions are asked of one document and one catalog. */
const built = new WeakMap<
  object,
  { readonly input: LexiconInput; readonly lexicon: readonly SourceEntry[] }
>();

/** Everything that may be matched, in the order of identifiers and column names. */
export function buildLexicon(input: LexiconInput): readonly SourceEntry[] {
  const { data_sources: sources, instructions } = input.document;
  if (sources === undefined) return [];
  const known = built.get(sources);
  const isSame =
    known?.input.catalog === input.catalog &&
    known.input.document.instructions === instructions &&
    known.input.sampleValues === input.sampleValues;
  if (known && isSame) return known.lexicon;
  const lexicon = readLexicon(input);
  built.set(sources, { input, lexicon });
  return lexicon;
}

function readLexicon(input: LexiconInput): readonly SourceEntry[] {
  const listed = [
    ...(input.document.data_sources?.tables ?? []),
    ...(input.document.data_sources?.metric_views ?? []),
  ];
  const exampleValues = valuesInExamples(input.document);
  const entries: SourceEntry[] = [];
  for (const source of [...listed].sort((a, b) => compare(a.identifier, b.identifier))) {
    const table = input.catalog.find(
      (candidate) => candidate.name.toLowerCase() === source.identifier.toLowerCase(),
    );
    if (table !== undefined)
      entries.push(sourceEntry(source, table, input.catalog, exampleValues, input.sampleValues ?? {}));
  }
  return entries;
}

function sourceEntry(
  source: DataSource,
  table: GenieCatalogTable,
  catalog: readonly GenieCatalogTable[],
  exampleValues: ReadonlyMap<string, readonly string[]>,
  sampleValues: Readonly<Record<string, readonly string[]>>,
): SourceEntry {
  const name = source.identifier.split(".").at(-1) ?? source.identifier;
  const definition = readViewDefinition(table.viewDefinition);
  const columns = table.columns
    .map((column) => {
      const config = source.column_configs?.find((entry) => entry.column_name === column.name);
      if (config?.exclude === true) return undefined;
      const words = definition.get(column.name);
      const isSampled = config?.enable_entity_matching === true || config?.enable_format_assistance === true;
      const samples = isSampled ? (sampleValues[`${source.identifier}.${column.name}`] ?? []) : [];
      return columnEntry(source.identifier, typedColumn(column, words, catalog), config, {
        comment: [column.comment, words?.comment].filter((text) => text !== undefined).join(". "),
        synonyms: [
          ...(words?.synonyms ?? []),
          ...(words?.displayName === undefined ? [] : [words.displayName]),
        ],
        samples,
        seen: exampleValues.get(column.name) ?? [],
      });
    })
    .filter((column) => column !== undefined)
    .sort((a, b) => compare(a.name, b.name));
  return {
    identifier: source.identifier,
    name,
    isMetricView: table.kind === "metric_view",
    nameStems: nameStems(name),
    descriptionStems: new Set(stemsOf(`${joined(source.description)} ${table.comment ?? ""}`)),
    columns,
  };
}

/** A metric view's dimension with the type of the column behind it, which the catalog may not tell. */
function typedColumn(
  column: GenieCatalogColumn,
  words: ViewColumnWords | undefined,
  catalog: readonly GenieCatalogTable[],
): GenieCatalogColumn {
  if (words === undefined || column.isMeasure === true) return column;
  if (words.isDate) return { ...column, type: "date" };
  const table = catalog.find(
    (candidate) => candidate.name.toLowerCase() === words.origin?.table.toLowerCase(),
  );
  const origin = table?.columns.find(
    (candidate) => candidate.name.toLowerCase() === words.origin?.column.toLowerCase(),
  );
  return origin === undefined ? column : { ...column, type: origin.type };
}

function columnEntry(
  source: string,
  column: GenieCatalogColumn,
  config: ColumnConfig | undefined,
  extra: {
    readonly comment: string;
    readonly synonyms: readonly string[];
    readonly samples: readonly string[];
    readonly seen: readonly string[];
  },
): ColumnEntry {
  const description = joined(config?.description);
  const told = splitDenials(description);
  const commented = splitDenials(extra.comment);
  const stems = nameStems(column.name);
  const synonyms = [...(config?.synonyms ?? []), ...extra.synonyms].map((text) => ({
    text,
    stems: stemsOf(text, { keepStopWords: true }),
  }));
  return {
    source,
    name: column.name,
    type: column.type,
    kind: kindOf(column.type),
    isMeasure: column.isMeasure === true,
    isId: stems.length > 0 && ["id", "key", "nr", "no", "nbr"].includes(stems.at(-1) ?? ""),
    nameStems: stems,
    synonyms: synonyms.filter((synonym) => synonym.stems.length > 0),
    descriptionStems: new Set(stemsOf(told.affirmed)),
    commentStems: new Set(stemsOf(commented.affirmed)),
    deniedStems: new Set([...stemsOf(told.denied), ...stemsOf(commented.denied)]),
    prose: `${description} ${extra.comment}`.trim(),
    values: mergeValues([
      ...readCodeList(description, `description of ${column.name}`),
      ...readCodeList(extra.comment, `comment of ${column.name}`),
      ...extra.samples.map((value) => plainValue(value, `sampled values of ${column.name}`)),
      ...extra.seen.map((value) => plainValue(value, `a value of ${column.name} in an example`)),
    ]),
  };
}

function mergeValues(values: readonly KnownValue[]): KnownValue[] {
  const byLiteral = new Map<string, KnownValue>();
  for (const value of values) {
    const known = byLiteral.get(value.literal);
    byLiteral.set(
      value.literal,
      known === undefined ? value : { ...known, labels: [...known.labels, ...value.labels] },
    );
  }
  return [...byLiteral.values()];
}

/** Values that examples and snippets compare columns with, by column name. */
function valuesInExamples(document: SerializedSpace): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const snippets = document.instructions?.sql_snippets;
  const examples = document.instructions?.example_question_sqls ?? [];
  const note = (column: string, value: string) => found.set(column, [...(found.get(column) ?? []), value]);
  for (const text of [...examples, ...(snippets?.filters ?? [])].map((item) => joined(item.sql))) {
    for (const match of text.matchAll(/`?(\w+)`?\s*=\s*'([^']*)'/g)) note(match[1] ?? "", match[2] ?? "");
  }
  for (const example of examples) {
    for (const parameter of example.parameters ?? []) {
      const compared = new RegExp(`\`?(\\w+)\`?\\s*=\\s*:${parameter.name}\\b`).exec(
        joined(example.sql),
      )?.[1];
      if (compared === undefined) continue;
      for (const value of parameter.default_value?.values ?? []) note(compared, value);
    }
  }
  return found;
}

function splitDenials(text: string): { readonly affirmed: string; readonly denied: string } {
  const affirmed: string[] = [];
  const denied: string[] = [];
  for (const clause of text.split(/[.;,()\n]/)) {
    const at = clause.search(denial);
    affirmed.push(at === -1 ? clause : clause.slice(0, at));
    if (at !== -1) denied.push(clause.slice(at));
  }
  return { affirmed: affirmed.join(" "), denied: denied.join(" ") };
}

function kindOf(type: string): ColumnEntry["kind"] {
  const name = type.toLowerCase();
  if (/^(?:date|timestamp)/.test(name)) return "date";
  if (
    /^(?:tinyint|smallint|int|integer|bigint|long|short|byte|float|double|real|decimal|numeric|dec)/.test(
      name,
    )
  )
    return "number";
  return name.startsWith("bool") ? "boolean" : "text";
}

/** Logical text of a field that the service stores in pieces. */
export function joined(pieces: readonly string[] | undefined): string {
  return (pieces ?? []).join("");
}

/** Byte-wise order of names, as the service sorts them. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

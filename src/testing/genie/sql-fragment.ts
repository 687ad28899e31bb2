import { type ColumnEntry, compare, type SourceEntry } from "./lexicon.js";

/** What a piece of SQL written by a person turns out to be. */
export type FragmentKind = "measure" | "condition" | "column" | "expression";

const aggregate =
  /\b(?:sum|avg|average|count|count_if|min|max|median|percentile|approx_count_distinct|stddev|measure)\s*\(/i;
const comparison = /(?:<>|!=|<=|>=|=|<|>|\bis (?:not )?null\b|\bin\s*\(|\blike\b|\bbetween\b)/i;
const keywords: ReadonlySet<string> = new Set(
  `and or not null is in like between case when then else end distinct as cast date timestamp interval true false
   filter where int integer bigint double decimal string current_date month year day quarter week over partition by order asc desc`.split(
    /\s+/,
  ),
);

/** Sorts a fragment by its outermost shape; text without any column of `sources` is `undefined`. */
export function kindOfFragment(sql: string, sources: readonly SourceEntry[]): FragmentKind | undefined {
  const names = columnReferences(sql);
  if (names.length === 0 && !/\bcount\s*\(\s*(?:\*|1)\s*\)/i.test(sql)) return undefined;
  if (names.length > 0 && sourcesOfFragment(sql, sources).length === 0) return undefined;
  if (aggregate.test(sql)) return "measure";
  if (comparison.test(sql.replace(/case\b.*?\bend\b/gis, ""))) return "condition";
  return /^[\w.`]+$/.test(sql.trim()) ? "column" : /[-+*/(]/.test(sql) ? "expression" : undefined;
}

/** Sources that have every column a fragment refers to, respecting its table qualifiers. */
export function sourcesOfFragment(sql: string, sources: readonly SourceEntry[]): SourceEntry[] {
  const references = columnReferences(sql);
  return sources.filter((source) => references.every((reference) => resolves(reference, source)));
}

/** Rewrites a fragment's qualified columns so that they stand alone, or under `alias`. */
export function localFragment(sql: string, source: SourceEntry, alias?: string): string {
  const prefix = alias === undefined ? "" : `${alias}.`;
  return mapOutsideStrings(sql, (text) =>
    text.replace(/(?:`?\w+`?\.)*`?[A-Za-z_]\w*`?(?!\s*\(|\w)/g, (reference) => {
      const column = findColumn(reference, source);
      return column === undefined ? reference : `${prefix}${column.name}`;
    }),
  );
}

/** The column of `source` that a possibly qualified reference names. */
export function findColumn(reference: string, source: SourceEntry): ColumnEntry | undefined {
  const parts = reference.replaceAll("`", "").split(".");
  if (!qualifierFits(parts.slice(0, -1), source)) return undefined;
  const wanted = parts.at(-1)?.toLowerCase();
  return source.columns.find((column) => column.name.toLowerCase() === wanted);
}

/** References to columns in a fragment, as written, without those in string literals. */
export function columnReferences(sql: string): string[] {
  const bare = mapOutsideStrings(
    sql,
    (text) => text,
    () => " ",
  );
  const found = bare.match(/(?:`?\w+`?\.)*`?[A-Za-z_]\w*`?(?!\s*\(|[\w.])/g) ?? [];
  return [...new Set(found.filter((name) => !keywords.has(name.toLowerCase())))].sort(compare);
}

function resolves(reference: string, source: SourceEntry): boolean {
  return findColumn(reference, source) !== undefined;
}

function qualifierFits(qualifier: readonly string[], source: SourceEntry): boolean {
  if (qualifier.length === 0) return true;
  const identifier = source.identifier.toLowerCase();
  const wanted = qualifier.join(".").toLowerCase();
  return identifier === wanted || identifier.endsWith(`.${wanted}`);
}

function mapOutsideStrings(
  sql: string,
  map: (text: string) => string,
  mapString = (text: string) => text,
): string {
  return sql
    .split(/('(?:[^']|'')*')/)
    .map((piece, index) => (index % 2 === 1 ? mapString(piece) : map(piece)))
    .join("");
}

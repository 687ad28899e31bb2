import { renameFlags } from "./migrate-version-1.js";
import type { ColumnConfig } from "./serialized-space.js";
import { piecesOf, textOf } from "./text-pieces.js";

/** The column entries with the flags of version 2, each column once, flags that agree, and clean synonyms. */
export function mendColumns(columns: readonly ColumnConfig[]): readonly ColumnConfig[] {
  const byName = new Map<string, ColumnConfig>();
  const unnamed: ColumnConfig[] = [];
  for (const column of columns) {
    // Renaming flags leaves every other member as it is.
    const renamed = renameFlags(column) as ColumnConfig;
    const known = byName.get(renamed.column_name);
    if (renamed.column_name === "") unnamed.push(renamed);
    else byName.set(renamed.column_name, known ? united(known, renamed) : renamed);
  }
  return [...unnamed, ...byName.values()].map((column) => mendSynonyms(mendFlags(column)));
}

/** What two entries for one column say together; of members that only one may have, the first has the word. */
function united(first: ColumnConfig, second: ColumnConfig): ColumnConfig {
  const synonyms = [...(first.synonyms ?? []), ...(second.synonyms ?? [])];
  const description = unitedText(first.description, second.description);
  const flags = ["exclude", "enable_format_assistance", "enable_entity_matching"] as const;
  return {
    ...second,
    ...first,
    ...(description && { description }),
    ...(synonyms.length > 0 && { synonyms }),
    ...Object.fromEntries(flags.flatMap((flag) => (first[flag] || second[flag] ? [[flag, true]] : []))),
  };
}

/** The second text behind the first, unless that one says it already. */
function unitedText(first: Text, second: Text): Text {
  const [one, other] = [textOf(first).trim(), textOf(second).trim()];
  if (one.includes(other)) return first;
  return one === "" ? second : piecesOf(`${one}\n${other}`);
}

type Text = ColumnConfig["description"];

function mendFlags(column: ColumnConfig): ColumnConfig {
  const { enable_format_assistance: format, enable_entity_matching: entity, ...rest } = column;
  if (column.exclude && (format || entity)) return rest;
  return entity && !format ? { ...column, enable_format_assistance: true } : column;
}

function mendSynonyms(column: ColumnConfig): ColumnConfig {
  const { synonyms } = column;
  if (!synonyms) return column;
  const clean = [...new Set(synonyms.filter((synonym) => synonym.trim() !== ""))];
  return clean.length === synonyms.length ? column : { ...column, synonyms: clean };
}

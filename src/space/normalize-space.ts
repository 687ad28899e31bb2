import { isPlainObject } from "../util/json.js";
import { canonicalForm } from "./canonical-form.js";
import { memberShape, type ObjectShape, spaceShape } from "./document-shape.js";
import { withLineBreaks } from "./line-breaks.js";
import { mendColumns } from "./mend-columns.js";
import { mendIds } from "./mend-ids.js";
import type { DataSource, FilterSnippet, SerializedSpace, TextInstruction } from "./serialized-space.js";
import { piecesOf, textOf } from "./text-pieces.js";

/** How a document is brought into its canonical form. */
export interface NormalizeOptions {
  /**
   * Source of ids for objects whose id is missing, malformed or taken.
   * @default ids derived from the object's place, old id and content: the same document gets the same ones
   */
  readonly newId?: (() => string) | undefined;
}

/** Mends every fixable finding and gives the canonical form. */
export function normalizeSpace(data: SerializedSpace, { newId }: NormalizeOptions): SerializedSpace {
  const { version, ...rest } = data;
  // Only pieces of texts change, so the shape stays.
  const broken = { version, ...mendLines(rest, spaceShape) } as SerializedSpace;
  const { data_sources: sources, instructions } = canonicalForm(broken);
  const mended: SerializedSpace = {
    ...canonicalForm(broken),
    data_sources: {
      ...sources,
      ...(sources?.tables && { tables: sources.tables.map(mendSource) }),
      ...(sources?.metric_views && { metric_views: sources.metric_views.map(mendSource) }),
    },
    ...(instructions && { instructions: mendInstructions(instructions) }),
  };
  return canonicalForm(mendIds(mended, newId));
}

type Instructions = NonNullable<SerializedSpace["instructions"]>;

function mendSource(source: DataSource): DataSource {
  const { column_configs: columns } = source;
  return columns ? { ...source, column_configs: mendColumns(columns) } : source;
}

function mendInstructions(instructions: Instructions): Instructions {
  const { text_instructions: texts, sql_snippets: snippets } = instructions;
  return {
    ...instructions,
    ...(texts && { text_instructions: oneText(texts) }),
    ...(snippets?.filters && { sql_snippets: { ...snippets, filters: snippets.filters.map(withoutWhere) } }),
  };
}

/** One text instruction that says what all of them said, a blank line between. */
function oneText(texts: readonly TextInstruction[]): readonly TextInstruction[] {
  const [first, ...others] = texts;
  if (!first || others.length === 0) return texts;
  const parts = texts.map(({ content }) => textOf(content).trim()).filter((text) => text !== "");
  return [{ ...Object.assign({}, ...others), ...first, content: piecesOf([...new Set(parts)].join("\n\n")) }];
}

function withoutWhere(filter: FilterSnippet): FilterSnippet {
  const sql = textOf(filter.sql);
  const condition = sql.replace(/^(\s*where\b\s*)+/i, "");
  return condition === sql ? filter : { ...filter, sql: piecesOf(condition) };
}

/** The object with a line break wherever two lines of a text run together. */
function mendLines(value: object, shape: ObjectShape): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => {
      const known = memberShape(shape, name);
      if (known?.kind === "text" && Array.isArray(member)) return [name, withLineBreaks(member)];
      if (known?.kind === "object" && isPlainObject(member)) return [name, mendLines(member, known.shape)];
      if (known?.kind !== "list" || !Array.isArray(member)) return [name, member];
      return [name, member.map((item: object) => mendLines(item, known.item))];
    }),
  );
}

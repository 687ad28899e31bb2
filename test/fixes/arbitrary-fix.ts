import fc from "fast-check";
import type { SpaceDocument } from "../../src/space/space-document.js";
import type { FixTypeCase } from "../../src/testing/index.js";
import type { JsonObject } from "../../src/util/json.js";
import { arbitraryDocument, arbitraryLine, arbitraryText } from "../space/arbitrary-document.js";

/** What parameters are made of. */
export interface Ingredients {
  readonly document: SpaceDocument;
  readonly text: string;
  readonly line: string;
  /** One of a list, undefined when it is empty. */
  pick<Item>(items: readonly Item[]): Item | undefined;
}

type MakeParams = (from: Ingredients) => JsonObject | undefined;

const sourceOf: (from: Ingredients) => string | undefined = ({ document, pick }) =>
  pick(document.sources)?.identifier;

/** A column that has an entry, or one that has none. */
const columnOf = ({ document, pick, line }: Ingredients) => {
  const source = pick(document.sources);
  const column = source && pick([...(source.column_configs ?? []), { column_name: "not_configured" }]);
  return source && column ? { table: source.identifier, column: column.column_name, line } : undefined;
};

const synonymOf = ({ document, pick }: Ingredients) =>
  pick(
    document.sources.flatMap(({ identifier, column_configs: columns = [] }) =>
      columns.flatMap(({ column_name, synonyms = [] }) =>
        synonyms.map((synonym) => ({ table: identifier, column: column_name, synonym })),
      ),
    ),
  );

const exampleIdOf = ({ document, pick }: Ingredients) =>
  pick(document.data.instructions?.example_question_sqls ?? [])?.id;

/** For each type, parameters that should apply to a document; undefined where it has nothing to work on. */
const makers: Readonly<Record<string, MakeParams>> = {
  create_metric_view: (from) => {
    const source = sourceOf(from);
    return source === undefined
      ? undefined
      : {
          name: "main.metrics.new_view",
          source,
          comment: from.text,
          dimensions: [{ name: from.line, expr: "`day`", synonyms: [from.line] }],
          measures: [{ name: "count of rows", expr: "COUNT(*)", comment: from.text }],
        };
  },
  delete_metric_view: ({ document, pick }) => {
    const view = pick(document.data.data_sources?.metric_views ?? []);
    return view && { identifier: view.identifier };
  },
  add_table_description: (from) => {
    const table = sourceOf(from);
    return table === undefined ? undefined : { table, description: `${from.text} (new)` };
  },
  add_column_description: (from) => {
    const column = columnOf(from);
    return column && { table: column.table, column: column.column, description: `${from.text} (new)` };
  },
  add_synonym: (from) => {
    const column = columnOf(from);
    return column && { table: column.table, column: column.column, synonym: `${from.text} new` };
  },
  delete_synonym: synonymOf,
  add_example_query: (from) => {
    const table = sourceOf(from);
    return {
      question: `${from.text} (new)`,
      sql: `SELECT COUNT(*) AS n\nFROM ${table === undefined ? "(SELECT 1 AS region)" : quoted(table)}\nWHERE region = :region`,
      parameters: [{ name: "region", typeHint: "STRING", defaultValue: from.line, description: from.text }],
      usageGuidance: from.text,
    };
  },
  delete_example_query: (from) => {
    const exampleId = exampleIdOf(from);
    return exampleId === undefined ? undefined : { exampleId };
  },
  update_text_instruction: ({ document, pick, text }) => {
    const held = document.data.instructions?.text_instructions?.[0]?.content.join("") ?? "";
    const replaces = pick([undefined, ...held.split(/\n\s*\n/).filter((part) => part.trim() !== "")]);
    const isOnly = held.split(/\n\s*\n/).filter((part) => part === replaces).length === 1;
    return pick<JsonObject>([
      { mode: "merge", content: `- ${text} (new)` },
      { mode: "replace", content: `${text} (new)` },
      isOnly && replaces
        ? { mode: "merge", content: `- ${text} (new)`, replaces }
        : { content: `${text} (new)` },
    ]);
  },
};

const idIn = (list: readonly { readonly id: string }[] | undefined, { pick }: Ingredients) =>
  pick(list ?? [])?.id;

/** For each extended type likewise. Every document has two tables that can be joined. */
const extendedMakers: Readonly<Record<string, MakeParams>> = {
  add_join: ({ line, pick }) => ({
    leftTable: "main.shop.orders",
    leftColumn: pick(["amount", "not_configured"]) ?? "amount",
    rightTable: pick(["main.shop.customers", "main.shop.orders"]) ?? "",
    rightColumn: "region",
    relationship: pick(["MANY_TO_ONE", "ONE_TO_ONE"]) ?? "MANY_TO_ONE",
    instruction: line,
  }),
  fix_join: (from) => {
    const joinId = idIn(from.document.data.instructions?.join_specs, from);
    return joinId === undefined
      ? undefined
      : { joinId, leftColumn: "amount", rightColumn: "not_configured", relationship: "MANY_TO_MANY" };
  },
  delete_join: (from) => {
    const joinId = idIn(from.document.data.instructions?.join_specs, from);
    return joinId === undefined ? undefined : { joinId };
  },
  ...Object.fromEntries(
    (["filter", "expression", "measure"] as const).flatMap((kind): [string, MakeParams][] => [
      [
        `add_${kind}`,
        ({ line, text }) => ({
          displayName: `${text} (new)`,
          sql: kind === "measure" ? "SUM(orders.amount) / 2" : "orders.`amount` > 3",
          ...(kind === "filter" ? {} : { alias: "new_one" }),
          synonyms: [line],
          instruction: text,
        }),
      ],
      [
        `delete_${kind}`,
        (from) => {
          const snippetId = idIn(from.document.data.instructions?.sql_snippets?.[`${kind}s`], from);
          return snippetId === undefined ? undefined : { snippetId };
        },
      ],
    ]),
  ),
  set_format_assistance: (from) => {
    const at = columnOf(from);
    if (!at) return undefined;
    const isOn = from.document.column(at.table, at.column)?.enable_format_assistance === true;
    return { table: at.table, column: at.column, isEnabled: !isOn };
  },
  set_entity_matching: (from) => {
    const at = columnOf(from);
    if (!at) return undefined;
    const isOn = from.document.column(at.table, at.column)?.enable_entity_matching === true;
    return { table: at.table, column: at.column, isEnabled: !isOn };
  },
  update_sample_questions: ({ document, pick, line }) => {
    const held = pick(document.data.config?.sample_questions ?? [])
      ?.question.join("")
      .trim();
    return { questions: [`${line} (new)`, ...(held ? [held] : [])] };
  },
};

/** The document with two tables that can be joined. */
function withShop(document: SpaceDocument): SpaceDocument {
  const { tables = [], ...sources } = document.data.data_sources ?? {};
  const names = new Set(tables.map(({ identifier }) => identifier.toLowerCase()));
  const shop = [
    {
      identifier: "main.shop.orders",
      column_configs: [{ column_name: "amount" }, { column_name: "region" }],
    },
    { identifier: "main.shop.customers", column_configs: [{ column_name: "region" }] },
  ].filter(({ identifier }) => !names.has(identifier));
  return document.with({ ...document.data, data_sources: { ...sources, tables: [...tables, ...shop] } });
}

function quoted(name: string): string {
  return name
    .split(".")
    .map((part) => `\`${part.replaceAll("`", "``")}\``)
    .join(".");
}

/** Cases of one fix type on generated documents. Documents on which the type has nothing to do are left out. */
export function arbitraryCase(type: string): fc.Arbitrary<FixTypeCase<JsonObject>> {
  return fc
    .tuple(arbitraryDocument(), fc.nat(1000), arbitraryText, arbitraryLine)
    .map(([generated, index, text, line]) => {
      const document = withShop(generated);
      const pick = <Item>(items: readonly Item[]) => items[index % Math.max(1, items.length)];
      const params = { ...makers, ...extendedMakers }[type]?.({
        document,
        text: text.trim(),
        line: line.trim(),
        pick,
      });
      return params && { params, document, catalog: catalogWith(document) };
    })
    .filter((one) => one !== undefined);
}

/** A catalog in which every table has the columns of the document, and one of which it says nothing. */
function catalogWith(document: SpaceDocument) {
  return {
    problems: [],
    tables: document.sources.map(({ identifier, column_configs: columns = [] }) => ({
      name: identifier,
      kind: "table" as const,
      columns: [...new Set([...columns.map(({ column_name }) => column_name), "not_configured"])].map(
        (name) => ({
          name,
          type: "string",
        }),
      ),
    })),
  };
}

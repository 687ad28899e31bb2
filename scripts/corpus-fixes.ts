import { defaultFixTypes } from "../src/fixes/default-fix-types.js";
import { extendedFixTypes } from "../src/fixes/extended-fix-types.js";
import { documentIds } from "../src/space/document-ids.js";
import { introducedFindings } from "../src/space/introduced-findings.js";
import type { SpaceDocument } from "../src/space/space-document.js";
import type { Catalog } from "../src/sql/catalog.js";
import { systemClock } from "../src/util/clock.js";
import type { JsonObject } from "../src/util/json.js";
import { seededRandom } from "../src/util/random.js";

const fixTypes = [...defaultFixTypes, ...extendedFixTypes];

/**
 * Applies every fix type to the document where one of its samples is valid, applies it again, and takes
 * it back. Returns a line for people.
 *
 * @throws Error when a fix breaks one of its laws.
 */
export function tryFixes(document: SpaceDocument): string {
  const newId = documentIds({
    clock: { ...systemClock, now: () => 1_800_000_000_000 },
    random: seededRandom(1),
  });
  let applied = 0;
  for (const type of fixTypes) {
    const params = sampleParams(type.type, document);
    if (params === undefined || type.validate(params, document, catalogOf(document)).length > 0) continue;
    const first = type.apply(params, document, { newId });
    if (first.status === "no-change") continue;
    applied += 1;
    const again = type.apply(params, first.document, { newId });
    if (again.status !== "no-change")
      throw new Error(`${type.type}: applying it twice changes the document twice`);
    const { lines } = document.diff(type.invert(params, first.document, document));
    if (lines.length > 0) throw new Error(`${type.type}: taking it back leaves ${lines.join("; ")}`);
    const broken = introducedFindings(document, first.document).filter(
      ({ severity }) => severity === "error",
    );
    if (broken.length > 0)
      throw new Error(`${type.type}: breaks ${broken.map(({ message }) => message).join("; ")}`);
  }
  return `${applied} of ${fixTypes.length} fix types applied and taken back`;
}

/** Parameters with which a fix of the type should apply to the document; undefined where it has nothing to work on. */
function sampleParams(type: string, document: SpaceDocument): JsonObject | undefined {
  const { sources } = document;
  const table = sources[0]?.identifier;
  const column = sources[0]?.column_configs?.[0]?.column_name ?? "id";
  const known = sources.flatMap(({ identifier, column_configs: columns = [] }) =>
    columns.flatMap(({ column_name, synonyms = [] }) =>
      synonyms.map((synonym) => ({ table: identifier, column: column_name, synonym })),
    ),
  )[0];
  const exampleId = document.data.instructions?.example_question_sqls?.[0]?.id;
  const view = document.data.data_sources?.metric_views?.[0]?.identifier;
  if (type === "delete_synonym") return known;
  if (type === "delete_example_query") return exampleId === undefined ? undefined : { exampleId };
  if (type === "delete_metric_view") return view === undefined ? undefined : { identifier: view };
  const instructions = document.data.instructions;
  const deleted: Readonly<Record<string, JsonObject | undefined>> = {
    delete_join: idOf("joinId", instructions?.join_specs),
    delete_filter: idOf("snippetId", instructions?.sql_snippets?.filters),
    delete_expression: idOf("snippetId", instructions?.sql_snippets?.expressions),
    delete_measure: idOf("snippetId", instructions?.sql_snippets?.measures),
  };
  if (type in deleted) return deleted[type];
  if (type === "update_sample_questions") return { questions: ["What is new in the corpus?"] };
  if (type === "update_text_instruction") return { mode: "merge", content: "Weeks begin on Monday." };
  if (table === undefined) return undefined;
  const other = sources[1]?.identifier ?? table;
  const joined = { leftColumn: "id", rightColumn: "id", relationship: "ONE_TO_ONE" };
  const qualified = `\`${table.split(".").at(-1) ?? table}\`.\`${column}\``;
  const samples: Readonly<Record<string, JsonObject | undefined>> = {
    add_join: { ...joined, leftTable: table, rightTable: other },
    fix_join: instructions?.join_specs?.[0] && { ...joined, joinId: instructions.join_specs[0].id },
    add_filter: { displayName: "Corpus filter", sql: `${qualified} IS NOT NULL` },
    add_expression: { displayName: "Corpus expression", sql: `UPPER(${qualified})` },
    add_measure: { displayName: "Corpus measure", sql: `COUNT(${qualified})` },
    set_format_assistance: { table, column, isEnabled: true },
    set_entity_matching: { table, column, isEnabled: true },
    create_metric_view: {
      name: `${table}_metrics`,
      source: table,
      dimensions: [{ name: "key", expr: column }],
      measures: [{ name: "count", expr: "COUNT(1)" }],
    },
    add_table_description: { table, description: "One row per record. For the corpus." },
    add_column_description: { table, column, description: "For the corpus." },
    add_synonym: { table, column, synonym: "corpus synonym" },
    add_example_query: {
      question: "How many records are there?",
      sql: `SELECT COUNT(*) AS records FROM ${table}`,
    },
  };
  return samples[type];
}

function idOf(member: string, items: readonly { readonly id: string }[] | undefined): JsonObject | undefined {
  const id = items?.[0]?.id;
  return id === undefined ? undefined : { [member]: id };
}

/** A catalog in which everything exists that the document names. */
function catalogOf(document: SpaceDocument): Catalog {
  const views = new Set(document.data.data_sources?.metric_views?.map(({ identifier }) => identifier));
  return {
    problems: [],
    tables: document.sources.map(({ identifier, column_configs: columns = [] }) => ({
      name: identifier,
      kind: views.has(identifier) ? "metric_view" : "table",
      columns: [...new Set(["id", ...columns.map(({ column_name }) => column_name)])].map((name) => ({
        name,
        type: "string",
      })),
    })),
  };
}

import type { Place } from "./document-rules/rule.js";
import type { ColumnConfig, DataSource, SerializedSpace } from "./serialized-space.js";

/** An object of the document and where it stands. */
export interface Placed<Value> {
  readonly value: Value;
  readonly place: Place;
}

/** A list of objects with ids. */
export interface IdList {
  readonly place: Place;
  /** Ids must be unique within a pool: questions on one side, instructions on the other. */
  readonly pool: "questions" | "instructions";
  readonly items: readonly { readonly id: string }[];
}

/** Every list whose objects have ids, in the document's order; absent lists are left out. */
export function idLists({ config, instructions, benchmarks }: SerializedSpace): readonly IdList[] {
  const snippets = instructions?.sql_snippets;
  const lists: readonly [Place, IdList["pool"], readonly { readonly id: string }[] | undefined][] = [
    [["config", "sample_questions"], "questions", config?.sample_questions],
    [["instructions", "text_instructions"], "instructions", instructions?.text_instructions],
    [["instructions", "example_question_sqls"], "instructions", instructions?.example_question_sqls],
    [["instructions", "sql_functions"], "instructions", instructions?.sql_functions],
    [["instructions", "join_specs"], "instructions", instructions?.join_specs],
    [["instructions", "sql_snippets", "filters"], "instructions", snippets?.filters],
    [["instructions", "sql_snippets", "expressions"], "instructions", snippets?.expressions],
    [["instructions", "sql_snippets", "measures"], "instructions", snippets?.measures],
    [["benchmarks", "questions"], "questions", benchmarks?.questions],
  ];
  return lists.flatMap(([place, pool, items]) => (items ? [{ place, pool, items }] : []));
}

/** The tables, then the metric views. */
export function placedSources({ data_sources: sources }: SerializedSpace): readonly Placed<DataSource>[] {
  return [
    ...(sources?.tables ?? []).map((value, index) => ({ value, place: ["data_sources", "tables", index] })),
    ...(sources?.metric_views ?? []).map((value, index) => ({
      value,
      place: ["data_sources", "metric_views", index],
    })),
  ];
}

/** The columns of one source. */
export function placedColumns({ value, place }: Placed<DataSource>): readonly Placed<ColumnConfig>[] {
  return (value.column_configs ?? []).map((column, index) => ({
    value: column,
    place: [...place, "column_configs", index],
  }));
}

/** The items of a list with their places. */
export function placedItems<Item>(
  items: readonly Item[] | undefined,
  ...place: Place
): readonly Placed<Item>[] {
  return (items ?? []).map((value, index) => ({ value, place: [...place, index] }));
}

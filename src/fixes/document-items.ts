import { compareBytes } from "../space/byte-order.js";
import { formatPointer } from "../space/json-pointer.js";
import type {
  ExampleQuery,
  ExpressionSnippet,
  FilterSnippet,
  JoinSpec,
  SampleQuestion,
  SerializedSpace,
  TextInstruction,
} from "../space/serialized-space.js";
import type { SpaceDocument } from "../space/space-document.js";

/** The lists whose objects have ids, with what each holds. */
export interface ItemsByList {
  readonly sample_questions: SampleQuestion;
  readonly text_instructions: TextInstruction;
  readonly example_question_sqls: ExampleQuery;
  readonly join_specs: JoinSpec;
  readonly filters: FilterSnippet;
  readonly expressions: ExpressionSnippet;
  readonly measures: ExpressionSnippet;
}
export type ItemList = keyof ItemsByList;

/** Where each list stands in the document. */
const places: Readonly<Record<ItemList, readonly string[]>> = {
  sample_questions: ["config", "sample_questions"],
  text_instructions: ["instructions", "text_instructions"],
  example_question_sqls: ["instructions", "example_question_sqls"],
  join_specs: ["instructions", "join_specs"],
  filters: ["instructions", "sql_snippets", "filters"],
  expressions: ["instructions", "sql_snippets", "expressions"],
  measures: ["instructions", "sql_snippets", "measures"],
};

/** The objects of a list, none where the document has no such list. */
export function itemsOf<List extends ItemList>(
  { data: { config, instructions } }: SpaceDocument,
  list: List,
): readonly ItemsByList[List][] {
  const lists: { readonly [Name in ItemList]: readonly ItemsByList[Name][] | undefined } = {
    sample_questions: config?.sample_questions,
    text_instructions: instructions?.text_instructions,
    example_question_sqls: instructions?.example_question_sqls,
    join_specs: instructions?.join_specs,
    filters: instructions?.sql_snippets?.filters,
    expressions: instructions?.sql_snippets?.expressions,
    measures: instructions?.sql_snippets?.measures,
  };
  return lists[list] ?? [];
}

/** The object of a list with an id. */
export function itemOf<List extends ItemList>(
  document: SpaceDocument,
  list: List,
  id: string,
): ItemsByList[List] | undefined {
  return itemsOf(document, list).find((item) => item.id === id);
}

/** The document with a list replaced; an empty one is left out. Everything else, unknown fields included, stays. */
export function withItems<List extends ItemList>(
  document: SpaceDocument,
  list: List,
  items: readonly ItemsByList[List][],
): SpaceDocument {
  const { data } = document;
  if (list === "sample_questions")
    return document.with({ ...data, config: replaced(data.config ?? {}, list, items) });
  const instructions: NonNullable<SerializedSpace["instructions"]> = data.instructions ?? {};
  if (list === "filters" || list === "expressions" || list === "measures") {
    const snippets = replaced(instructions.sql_snippets ?? {}, list, items);
    return document.with({ ...data, instructions: { ...instructions, sql_snippets: snippets } });
  }
  return document.with({ ...data, instructions: replaced(instructions, list, items) });
}

/** The document with an object put into its place in a list. The order of the others stays as it is. */
export function withItem<List extends ItemList>(
  document: SpaceDocument,
  list: List,
  item: ItemsByList[List],
): SpaceDocument {
  return withItems(
    document,
    list,
    inserted(itemsOf(document, list), item, ({ id }) => id),
  );
}

/** The document without an object; the document itself where it has none of this id. */
export function withoutItem<List extends ItemList>(
  document: SpaceDocument,
  list: List,
  id: string,
): SpaceDocument {
  const items = itemsOf(document, list);
  const left = items.filter((item) => item.id !== id);
  return left.length === items.length ? document : withItems(document, list, left);
}

/** Path of an object in a list, or of a member of it; `-` for an object that is new. */
export function itemPath(list: ItemList, id: string, ...members: readonly string[]): string {
  return formatPointer([...places[list], id, ...members]);
}

/** Path of a whole list. */
export function listPath(list: ItemList): string {
  return formatPointer(places[list]);
}

/** A list with an item before the first one whose key is greater. */
export function inserted<Item>(
  items: readonly Item[],
  item: Item,
  keyOf: (item: Item) => string,
): readonly Item[] {
  const key = keyOf(item);
  const next = items.findIndex((other) => compareBytes(keyOf(other), key) > 0);
  return next < 0 ? [...items, item] : items.toSpliced(next, 0, item);
}

function replaced<Container extends object>(
  container: Container,
  list: string,
  items: readonly unknown[],
): Container {
  const others = Object.fromEntries(Object.entries(container).filter(([name]) => name !== list));
  // The list keeps its place among the members, so that an edit changes nothing but the list.
  return (items.length > 0 ? { ...container, [list]: items } : others) as Container;
}

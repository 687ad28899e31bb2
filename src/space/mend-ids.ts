import { hashText } from "../util/hash.js";
import { documentIdPattern } from "./document-ids.js";
import { idLists } from "./document-objects.js";
import type { SerializedSpace } from "./serialized-space.js";

const maxAsked = 100;

/** The document with an id that is well-formed and its own for every object that needs one. */
export function mendIds(data: SerializedSpace, newId: (() => string) | undefined): SerializedSpace {
  const taken = new Set(idLists(data).flatMap(({ items }) => items.map(({ id }) => id)));
  const used = new Set<string>();
  const next = (seed: string): string => {
    for (let attempt = 0; ; attempt += 1) {
      // A source that gives nothing usable is not asked for ever.
      const given = attempt < maxAsked ? newId?.() : undefined;
      const id = given ?? hashText(`${seed}\n${attempt}`).slice(0, 32);
      if (documentIdPattern.test(id) && !taken.has(id) && !used.has(id)) return id;
    }
  };
  const withIds = <Item extends { readonly id: string }>(items: readonly Item[] | undefined, list: string) =>
    items?.map((item) => {
      const isFine = documentIdPattern.test(item.id) && !used.has(item.id);
      const id = isFine ? item.id : next(`${list}\n${JSON.stringify(item)}`);
      used.add(id);
      return isFine ? item : { ...item, id };
    });
  const { config, instructions, benchmarks } = data;
  const snippets = instructions?.sql_snippets;
  return withoutAbsent({
    ...data,
    config:
      config &&
      withoutAbsent({ ...config, sample_questions: withIds(config.sample_questions, "sample_questions") }),
    instructions:
      instructions &&
      withoutAbsent({
        ...instructions,
        text_instructions: withIds(instructions.text_instructions, "text_instructions"),
        example_question_sqls: withIds(instructions.example_question_sqls, "example_question_sqls"),
        sql_functions: withIds(instructions.sql_functions, "sql_functions"),
        join_specs: withIds(instructions.join_specs, "join_specs"),
        sql_snippets:
          snippets &&
          withoutAbsent({
            ...snippets,
            filters: withIds(snippets.filters, "filters"),
            expressions: withIds(snippets.expressions, "expressions"),
            measures: withIds(snippets.measures, "measures"),
          }),
      }),
    benchmarks:
      benchmarks && withoutAbsent({ ...benchmarks, questions: withIds(benchmarks.questions, "questions") }),
  });
}

function withoutAbsent<Value extends object>(value: Value): Value {
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) Reflect.deleteProperty(value, name);
  }
  return value;
}

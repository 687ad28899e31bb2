import { estimateTokens } from "../prompts/tokens.js";
import type { SerializedSpace } from "../space/serialized-space.js";
import { readableJson } from "../util/readable-json.js";
import { type FailureTerms, textIn } from "./failure-terms.js";
import { TokenRoom } from "./token-room.js";
import { keepParagraphs } from "./trim-text.js";

type ItemSections = Pick<SerializedSpace, "config" | "instructions">;

interface ItemList {
  readonly name: string;
  readonly items: readonly object[];
}

/** Share of the room that items about the failures may take before other columns of the tables have theirs. */
const relatedShare = 0.6;

/** The lists of a space besides its sources, on their way into a prompt item by item. */
export class TrimmedItems {
  readonly #sections: ItemSections;
  readonly #lists: readonly ItemList[];
  readonly #terms: FailureTerms;
  readonly #kept = new Set<object>();
  #text: ReturnType<typeof keepParagraphs> = { content: undefined, omitted: 0 };

  constructor(sections: ItemSections, terms: FailureTerms) {
    const { sql_snippets: snippets, ...instructions } = sections.instructions ?? {};
    this.#sections = sections;
    this.#terms = terms;
    this.#lists = [
      { name: "example queries", items: instructions.example_question_sqls ?? [] },
      { name: "joins", items: instructions.join_specs ?? [] },
      { name: "filters", items: snippets?.filters ?? [] },
      { name: "expressions", items: snippets?.expressions ?? [] },
      { name: "measures", items: snippets?.measures ?? [] },
      { name: "functions", items: instructions.sql_functions ?? [] },
      { name: "sample questions", items: sections.config?.sample_questions ?? [] },
    ];
  }

  /** Keeps the text instruction, or those of its paragraphs that fit, the ones about the failures first. */
  keepText(room: TokenRoom): void {
    const [instruction] = this.#sections.instructions?.text_instructions ?? [];
    if (instruction) this.#text = keepParagraphs(instruction.content, this.#terms, room);
  }

  /**
   * Keeps the items that share words with the failures, the most first, and those over the tables that the failures
   * read: as far as they fit into a part of the room, since there may be a hundred of them.
   */
  keepRelated(room: TokenRoom, tables: readonly string[]): void {
    const names = tables.map((table) => (table.split(".").at(-1) ?? table).toLowerCase());
    const related = this.#lists
      .flatMap(({ items }) => items)
      .map((item) => {
        const text = textIn(item);
        const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu));
        const isOver = names.some((name) => words.has(name));
        return { item, likeness: 2 * this.#terms.sharedWords(text) + (isOver ? 1 : 0) };
      })
      .filter(({ likeness }) => likeness > 0)
      .toSorted((a, b) => b.likeness - a.likeness);
    const most = Math.max(0, Math.floor(room.left * relatedShare));
    const own = new TokenRoom(most);
    for (const { item } of related) this.#keep(item, own);
    room.take(most - own.left);
  }

  /** Keeps the other items, list by list, as far as they fit. */
  keepRest(room: TokenRoom): void {
    for (const item of this.#lists.flatMap(({ items }) => items)) this.#keep(item, room);
  }

  #keep(item: object, room: TokenRoom): void {
    if (!this.#kept.has(item) && room.fit(estimateTokens(`${readableJson(item)}, `))) this.#kept.add(item);
  }

  /** The sections with what is kept of them. */
  get kept(): ItemSections {
    const { config, instructions } = this.#sections;
    const only = <T extends object>(list: readonly T[] | undefined) =>
      list?.filter((item) => this.#kept.has(item));
    const snippets = instructions?.sql_snippets;
    return {
      config: config && { ...config, sample_questions: only(config.sample_questions) },
      instructions: instructions && {
        ...instructions,
        text_instructions: instructions.text_instructions?.map((instruction) => ({
          ...instruction,
          content: this.#text.content ?? instruction.content,
        })),
        example_question_sqls: only(instructions.example_question_sqls),
        sql_functions: only(instructions.sql_functions),
        join_specs: only(instructions.join_specs),
        sql_snippets: snippets && {
          ...snippets,
          filters: only(snippets.filters),
          expressions: only(snippets.expressions),
          measures: only(snippets.measures),
        },
      },
    };
  }

  /** What is left out, for people. */
  describe(): readonly string[] {
    const { omitted } = this.#text;
    return [
      ...(omitted > 0 ? [`${omitted} paragraphs of the text instruction`] : []),
      ...this.#lists.flatMap(({ name, items }) => {
        const left = items.filter((item) => !this.#kept.has(item)).length;
        return left > 0 ? [`${left} of ${items.length} ${name}`] : [];
      }),
    ];
  }
}

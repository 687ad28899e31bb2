import { isPlainObject, type JsonObject, type JsonValue } from "../util/json.js";
import { shortName } from "./three-part-name.js";

const nouns: Readonly<Record<string, string>> = {
  sample_questions: "sample question",
  tables: "table",
  metric_views: "metric view",
  column_configs: "column",
  text_instructions: "text instruction",
  example_question_sqls: "example",
  parameters: "parameter",
  sql_functions: "function",
  join_specs: "join",
  filters: "filter",
  expressions: "expression",
  measures: "measure",
  questions: "benchmark",
  answer: "answer",
  synonyms: "synonym",
  exclude: "exclusion",
  enable_format_assistance: "format assistance",
  enable_entity_matching: "entity matching",
  usage_guidance: "usage guidance",
  type_hint: "type hint",
  values: "default value",
  display_name: "name",
  content: "text",
  sql: "SQL",
  evaluation_note: "evaluation note",
};

/** What people call a member: `synonym` for `synonyms`. Unknown members keep their name. */
export function nounOf(member: string): string {
  return Object.hasOwn(nouns, member) ? (nouns[member] ?? member) : member;
}

/** What people call the objects of a document. Tables go by their last name part as long as that is one table's. */
export class ObjectLabels {
  readonly #ambiguous = new Set<string>();

  constructor(sources: readonly string[]) {
    const known = new Map<string, string>();
    for (const identifier of sources) {
      const name = shortName(identifier);
      if ((known.get(name) ?? identifier) !== identifier) this.#ambiguous.add(name);
      known.set(name, identifier);
    }
  }

  /** How lines about an object's inside begin: `orders`, `orders.amount`, `example 'How much …'`. */
  of(list: string, item: JsonObject, parent: string): string {
    switch (list) {
      case "tables":
      case "metric_views":
        return this.#source(text(item.identifier));
      case "column_configs":
        return `${parent}.${text(item.column_name)}`;
      case "text_instructions":
        return "text instruction";
      case "sql_functions":
        return `function ${text(item.identifier)}`;
      case "join_specs":
        return `join ${side(item.left)} – ${side(item.right)}`;
      case "parameters":
        return `${parent}, parameter ${text(item.name)}`;
      default:
        return `${nounOf(list)} ${quote(text(item.question) || text(item.display_name) || text(item.alias) || text(item.id))}`;
    }
  }

  /** How an object is named that comes or goes: `table main.shop.orders`. */
  inFull(list: string, item: JsonObject, parent: string): string {
    if (list === "tables" || list === "metric_views") return `${nounOf(list)} ${text(item.identifier)}`;
    if (list === "parameters") return `parameter ${text(item.name)}`;
    if (list === "text_instructions") return `text instruction ${quote(text(item.content))}`;
    return this.of(list, item, parent);
  }

  #source(identifier: string): string {
    const name = shortName(identifier);
    return this.#ambiguous.has(name) ? identifier : name;
  }
}

function side(value: JsonValue | undefined): string {
  return isPlainObject(value) ? text((value as JsonObject).alias) : "";
}

function text(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return value.filter((piece) => typeof piece === "string").join("");
  return typeof value === "string" ? value : "";
}

/** A text between quotes on one line, shortened to what a line can hold. */
export function quote(value: string): string {
  const line = value.trim().replace(/\s+/g, " ");
  const characters = [...line.slice(0, 400)];
  return characters.length > 160 || line.length > 400
    ? `'${characters.slice(0, 160).join("")}…'`
    : `'${line}'`;
}

import { parsePointer } from "../../src/space/json-pointer.js";
import type { SerializedSpace } from "../../src/space/serialized-space.js";
import { SpaceDocument } from "../../src/space/space-document.js";

export const ids = {
  question: "01f0000000000000a000000000000001",
  text: "01f0000000000000a000000000000002",
  example: "01f0000000000000a000000000000003",
  join: "01f0000000000000a000000000000004",
  filter: "01f0000000000000a000000000000005",
  measure: "01f0000000000000a000000000000006",
  benchmark: "01f0000000000000a000000000000007",
  function: "01f0000000000000a000000000000008",
} as const;

/** A small document that breaks no rule. */
export const sampleSpace: SerializedSpace = {
  version: 2,
  config: { sample_questions: [{ id: ids.question, question: ["What sold best?"] }] },
  data_sources: {
    tables: [
      {
        identifier: "main.shop.customers",
        column_configs: [{ column_name: "id" }, { column_name: "region", synonyms: ["area"] }],
      },
      {
        identifier: "main.shop.orders",
        description: ["One row per order.\n", "Times are in UTC."],
        column_configs: [
          { column_name: "amount", description: ["Net amount."], synonyms: ["turnover"] },
          { column_name: "customer_id" },
        ],
      },
    ],
  },
  instructions: {
    text_instructions: [{ id: ids.text, content: ["- Weeks begin on Monday.\n", "- Amounts are in euros."] }],
    example_question_sqls: [
      {
        id: ids.example,
        question: ["Revenue in a region"],
        sql: ["SELECT SUM(o.amount) AS revenue\n", "FROM main.shop.orders o WHERE o.region = :region"],
        parameters: [{ name: "region", type_hint: "STRING", default_value: { values: ["EU"] } }],
      },
    ],
    sql_functions: [{ id: ids.function, identifier: "main.shop.fiscal_year" }],
    join_specs: [
      {
        id: ids.join,
        left: { identifier: "main.shop.orders", alias: "orders" },
        right: { identifier: "main.shop.customers", alias: "customers" },
        sql: ["`orders`.`customer_id` = `customers`.`id`", "--rt=FROM_RELATIONSHIP_TYPE_MANY_TO_ONE--"],
      },
    ],
    sql_snippets: {
      filters: [{ id: ids.filter, sql: ["orders.amount > 100"], display_name: "large orders" }],
      measures: [{ id: ids.measure, alias: "revenue", sql: ["SUM(orders.amount)"], display_name: "revenue" }],
    },
  },
  benchmarks: {
    questions: [
      {
        id: ids.benchmark,
        question: ["How many orders were there?"],
        answer: [{ format: "SQL", content: ["SELECT COUNT(*) FROM main.shop.orders"] }],
      },
    ],
  },
};

/** The sample with values put at JSON pointers, as another program might write it; undefined removes. */
export function sampleWith(changes: Readonly<Record<string, unknown>>): SpaceDocument {
  return SpaceDocument.parse(changed(sampleSpace, changes));
}

/** A copy of a JSON value with values put at JSON pointers; undefined removes. */
export function changed(value: object, changes: Readonly<Record<string, unknown>>): object {
  const copy: object = JSON.parse(JSON.stringify(value));
  for (const [pointer, member] of Object.entries(changes)) {
    const tokens = parsePointer(pointer);
    const last = tokens.pop() ?? "";
    const parent: object = tokens.reduce((at, token) => Reflect.get(at, token), copy);
    if (member === undefined && Array.isArray(parent)) parent.splice(Number(last), 1);
    else if (member === undefined) Reflect.deleteProperty(parent, last);
    else Reflect.set(parent, last, member);
  }
  return copy;
}

/** The sample. */
export const sample = SpaceDocument.parse(sampleSpace);

import * as z from "zod";
import { plainText } from "../../space/plain-text.js";
import type { ExampleQuery } from "../../space/serialized-space.js";
import type { SpaceDocument } from "../../space/space-document.js";
import { piecesOf, textOf } from "../../space/text-pieces.js";
import { normalizeSql } from "../../sql/normalize-sql.js";
import { defineFixType } from "../define-fix-type.js";
import { itemPath, itemsOf, withItem, withItems } from "../document-items.js";
import { checkExampleSql } from "../example-sql.js";
import { maxTextLength } from "../fix-checks.js";
import { sourcesOf } from "../fix-statement.js";
import { oneLine } from "../one-line.js";

const ParameterSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z_]\w*$/, "must be a plain name"),
  typeHint: z.enum(["STRING", "DATE", "INTEGER", "DECIMAL", "TIMESTAMP"]),
  defaultValue: z.string(),
  description: z.string().optional(),
});

const Schema = z.strictObject({
  question: z.string().trim().min(1).max(maxTextLength),
  sql: z.string().trim().min(1).max(maxTextLength),
  parameters: z.array(ParameterSchema).max(20).optional(),
  usageGuidance: z.string().trim().max(maxTextLength).optional(),
});

/** The service's limit of examples, functions and the text block together. */
const maxInstructions = 100;

/** Adds an example query: a template with parameters for a family of questions. */
export const addExampleQuery = defineFixType({
  type: "add_example_query",
  category: "sample_queries",
  risk: "medium",
  schema: Schema,
  promptGuide: `Adds an example: a question with the SQL that answers it, for a family of questions.
Use it for patterns that descriptions cannot convey: a join, a window, a comparison of periods. One read-only statement with full table names. Every part that varies is a \`:parameter\` (no quotes around it), declared with typeHint (STRING, DATE, INTEGER, DECIMAL, TIMESTAMP), defaultValue and description. Never a benchmark question in other words.
Example: \`{"type":"add_example_query","question":"Orders of customers in a country","sql":"SELECT COUNT(*) AS orders FROM shop.core.ord_hdr o JOIN shop.core.cust c ON o.cust_id = c.id WHERE c.ctry_cd = :country","parameters":[{"name":"country","typeHint":"STRING","defaultValue":"DE","description":"ISO country code"}],"usageGuidance":"Counts of orders limited to customers of one country."}\``,
  validate: (params, document) => [
    ...checkExampleSql(params.sql, params.parameters ?? [], document),
    ...(slotsUsed(document) >= maxInstructions && !holds(document, params)
      ? [
          {
            path: "",
            message: `the space has ${maxInstructions} instructions, as many as the service allows`,
          },
        ]
      : []),
  ],
  apply: (params, document, { newId }) => {
    if (holds(document, params)) return { status: "no-change", reason: "the space has this example already" };
    const example: ExampleQuery = {
      id: newId(),
      question: piecesOf(params.question),
      sql: piecesOf(params.sql),
      ...(params.parameters && params.parameters.length > 0
        ? {
            parameters: params.parameters.map(({ name, typeHint, defaultValue, description }) => ({
              name,
              type_hint: typeHint,
              ...(description ? { description: piecesOf(description) } : {}),
              default_value: { values: [defaultValue] },
            })),
          }
        : {}),
      ...(params.usageGuidance ? { usage_guidance: piecesOf(params.usageGuidance) } : {}),
    };
    return { status: "applied", document: withItem(document, "example_question_sqls", example) };
  },
  invert: (params, after, before) => {
    const known = new Set(itemsOf(before, "example_question_sqls").map(({ id }) => id));
    const left = itemsOf(after, "example_question_sqls").filter(
      (example) => known.has(example.id) || !isSame(example, params),
    );
    return withItems(after, "example_question_sqls", left);
  },
  key: ({ question, sql }) => `${plainText(question)}:${normalizeSql(sql)}`,
  touches: ({ sql }, document) => ({
    objects: sourcesOf(sql, document),
    paths: [itemPath("example_question_sqls", "-")],
  }),
  statements: ({ sql, parameters = [] }) => [
    {
      path: "params.sql",
      sql,
      parameters: parameters.map(({ name, typeHint, defaultValue }) => ({
        name,
        value: defaultValue,
        type: typeHint,
      })),
    },
  ],
  describe: ({ question }) => `Adding example query: ${oneLine(question)}`,
});

function holds(document: SpaceDocument, params: z.infer<typeof Schema>): boolean {
  return itemsOf(document, "example_question_sqls").some((known) => isSame(known, params));
}

function isSame(example: ExampleQuery, { question, sql }: z.infer<typeof Schema>): boolean {
  return (
    plainText(textOf(example.question)) === plainText(question) &&
    normalizeSql(textOf(example.sql)) === normalizeSql(sql)
  );
}

function slotsUsed(document: SpaceDocument): number {
  const functions = document.data.instructions?.sql_functions ?? [];
  const lists = [
    itemsOf(document, "example_question_sqls"),
    itemsOf(document, "text_instructions"),
    functions,
  ];
  return lists.reduce((sum, list) => sum + list.length, 0);
}

import * as z from "zod";

const pieces = z.array(z.string());
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).optional();

const SampleQuestionSchema = z.looseObject({ id: z.string(), question: pieces });

const ColumnConfigSchema = z.looseObject({
  column_name: z.string(),
  description: pieces.optional(),
  synonyms: z.array(z.string()).optional(),
  exclude: z.boolean().optional(),
  enable_format_assistance: z.boolean().optional(),
  enable_entity_matching: z.boolean().optional(),
});

const DataSourceSchema = z.looseObject({
  identifier: z.string(),
  description: pieces.optional(),
  column_configs: listOf(ColumnConfigSchema),
});

const ExampleParameterSchema = z.looseObject({
  name: z.string(),
  type_hint: z.string(),
  description: pieces.optional(),
  default_value: z.looseObject({ values: z.array(z.string()) }).optional(),
});

const ExampleQuerySchema = z.looseObject({
  id: z.string(),
  question: pieces,
  sql: pieces,
  parameters: listOf(ExampleParameterSchema),
  usage_guidance: pieces.optional(),
});

const JoinSideSchema = z.looseObject({ identifier: z.string(), alias: z.string() });

const JoinSpecSchema = z.looseObject({
  id: z.string(),
  left: JoinSideSchema,
  right: JoinSideSchema,
  sql: pieces,
  comment: pieces.optional(),
  instruction: pieces.optional(),
});

const SnippetSchema = z.looseObject({
  id: z.string(),
  alias: z.string().optional(),
  sql: pieces,
  display_name: z.string().optional(),
  synonyms: z.array(z.string()).optional(),
  comment: pieces.optional(),
  instruction: pieces.optional(),
});

const BenchmarkQuestionSchema = z.looseObject({
  id: z.string(),
  question: pieces,
  answer: listOf(z.looseObject({ format: z.literal("SQL"), content: pieces })),
  evaluation_note: pieces.optional(),
});

/**
 * The shape of a space document in version 2. Unknown members survive. It checks types only: the rules of the
 * format are `SpaceDocument.validate`'s.
 */
export const SerializedSpaceSchema = z.looseObject({
  version: z.literal(2),
  config: z.looseObject({ sample_questions: listOf(SampleQuestionSchema) }).optional(),
  data_sources: z
    .looseObject({ tables: listOf(DataSourceSchema), metric_views: listOf(DataSourceSchema) })
    .optional(),
  instructions: z
    .looseObject({
      text_instructions: listOf(z.looseObject({ id: z.string(), content: pieces })),
      example_question_sqls: listOf(ExampleQuerySchema),
      sql_functions: listOf(z.looseObject({ id: z.string(), identifier: z.string() })),
      join_specs: listOf(JoinSpecSchema),
      sql_snippets: z
        .looseObject({
          filters: listOf(SnippetSchema.extend({ display_name: z.string() })),
          expressions: listOf(SnippetSchema),
          measures: listOf(SnippetSchema),
        })
        .optional(),
    })
    .optional(),
  benchmarks: z.looseObject({ questions: listOf(BenchmarkQuestionSchema) }).optional(),
});

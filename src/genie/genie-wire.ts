import * as z from "zod";
import { StatementResponseSchema } from "../sql/statement-wire.js";

/** Replies of the Genie API. Loose: fields and values that the service adds later pass. */

export const SpaceSchema = z.looseObject({
  space_id: z.string(),
  title: z.string().default(""),
  description: z.string().nullish(),
  warehouse_id: z.string().nullish(),
  parent_path: z.string().nullish(),
  etag: z.string().nullish(),
  serialized_space: z.string().nullish(),
});

export const SpaceListSchema = z.looseObject({
  spaces: z.array(SpaceSchema).nullish(),
  next_page_token: z.string().nullish(),
});

export const EmptySchema = z.unknown();

export const AttachmentSchema = z.looseObject({
  attachment_id: z.string().nullish(),
  query: z
    .looseObject({
      query: z.string().nullish(),
      title: z.string().nullish(),
      description: z.string().nullish(),
      statement_id: z.string().nullish(),
      parameters: z
        .array(
          z.looseObject({ keyword: z.string(), value: z.string().nullish(), sql_type: z.string().nullish() }),
        )
        .nullish(),
      thoughts: z
        .array(z.looseObject({ thought_type: z.string().nullish(), content: z.string().nullish() }))
        .nullish(),
      query_result_metadata: z.looseObject({ is_truncated: z.boolean().nullish() }).nullish(),
    })
    .nullish(),
  text: z.looseObject({ content: z.string().nullish(), purpose: z.string().nullish() }).nullish(),
});

export const MessageSchema = z.looseObject({
  conversation_id: z.string(),
  message_id: z.string().nullish(),
  id: z.string().nullish(),
  status: z.string().default("SUBMITTED"),
  attachments: z.array(AttachmentSchema).nullish(),
  error: z.looseObject({ error: z.string().nullish(), type: z.string().nullish() }).nullish(),
});
export type WireMessage = z.infer<typeof MessageSchema>;

export const StartConversationSchema = z.looseObject({
  conversation_id: z.string(),
  message_id: z.string(),
});

export const QueryResultSchema = z.looseObject({ statement_response: StatementResponseSchema.nullish() });

export const EvalRunSchema = z.looseObject({
  eval_run_id: z.string(),
  eval_run_status: z.string().default("NOT_STARTED"),
  num_questions: z.number().nullish(),
  num_done: z.number().nullish(),
  num_correct: z.number().nullish(),
  num_needs_review: z.number().nullish(),
});

export type WireEvalRun = z.infer<typeof EvalRunSchema>;

export const EvalResultSchema = z.looseObject({
  result_id: z.string(),
  benchmark_question_id: z.string(),
  question: z.string().nullish(),
  status: z.string().nullish(),
});

export const EvalResultListSchema = z.looseObject({
  eval_results: z.array(EvalResultSchema).nullish(),
  next_page_token: z.string().nullish(),
});

const EvalResponseSchema = z.looseObject({
  response: z.string().nullish(),
  response_type: z.string().nullish(),
  sql_execution_result: StatementResponseSchema.nullish(),
});
export type EvalResponse = z.infer<typeof EvalResponseSchema>;

export const EvalResultDetailsSchema = z.looseObject({
  result_id: z.string(),
  benchmark_question_id: z.string(),
  eval_run_status: z.string().nullish(),
  assessment: z.string().nullish(),
  assessment_reasons: z.array(z.string()).nullish(),
  manual_assessment: z.boolean().nullish(),
  expected_response: z.array(EvalResponseSchema).nullish(),
  actual_response: z.array(EvalResponseSchema).nullish(),
});
export type WireEvalResultDetails = z.infer<typeof EvalResultDetailsSchema>;

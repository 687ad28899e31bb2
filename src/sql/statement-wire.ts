import * as z from "zod";
import type { Cell, ResultTable } from "./result-table.js";

const CellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const ResultDataSchema = z.looseObject({
  data_array: z.array(z.array(CellSchema)).nullish(),
  next_chunk_index: z.int().min(0).nullish(),
});

const StatusSchema = z.looseObject({
  state: z.string(),
  error: z.looseObject({ error_code: z.string().nullish(), message: z.string().nullish() }).nullish(),
  sql_state: z.string().nullish(),
});

/** Reply of the statement execution API, also as Genie hands it on. Loose: what the service adds later passes. */
export const StatementResponseSchema = z.looseObject({
  statement_id: z.string().nullish(),
  status: StatusSchema.nullish(),
  manifest: z
    .looseObject({
      schema: z
        .looseObject({
          columns: z
            .array(
              z.looseObject({
                name: z.string(),
                type_name: z.string().nullish(),
                type_text: z.string().nullish(),
              }),
            )
            .nullish(),
        })
        .nullish(),
      truncated: z.boolean().nullish(),
      total_chunk_count: z.number().nullish(),
    })
    .nullish(),
  result: ResultDataSchema.nullish(),
});
export type StatementResponse = z.infer<typeof StatementResponseSchema>;

/** The same as the statement API itself sends it: always with an id to ask for more, and a state. */
export const OwnStatementSchema = StatementResponseSchema.extend({
  statement_id: z.string().min(1),
  status: StatusSchema,
});
export type OwnStatement = z.infer<typeof OwnStatementSchema>;

/** Whether a statement has not ended yet. */
export function isRunning(state: string | undefined): boolean {
  return state === "PENDING" || state === "RUNNING";
}

/** One chunk of a large result. */
export const ResultChunkSchema = ResultDataSchema;
export type ResultChunk = z.infer<typeof ResultChunkSchema>;

/** The table of a reply and of the chunks that followed it. */
export function tableOf(
  { manifest, result }: StatementResponse,
  chunks: readonly ResultChunk[] = [],
): ResultTable {
  const columns = manifest?.schema?.columns ?? [];
  const rows: (readonly Cell[])[] = [result, ...chunks].flatMap((chunk) => chunk?.data_array ?? []);
  return {
    columns: columns.map(({ name, type_name, type_text }) => ({
      name,
      // Types that the enumeration lacks, such as TIMESTAMP_NTZ, are named in the text only.
      type:
        (type_name === "USER_DEFINED_TYPE" ? type_text : undefined) ?? type_name ?? type_text ?? undefined,
    })),
    rows,
    truncated: manifest?.truncated ?? false,
  };
}

import * as z from "zod";
import type { EngineParameter } from "../ports.js";
import { invalid } from "../service-error.js";

const mebibyte = 1024 * 1024;
const longestStatementBytes = 16 * mebibyte;

const StatementSchema = z.looseObject({
  statement: z.string().min(1),
  warehouse_id: z.string().min(1),
  catalog: z.string().nullish(),
  schema: z.string().nullish(),
  parameters: z
    .array(
      z.looseObject({ name: z.string().min(1), value: z.string().nullish(), type: z.string().nullish() }),
    )
    .nullish(),
  wait_timeout: z.string().nullish(),
  on_wait_timeout: z.enum(["CONTINUE", "CANCEL"]).nullish(),
  disposition: z.enum(["INLINE", "EXTERNAL_LINKS"]).nullish(),
  format: z.enum(["JSON_ARRAY", "ARROW_STREAM", "CSV"]).nullish(),
  row_limit: z.int().min(1).nullish(),
  byte_limit: z.int().min(1).nullish(),
});

/** Body of `POST /api/2.0/sql/statements`. */
export const StatementRequestSchema = StatementSchema;

/** A statement as the caller wants it run. */
export interface StatementRequest {
  readonly sql: string;
  readonly warehouseId: string;
  readonly parameters: readonly EngineParameter[];
  /** Catalog and schema of names that give none; undefined for those of the workspace. */
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  readonly disposition: "INLINE" | "EXTERNAL_LINKS";
  readonly format: "JSON_ARRAY" | "CSV";
  readonly rowLimit?: number | undefined;
  readonly byteLimit?: number | undefined;
}

/** How long the request is held open for the result, and what then becomes of the statement. */
export interface StatementWait {
  readonly waitMs: number;
  readonly onTimeout: "CONTINUE" | "CANCEL";
}

/** @throws ServiceError INVALID_PARAMETER_VALUE for what the service does not take. */
export function readStatementRequest(
  body: z.infer<typeof StatementRequestSchema>,
): StatementRequest & StatementWait {
  if (Buffer.byteLength(body.statement) > longestStatementBytes)
    throw invalid(`The statement is longer than ${longestStatementBytes} bytes.`);
  const disposition = body.disposition ?? "INLINE";
  return {
    sql: body.statement,
    warehouseId: body.warehouse_id,
    parameters: (body.parameters ?? []).map(({ name, value, type }) => ({
      name,
      value: value ?? null,
      type: type ?? undefined,
    })),
    catalog: body.catalog ?? undefined,
    schema: body.schema ?? undefined,
    disposition,
    format: readFormat(body.format ?? "JSON_ARRAY", disposition),
    rowLimit: body.row_limit ?? undefined,
    byteLimit: body.byte_limit ?? undefined,
    waitMs: readWait(body.wait_timeout ?? "10s"),
    onTimeout: body.on_wait_timeout ?? "CONTINUE",
  };
}

function readWait(text: string): number {
  const seconds = Number(/^(\d+)s$/.exec(text)?.[1] ?? Number.NaN);
  if (seconds !== 0 && !(seconds >= 5 && seconds <= 50))
    throw invalid(`wait_timeout must be 0s, or between 5s and 50s, but got '${text}'.`);
  return seconds * 1000;
}

function readFormat(
  format: "JSON_ARRAY" | "ARROW_STREAM" | "CSV",
  disposition: StatementRequest["disposition"],
): StatementRequest["format"] {
  if (format !== "JSON_ARRAY" && disposition === "INLINE")
    throw invalid(`The format ${format} is not supported for the disposition INLINE. Use EXTERNAL_LINKS.`);
  if (format === "ARROW_STREAM")
    throw invalid(
      "UNSUPPORTED_BY_SIMULATOR: the simulated workspace writes no ARROW_STREAM. Use JSON_ARRAY or CSV.",
    );
  return format;
}

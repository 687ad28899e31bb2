import * as z from "zod";
import { runStatuses } from "./mlflow-run.js";

/** The service writes 64-bit numbers as numbers or text, and takes both. */
const Long = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);
/** JSON has no NaN and no infinity: they come as text. */
const Double = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number)]);

const Key = z.string().min(1).max(250);
export const KeyValueSchema = z.looseObject({ key: Key, value: z.string() });
export const MetricSchema = z.looseObject({
  key: Key,
  value: Double,
  timestamp: Long,
  step: Long.nullish(),
});

export const CreateExperimentSchema = z.looseObject({
  name: z.string().min(1),
  tags: z.array(KeyValueSchema).nullish(),
});
export const CreateRunSchema = z.looseObject({
  experiment_id: z.string().min(1),
  run_name: z.string().nullish(),
  start_time: Long.nullish(),
  tags: z.array(KeyValueSchema).nullish(),
});
export const UpdateRunSchema = z.looseObject({
  run_id: z.string().min(1),
  run_name: z.string().nullish(),
  status: z.enum(runStatuses).nullish(),
  end_time: Long.nullish(),
});
export const LogBatchSchema = z.looseObject({
  run_id: z.string().min(1),
  metrics: z.array(MetricSchema).max(1000).nullish(),
  params: z.array(KeyValueSchema).max(100).nullish(),
  tags: z.array(KeyValueSchema).max(100).nullish(),
});
export const LogMetricSchema = MetricSchema.extend({ run_id: z.string().min(1) });
export const LogParameterSchema = KeyValueSchema.extend({ run_id: z.string().min(1) });
export const SearchSchema = z.looseObject({
  experiment_ids: z.array(z.string()).nullish(),
  filter: z.string().nullish(),
  max_results: z.int().min(1).max(50_000).nullish(),
  page_token: z.string().nullish(),
});

import { Hono } from "hono";
import {
  CreateExperimentSchema,
  CreateRunSchema,
  KeyValueSchema,
  LogBatchSchema,
  LogMetricSchema,
  LogParameterSchema,
  SearchSchema,
  UpdateRunSchema,
} from "../mlflow/mlflow-requests.js";
import { type Experiment, metricView, pairs, runView } from "../mlflow/mlflow-run.js";
import { runFilter } from "../mlflow/run-filter.js";
import { pageOf } from "../page.js";
import { bodyOf } from "../request-body.js";
import { invalid } from "../service-error.js";
import type { WorkspaceState } from "../workspace-state.js";

const base = "/api/2.0/mlflow";
const largestBatchBytes = 1024 * 1024;
const SetTagSchema = KeyValueSchema.extend({ run_id: LogParameterSchema.shape.run_id });

/** `/api/2.0/mlflow`: experiments and runs of MLflow tracking. */
export function mlflowRoutes({ mlflow }: WorkspaceState): Hono {
  const routes = new Hono();
  const required = (value: string | undefined, name: string): string => {
    if (!value) throw invalid(`Missing value for required parameter '${name}'.`);
    return value;
  };
  routes.get(`${base}/experiments/get-by-name`, (c) => {
    const name = required(c.req.query("experiment_name"), "experiment_name");
    return c.json({ experiment: experimentView(mlflow.experimentNamed(name)) });
  });
  routes.get(`${base}/experiments/get`, (c) => {
    const id = required(c.req.query("experiment_id"), "experiment_id");
    return c.json({ experiment: experimentView(mlflow.experiment(id)) });
  });
  routes.post(`${base}/experiments/create`, async (c) =>
    c.json({
      experiment_id: mlflow.createExperiment(await bodyOf(c.req.raw, CreateExperimentSchema)).id,
    }),
  );
  routes.post(`${base}/runs/create`, async (c) =>
    c.json({ run: runView(mlflow.createRun(await bodyOf(c.req.raw, CreateRunSchema))) }),
  );
  routes.get(`${base}/runs/get`, (c) =>
    c.json({ run: runView(mlflow.run(required(c.req.query("run_id"), "run_id"))) }),
  );
  routes.post(`${base}/runs/update`, async (c) =>
    c.json({ run_info: runView(mlflow.updateRun(await bodyOf(c.req.raw, UpdateRunSchema))).info }),
  );
  routes.post(`${base}/runs/log-metric`, async (c) => {
    const { run_id, ...metric } = await bodyOf(c.req.raw, LogMetricSchema);
    mlflow.log(run_id, { metrics: [metric] });
    return c.json({});
  });
  routes.post(`${base}/runs/log-parameter`, async (c) => {
    const { run_id, ...param } = await bodyOf(c.req.raw, LogParameterSchema);
    mlflow.log(run_id, { params: [param] });
    return c.json({});
  });
  routes.post(`${base}/runs/set-tag`, async (c) => {
    const { run_id, ...tag } = await bodyOf(c.req.raw, SetTagSchema);
    mlflow.log(run_id, { tags: [tag] });
    return c.json({});
  });
  routes.post(`${base}/runs/log-batch`, async (c) => {
    const text = await c.req.raw.clone().text();
    if (Buffer.byteLength(text) > largestBatchBytes)
      throw invalid(`Batched logging API requests must be at most ${largestBatchBytes} bytes.`);
    const { run_id, ...batch } = await bodyOf(c.req.raw, LogBatchSchema);
    mlflow.log(run_id, batch);
    return c.json({});
  });
  routes.get(`${base}/metrics/get-history`, (c) => {
    const { metrics } = mlflow.run(required(c.req.query("run_id"), "run_id"));
    const key = required(c.req.query("metric_key"), "metric_key");
    return c.json({ metrics: metrics.filter((metric) => metric.key === key).map(metricView) });
  });
  routes.post(`${base}/runs/search`, async (c) => {
    const body = await bodyOf(c.req.raw, SearchSchema);
    const fits = runFilter(body.filter ?? "");
    const wanted = new Set(body.experiment_ids ?? []);
    const found = mlflow.runs
      .filter((run) => wanted.has(run.experimentId) && fits(run))
      .toSorted((a, b) => b.startTime - a.startTime);
    const { items, nextPageToken } = pageOf(found, ({ id }) => id, {
      size: String(body.max_results ?? 0),
      token: body.page_token ?? undefined,
      usualSize: 1000,
      largestSize: 50_000,
    });
    return c.json({ runs: items.map(runView), next_page_token: nextPageToken });
  });
  return routes;
}

function experimentView({ id, name, tags, createdAt }: Experiment) {
  return {
    experiment_id: id,
    name,
    artifact_location: `dbfs:/databricks/mlflow-tracking/${id}`,
    lifecycle_stage: "active",
    creation_time: createdAt,
    last_update_time: createdAt,
    tags: pairs(tags),
  };
}

import type * as z from "zod";
import { invalid, notFound, ServiceError } from "../service-error.js";
import type {
  CreateExperimentSchema,
  CreateRunSchema,
  KeyValueSchema,
  LogBatchSchema,
  MetricSchema,
  UpdateRunSchema,
} from "./mlflow-requests.js";
import type { Experiment, MlflowRun } from "./mlflow-run.js";

type KeyValue = z.infer<typeof KeyValueSchema>;
type LogBatch = Partial<Pick<z.infer<typeof LogBatchSchema>, "metrics" | "params" | "tags">>;

export interface MlflowStoreParts {
  readonly now: () => number;
  readonly newId: () => string;
}

const mostRuns = 10_000;

/** The MLflow experiments and runs of a simulated workspace; of the runs, the latest 10,000. */
export class MlflowStore {
  readonly #parts: MlflowStoreParts;
  readonly #experiments = new Map<string, Experiment>();
  readonly #runs = new Map<string, MlflowRun>();

  constructor(parts: MlflowStoreParts) {
    this.#parts = parts;
  }

  get runs(): readonly MlflowRun[] {
    return [...this.#runs.values()];
  }

  createExperiment({ name, tags }: z.infer<typeof CreateExperimentSchema>): Experiment {
    if (this.#named(name))
      throw new ServiceError(400, "RESOURCE_ALREADY_EXISTS", `Node named '${name}' already exists.`);
    if (!name.startsWith("/"))
      throw invalid(
        `Got an invalid experiment name '${name}'. An experiment name must be an absolute path within the workspace.`,
      );
    const experiment: Experiment = {
      id: this.#parts.newId(),
      name,
      tags: new Map((tags ?? []).map(({ key, value }) => [key, value])),
      createdAt: this.#parts.now(),
    };
    this.#experiments.set(experiment.id, experiment);
    return experiment;
  }

  /** @throws ServiceError RESOURCE_DOES_NOT_EXIST */
  experimentNamed(name: string): Experiment {
    const found = this.#named(name);
    if (!found) throw notFound(`Node ${name}`);
    return found;
  }

  /** @throws ServiceError RESOURCE_DOES_NOT_EXIST */
  experiment(id: string): Experiment {
    const found = this.#experiments.get(id);
    if (!found) throw notFound(`Experiment ${id}`);
    return found;
  }

  createRun(body: z.infer<typeof CreateRunSchema>): MlflowRun {
    const { id: experimentId } = this.experiment(body.experiment_id);
    const run: MlflowRun = {
      id: this.#parts.newId(),
      experimentId,
      name: body.run_name ?? "",
      status: "RUNNING",
      startTime: body.start_time ?? this.#parts.now(),
      endTime: undefined,
      params: new Map(),
      tags: new Map(),
      metrics: [],
    };
    this.#setTags(run, body.tags ?? []);
    this.#runs.set(run.id, run);
    const oldest = this.#runs.size > mostRuns ? this.#runs.keys().next() : undefined;
    if (oldest && !oldest.done) this.#runs.delete(oldest.value);
    return run;
  }

  /** @throws ServiceError RESOURCE_DOES_NOT_EXIST */
  run(id: string): MlflowRun {
    const run = this.#runs.get(id);
    if (!run) throw notFound(`Run '${id}'`);
    return run;
  }

  updateRun(body: z.infer<typeof UpdateRunSchema>): MlflowRun {
    const run = this.run(body.run_id);
    run.status = body.status ?? run.status;
    run.endTime = body.end_time ?? run.endTime;
    run.name = body.run_name ?? run.name;
    return run;
  }

  /** Writes metrics, then parameters, then tags, as the service does: an error leaves what was written before. */
  log(runId: string, batch: LogBatch): void {
    const run = this.run(runId);
    const { metrics, params, tags } = batch;
    if ((metrics?.length ?? 0) + (params?.length ?? 0) + (tags?.length ?? 0) > 1000)
      throw invalid("A batch logging request can contain at most 1000 metrics, params and tags in total.");
    run.metrics.push(...(metrics ?? []).map(metricOf));
    for (const { key, value } of params ?? []) {
      const known = run.params.get(key);
      if (known !== undefined && known !== value)
        throw invalid(
          `Changing param values is not allowed. Param with key='${key}' was already logged with value='${known}' for run ID='${runId}'. Attempted logging new value '${value}'.`,
        );
      run.params.set(key, value);
    }
    this.#setTags(run, tags ?? []);
  }

  #setTags(run: MlflowRun, tags: readonly KeyValue[]): void {
    for (const { key, value } of tags) run.tags.set(key, value);
    run.name ||= run.tags.get("mlflow.runName") ?? "";
  }

  #named(name: string): Experiment | undefined {
    return [...this.#experiments.values()].find((one) => one.name === name);
  }
}

const metricOf = ({ key, value, timestamp, step }: z.infer<typeof MetricSchema>) => ({
  key,
  value,
  timestamp,
  step: step ?? 0,
});

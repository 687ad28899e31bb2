export interface Metric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
  readonly step: number;
}

export const runStatuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
export type RunStatus = (typeof runStatuses)[number];

export interface Experiment {
  readonly id: string;
  readonly name: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly createdAt: number;
}

/** A run. Metrics append, parameters stay as they are, tags are overwritten. */
export interface MlflowRun {
  readonly id: string;
  readonly experimentId: string;
  name: string;
  status: RunStatus;
  readonly startTime: number;
  endTime: number | undefined;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly metrics: Metric[];
}

/** A run as the service tells of it: of each metric the latest value. */
export function runView(run: MlflowRun) {
  return {
    info: {
      run_id: run.id,
      run_uuid: run.id,
      run_name: run.name,
      experiment_id: run.experimentId,
      status: run.status,
      start_time: run.startTime,
      end_time: run.endTime,
      artifact_uri: `dbfs:/databricks/mlflow-tracking/${run.experimentId}/${run.id}/artifacts`,
      lifecycle_stage: "active",
    },
    data: {
      metrics: latestMetrics(run.metrics).map(metricView),
      params: pairs(run.params),
      tags: pairs(run.tags),
    },
  };
}

/** A metric as JSON, which has no NaN and no infinity. */
export function metricView({ value, ...rest }: Metric) {
  return { ...rest, value: Number.isFinite(value) ? value : String(value) };
}

export const pairs = (map: ReadonlyMap<string, string>) => [...map].map(([key, value]) => ({ key, value }));

/** Of each key the entry with the highest step, and of these the latest. */
function latestMetrics(metrics: readonly Metric[]): readonly Metric[] {
  const latest = new Map<string, Metric>();
  for (const metric of metrics) {
    const known = latest.get(metric.key);
    const isLater =
      !known ||
      metric.step > known.step ||
      (metric.step === known.step && metric.timestamp >= known.timestamp);
    if (isLater) latest.set(metric.key, metric);
  }
  return [...latest.values()];
}

/** A run and the time of its first entry, ISO 8601. */
export interface DatedRun {
  readonly runId: string;
  readonly timestamp: string;
}

/** Order of `RunStore.list`: by the time of the first entry, then by id. */
export function byAge(a: DatedRun, b: DatedRun): number {
  const [left, right] = a.timestamp === b.timestamp ? [a.runId, b.runId] : [a.timestamp, b.timestamp];
  return left < right ? -1 : left > right ? 1 : 0;
}

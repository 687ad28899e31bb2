import type { Ask, Configuration } from "../decide/acceptance-policy.js";
import { configurationKey } from "../decide/observation-index.js";

/** Questions about one configuration. */
export interface ConfigurationAsks {
  readonly configuration: Configuration;
  readonly asks: readonly Ask[];
}

/** A working space as the assignment sees it. */
export interface Lane {
  /** Key of the configuration that it holds; undefined while it holds none that was tried. */
  readonly holds: string | undefined;
  /** Counts up with each batch that used it; 0 while none did. */
  readonly lastUsed: number;
}

/** The asks of a batch by configuration, in the order in which they come. */
export function byConfiguration(asks: readonly Ask[]): readonly ConfigurationAsks[] {
  const groups = new Map<string, { readonly configuration: Configuration; readonly asks: Ask[] }>();
  for (const ask of asks) {
    const key = configurationKey(ask.configuration);
    const group = groups.get(key) ?? { configuration: ask.configuration, asks: [] };
    groups.set(key, group);
    group.asks.push(ask);
  }
  return [...groups.values()];
}

/**
 * Which working space is asked about which configurations, in order. A space that holds one keeps it; the others go, the
 * one with the most questions first, to the space that is done first, and among those to the one that was not needed for
 * the longest time. Depends on the batches alone, so that a run that goes on finds the same.
 *
 * @param switchCost What writing and indexing a configuration costs, counted in questions.
 */
export function assignLanes(
  work: readonly ConfigurationAsks[],
  lanes: readonly Lane[],
  switchCost: number,
): readonly (readonly ConfigurationAsks[])[] {
  const queues = lanes.map(({ lastUsed }) => ({ load: 0, lastUsed, queue: [] as ConfigurationAsks[] }));
  const moving: ConfigurationAsks[] = [];
  for (const one of work) {
    const holder = lanes.findIndex(({ holds }) => holds === configurationKey(one.configuration));
    const lane = queues[holder];
    if (!lane) moving.push(one);
    else {
      lane.queue.push(one);
      lane.load += one.asks.length;
    }
  }
  for (const one of moving.toSorted((a, b) => b.asks.length - a.asks.length)) {
    const [lane] = queues.toSorted((a, b) => a.load - b.load || a.lastUsed - b.lastUsed);
    lane?.queue.push(one);
    if (lane) lane.load += switchCost + one.asks.length;
  }
  return queues.map(({ queue }) => queue);
}

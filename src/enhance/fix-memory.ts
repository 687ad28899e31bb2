import type { TriedFix } from "../analysis/analysis-input.js";
import { effectKey } from "../analysis/effect-key.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import type { RunStore } from "../runs/run-store.js";
import type { LatestJournals } from "./earlier-journals.js";

const verdicts = ["accepted", "rejected", "inconclusive", "redundant", "leaky", "skipped"] as const;

export interface FixMemoryOptions {
  readonly store: RunStore;
  readonly runId: string;
  readonly registry: FixTypeRegistry;
  /** Reads the earlier runs of the space; absent where what they tried does not count. */
  readonly readEarlier: (() => Promise<LatestJournals>) | undefined;
}

export interface FixHistory {
  /** Oldest first. */
  readonly tried: readonly TriedFix[];
  /** Earlier runs whose journals could not be read, each with the reason. They count as never made. */
  readonly unreadable: LatestJournals["unreadable"];
}

/** What was tried on a space, read out of the journals: in this run, and in earlier ones that the store holds. */
export class FixMemory {
  readonly #options: FixMemoryOptions;
  #earlier: Promise<FixHistory> | undefined;

  constructor(options: FixMemoryOptions) {
    this.#options = options;
  }

  /** Earlier runs are read once. */
  async history(): Promise<FixHistory> {
    const { store, runId, registry, readEarlier } = this.#options;
    if (readEarlier) this.#earlier ??= this.#earlierHistory(await readEarlier());
    const own = await triedFixes(await store.read(runId), registry, (loop) => `loop ${loop} of this run`);
    const { tried, unreadable } = (await this.#earlier) ?? { tried: [], unreadable: [] };
    return { tried: [...tried, ...own], unreadable };
  }

  async #earlierHistory({ journals, unreadable }: LatestJournals): Promise<FixHistory> {
    const { registry } = this.#options;
    const tried = await Promise.all(
      journals.map(({ runId, entries }) =>
        triedFixes(entries, registry, (loop) => `loop ${loop} of earlier run ${runId}`),
      ),
    );
    return { tried: tried.flat(), unreadable };
  }
}

/**
 * The fixes that a journal says were tried, in order. Those whose type is not on offer any more, or has other
 * parameters by now, are left out.
 */
async function triedFixes(
  entries: readonly JournalEntry[],
  registry: FixTypeRegistry,
  when: (loop: number) => string,
): Promise<readonly TriedFix[]> {
  const tried: TriedFix[] = [];
  for (const entry of entries) {
    if (entry.type !== "fix-end") continue;
    const { fixType, params, description } = entry.fix;
    const type = registry.get(fixType);
    const parsed = await type?.schema["~standard"].validate(params);
    if (!type || !parsed || parsed.issues) continue;
    tried.push({
      type: fixType,
      key: effectKey(type, parsed.value),
      description,
      params: parsed.value,
      verdict: verdicts.find((name) => name === entry.verdict) ?? "rejected",
      evidence: entry.reason,
      when: when(entry.loop),
      basis: entry.basis,
    });
  }
  return tried;
}

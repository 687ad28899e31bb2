import type { TriedFix } from "../analysis/analysis-input.js";
import { effectKey } from "../analysis/effect-key.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import type { RunStore } from "../runs/run-store.js";

/** Runs that are looked through, newest first: what is older was tried on another space by now. */
const maxEarlierRuns = 20;
const verdicts = ["accepted", "rejected", "inconclusive", "redundant", "leaky", "skipped"] as const;

export interface FixMemoryOptions {
  readonly store: RunStore;
  readonly runId: string;
  /** The production space. */
  readonly spaceId: string;
  readonly registry: FixTypeRegistry;
  /** Whether what earlier runs of the space tried counts as well. */
  readonly usesEarlierRuns: boolean;
}

export interface FixHistory {
  /** Oldest first. */
  readonly tried: readonly TriedFix[];
  /** Earlier runs whose journals could not be read, each with the reason. They count as never made. */
  readonly unreadable: readonly { readonly runId: string; readonly reason: string }[];
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
    const { store, runId, registry, usesEarlierRuns } = this.#options;
    if (usesEarlierRuns) this.#earlier ??= this.#readEarlier();
    const own = await triedFixes(await store.read(runId), registry, (loop) => `loop ${loop} of this run`);
    const { tried, unreadable } = (await this.#earlier) ?? { tried: [], unreadable: [] };
    return { tried: [...tried, ...own], unreadable };
  }

  async #readEarlier(): Promise<FixHistory> {
    const { store, runId, spaceId, registry } = this.#options;
    const tried: (readonly TriedFix[])[] = [];
    const unreadable: { readonly runId: string; readonly reason: string }[] = [];
    const earlier = (await store.list()).filter((id) => id !== runId).slice(-maxEarlierRuns);
    for (const id of earlier) {
      try {
        const entries = await store.read(id);
        const isOfSpace = entries.some((entry) => entry.type === "run-start" && entry.spaceId === spaceId);
        if (isOfSpace)
          tried.push(await triedFixes(entries, registry, (loop) => `loop ${loop} of earlier run ${id}`));
      } catch (error) {
        // What an old run tried is worth knowing, but not worth failing for.
        unreadable.push({ runId: id, reason: error instanceof Error ? error.message : String(error) });
      }
    }
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

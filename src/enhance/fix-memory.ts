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

/** What was tried on a space, read out of the journals: in this run, and in earlier ones that the store holds. */
export class FixMemory {
  readonly #options: FixMemoryOptions;
  #earlier: Promise<readonly TriedFix[]> | undefined;

  constructor(options: FixMemoryOptions) {
    this.#options = options;
  }

  /** Oldest first. */
  async history(): Promise<readonly TriedFix[]> {
    const { store, runId, registry, usesEarlierRuns } = this.#options;
    if (usesEarlierRuns) this.#earlier ??= this.#readEarlier();
    const own = triedFixes(await store.read(runId), registry, (loop) => `loop ${loop} of this run`);
    return [...((await this.#earlier) ?? []), ...own];
  }

  async #readEarlier(): Promise<readonly TriedFix[]> {
    const { store, runId, spaceId, registry } = this.#options;
    const found: (readonly TriedFix[])[] = [];
    const earlier = (await store.list()).filter((id) => id !== runId).toReversed();
    for (const id of earlier.slice(0, maxEarlierRuns)) {
      const entries = await store.read(id);
      const isOfSpace = entries.some((entry) => entry.type === "run-start" && entry.spaceId === spaceId);
      if (isOfSpace) found.push(triedFixes(entries, registry, (loop) => `loop ${loop} of earlier run ${id}`));
    }
    return found.toReversed().flat();
  }
}

/** The fixes that a journal says were tried, in order. Those of types that are not on offer any more are left out. */
export function triedFixes(
  entries: readonly JournalEntry[],
  registry: FixTypeRegistry,
  when: (loop: number) => string,
): readonly TriedFix[] {
  return entries.flatMap((entry): readonly TriedFix[] => {
    if (entry.type !== "fix-end") return [];
    const { fixType, params, description } = entry.fix;
    const type = registry.get(fixType);
    if (!type) return [];
    return [
      {
        type: fixType,
        key: effectKey(type, params),
        description,
        params,
        verdict: verdicts.find((name) => name === entry.verdict) ?? "rejected",
        evidence: entry.reason,
        when: when(entry.loop),
        basis: entry.basis,
      },
    ];
  });
}

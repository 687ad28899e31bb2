import type { FixConflict } from "../analysis/find-conflicts.js";
import type { Configuration } from "../decide/acceptance-policy.js";
import { configurationKey } from "../decide/observation-index.js";
import type { Fix } from "../fixes/fix.js";
import type { FixOutcome } from "../fixes/fix-outcome.js";
import type { SpaceDocument } from "../space/space-document.js";

/** The document of a configuration, or the fix that cannot be part of it. */
export type ComposedDocument =
  | { readonly status: "composed"; readonly document: SpaceDocument }
  | { readonly status: "impossible"; readonly fixId: string; readonly reason: string };

export interface ConfigurationDocumentsOptions {
  /** What the empty configuration holds. */
  readonly base: SpaceDocument;
  readonly fixes: readonly Fix[];
  readonly conflicts: readonly FixConflict[];
  /** What a fix makes of a document; the ids of new objects are the same each time. */
  readonly preview: (fix: Fix, document: SpaceDocument) => FixOutcome;
}

/** Makes the documents of configurations: the fixes applied one after the other. Asks and writes nothing. */
export class ConfigurationDocuments {
  readonly #options: ConfigurationDocumentsOptions;
  readonly #known = new Map<string, ComposedDocument>();

  constructor(options: ConfigurationDocumentsOptions) {
    this.#options = options;
  }

  of(configuration: Configuration): ComposedDocument {
    const key = configurationKey(configuration);
    const known = this.#known.get(key) ?? this.#compose(configuration);
    this.#known.set(key, known);
    return known;
  }

  #compose(configuration: Configuration): ComposedDocument {
    const { base, fixes, preview } = this.#options;
    const fixId = configuration.at(-1);
    if (fixId === undefined) return { status: "composed", document: base };
    const before = configuration.slice(0, -1);
    const earlier = this.of(before);
    if (earlier.status === "impossible") return earlier;
    const impossible = (reason: string) => ({ status: "impossible", fixId, reason }) as const;
    const fix = fixes.find(({ id }) => id === fixId);
    if (!fix) return impossible("Is no fix of this loop");
    const conflict = this.#conflict(fixId, before);
    if (conflict) return impossible(conflict);
    const outcome = preview(fix, earlier.document);
    switch (outcome.status) {
      case "applied":
        return { status: "composed", document: outcome.after };
      case "no-change":
        // Another fix of the configuration did it already.
        return earlier;
      case "invalid": {
        const problems = outcome.problems.map(({ message }) => message).join("; ");
        return impossible(`Cannot be applied together with ${before.join(", ")}: ${problems}`);
      }
    }
  }

  #conflict(fixId: string, others: Configuration): string | undefined {
    for (const { fixIds, reason } of this.#options.conflicts) {
      const other = fixIds.find((id) => id !== fixId);
      if (other !== undefined && fixIds.includes(fixId) && others.includes(other))
        return `Contradicts ${other}, with which it was to be tried: ${reason}`;
    }
    return undefined;
  }
}

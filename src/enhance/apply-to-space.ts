import type { Fix } from "../fixes/fix.js";
import type { FixApplier } from "../fixes/fix-applier.js";
import type { FixOutcome } from "../fixes/fix-outcome.js";
import type { MetricViewStore } from "../fixes/fix-type.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { RunJournal } from "../runs/run-journal.js";
import type { RunSteps } from "../runs/run-steps.js";
import type { SpaceDocument } from "../space/space-document.js";
import { type AppliedStep, appliedCodec } from "./step-codecs.js";

/** What applying a fix in a run needs. */
export interface ApplyPorts {
  /** Makes what applies a fix, when it is really applied. */
  readonly applierFor: (fix: Fix, signal: AbortSignal) => Promise<FixApplier>;
  readonly registry: FixTypeRegistry;
  readonly metricViews: MetricViewStore | undefined;
  readonly steps: RunSteps;
  readonly journal: RunJournal;
}

/** Name of the step that applies a fix. */
export function applyStepName({ id }: Pick<Fix, "id">): string {
  return `apply:${id}`;
}

/** Writes a fix to a space. What an earlier attempt did of it is found there and not done again. */
export function applyToSpace(
  ports: ApplyPorts,
  fix: Fix,
  target: {
    readonly spaceId: string;
    /** What the fix is applied to. @default what the space holds */
    readonly base: SpaceDocument | undefined;
  },
  signal: AbortSignal,
): Promise<AppliedStep> {
  return ports.steps.once({
    name: applyStepName(fix),
    intent: { action: "write-space", target: target.spaceId, details: { fixId: fix.id } },
    run: async () => {
      const applier = await ports.applierFor(fix, signal);
      const outcome = await applier.apply(fix, target.spaceId, { base: target.base, signal });
      await noteViews(ports);
      return appliedStep(outcome);
    },
    ...appliedCodec,
  });
}

/** Drops what fixes created outside of the spaces. */
export async function undoOutside(
  ports: ApplyPorts,
  fixes: readonly Fix[],
  signal: AbortSignal,
): Promise<void> {
  const { registry, metricViews } = ports;
  for (const { type, params } of metricViews ? fixes.toReversed() : [])
    if (metricViews) await registry.get(type)?.undo?.(params, { metricViews, signal });
  await noteViews(ports);
}

async function noteViews({ metricViews, journal }: ApplyPorts): Promise<void> {
  if (metricViews) await journal.write({ type: "views", created: [...metricViews.created] });
}

function appliedStep(outcome: FixOutcome): AppliedStep {
  switch (outcome.status) {
    case "applied":
      return { status: "applied", changes: outcome.summary, document: outcome.after };
    case "no-change":
      return { status: "skipped", reason: `Changes nothing: ${outcome.reason}` };
    case "invalid": {
      const problems = outcome.problems.map(({ path, message }) => (path ? `${path}: ${message}` : message));
      return { status: "skipped", reason: `Cannot be applied: ${problems.join("; ")}` };
    }
  }
}

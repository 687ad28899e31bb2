import { ApiError } from "../errors/api-error.js";
import { PromotionError } from "../errors/promotion-error.js";
import { GenieClient } from "../genie/genie-client.js";
import type { WriteScope } from "../genie/write-scope.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { RunJournal } from "../runs/run-journal.js";
import { mergeDocuments } from "../space/document-merge.js";
import { isSameAfterRewriting } from "../space/service-rewriting.js";
import { SpaceCloner, type SpaceSnapshot } from "../space/space-cloner.js";
import type { SpaceDocument } from "../space/space-document.js";
import { conflictLines, driftLines } from "./production-drift.js";
import { refuseShrunken } from "./refuse-shrunken.js";
import type { PromotionState } from "./run-state.js";

/** What happens when production was edited since the run began: nothing is written, or both changes are kept. */
export type OnDrift = "refuse" | "merge";

/** Permits writes to one space only, and only as many as promised. */
class LimitedWrites implements WriteScope {
  #left: number;

  constructor(
    private readonly spaceId: string,
    writes: number,
  ) {
    this.#left = writes;
  }

  allows(spaceId: string): boolean {
    if (spaceId !== this.spaceId || this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }

  add(): void {}
}

export interface PromotionOptions {
  readonly connection: WorkspaceConnection;
  readonly journal: RunJournal;
  /** Production as it was when the run began. */
  readonly backup: SpaceSnapshot;
  /** The run's promotion as far as it got before, when it was interrupted. */
  readonly earlier?: PromotionState | undefined;
  readonly onDrift: OnDrift;
  /** Types of the kept fixes: what they remove may be missing. @default none */
  readonly removals?: ReadonlySet<string> | undefined;
  /** The run's views that a document names and that are not there. @default none */
  readonly missingViews?: ((document: SpaceDocument) => Promise<readonly string[]>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes the improved document to production, once: checks that production is what the run began with, keeps what
 * it holds, writes, reads back and compares. Title, description and warehouse stay as they are. Where an earlier
 * attempt has written already, nothing is written again.
 *
 * @returns what production holds now
 * @throws PromotionError when production changed meanwhile and was not to be merged or cannot be, the document has
 * lost what no fix can remove or names views that are gone, or what was read back differs.
 */
export async function promote(
  improved: SpaceDocument,
  { connection, journal, backup, earlier, onDrift, removals, missingViews, signal }: PromotionOptions,
): Promise<SpaceDocument> {
  if (earlier?.status === "done") return earlier.after;
  const cloner = productionWriter(connection, backup.id);
  const current = await cloner.exportSpace(backup.id, { signal });
  const wasWritten = earlier?.status === "begun" && isSameAfterRewriting(earlier.after, current.document);
  const before = wasWritten ? earlier.before : current.document;
  const document = wasWritten ? earlier.after : targetOf(improved, { current, backup, onDrift });
  if (!wasWritten) {
    refuseShrunken(document, { production: current.document, spaceId: backup.id, removals });
    refuseMissing(backup.id, (await missingViews?.(document)) ?? []);
    await journal.write({
      type: "promotion-start",
      spaceId: backup.id,
      changes: before.diff(document).lines,
    });
    await journal.write({
      type: "promotion-plan",
      spaceId: backup.id,
      before: before.serialize(),
      after: document.serialize(),
    });
    await writeProduction({ document, cloner, current, action: "promote", journal, signal });
  }
  await journal.write({ type: "promotion-end", spaceId: backup.id, documentHash: document.hash });
  return document;
}

/**
 * Takes back what a promotion changed. Later edits by others are refused, or kept where they can be merged.
 * @throws PromotionError when production is no longer what was promoted and was not to be merged, or cannot be.
 */
export async function revert(
  promotion: PromotionState,
  {
    connection,
    journal,
    backup,
    onDrift,
    signal,
  }: Omit<PromotionOptions, "earlier" | "removals" | "missingViews">,
): Promise<SpaceDocument> {
  const { before, after } = promotion;
  const cloner = productionWriter(connection, backup.id);
  const current = await cloner.exportSpace(backup.id, { signal });
  const isBack = isSameAfterRewriting(before, current.document);
  const document = isBack ? before : revertedFrom(current, { before, after, onDrift });
  if (!isBack) await writeProduction({ document, cloner, current, action: "revert", journal, signal });
  await journal.write({ type: "promotion-reverted", spaceId: backup.id, documentHash: document.hash });
  return document;
}

/** What production shall hold: the improved document, or both changes where others edited it as well. */
function targetOf(
  improved: SpaceDocument,
  {
    current,
    backup,
    onDrift,
  }: { readonly current: SpaceSnapshot; readonly backup: SpaceSnapshot; readonly onDrift: OnDrift },
): SpaceDocument {
  const drift = driftLines(backup, current);
  if (drift.length === 0) return improved;
  if (onDrift === "refuse") {
    throw new PromotionError(
      "PRODUCTION_CHANGED",
      `Space ${backup.id} was edited while the run was under way, so nothing was promoted. Promote with onDrift "merge" to keep these edits as well, or run again:`,
      drift,
    );
  }
  const merged = mergeDocuments(backup.document, improved, current.document);
  if (merged.status === "merged") return merged.document;
  throw new PromotionError(
    "PRODUCTION_CHANGED",
    `Space ${backup.id} was edited while the run was under way, in the same places as the run, so nothing was promoted. Run again, or settle these by hand:`,
    conflictLines(merged.conflicts),
  );
}

/** A document that names what is not there would break the answers that production gives now. */
function refuseMissing(spaceId: string, views: readonly string[]): void {
  if (views.length === 0) return;
  throw new PromotionError(
    "VIEWS_MISSING",
    `The improved document needs metric views of the run that have been dropped since, by a later run or by hand, so nothing was written to space ${spaceId}. Run again:`,
    views,
  );
}

function revertedFrom(
  current: SpaceSnapshot,
  {
    before,
    after,
    onDrift,
  }: { readonly before: SpaceDocument; readonly after: SpaceDocument; readonly onDrift: OnDrift },
): SpaceDocument {
  if (isSameAfterRewriting(after, current.document)) return before;
  if (onDrift === "refuse") {
    throw new PromotionError(
      "PRODUCTION_CHANGED",
      `Space ${current.id} was edited after the promotion; taking it back would lose these edits. Revert with onDrift "merge" to keep them:`,
      after.diff(current.document).lines,
    );
  }
  const merged = mergeDocuments(after, before, current.document);
  if (merged.status === "merged") return merged.document;
  throw new PromotionError(
    "PRODUCTION_CHANGED",
    `Space ${current.id} was edited after the promotion in the same places, so nothing was taken back. Settle these by hand:`,
    conflictLines(merged.conflicts),
  );
}

function productionWriter(connection: WorkspaceConnection, spaceId: string): SpaceCloner {
  return new SpaceCloner({
    client: new GenieClient({ connection, writeScope: new LimitedWrites(spaceId, 1) }),
    clock: connection.clock,
  });
}

async function writeProduction(write: {
  readonly document: SpaceDocument;
  readonly cloner: SpaceCloner;
  /** As it was compared just now: an edit that slips in between makes the write fail by its etag. */
  readonly current: SpaceSnapshot;
  readonly action: "promote" | "revert";
  readonly journal: RunJournal;
  readonly signal: AbortSignal | undefined;
}): Promise<void> {
  const { document, cloner, current, action, journal, signal } = write;
  const { id, etag } = current;
  await journal.write({ type: "intent", action, target: id, details: { documentHash: document.hash } });
  try {
    await cloner.copyConfig(document, id, { etag, signal });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "CONFLICT")) throw error;
    const now = await cloner.exportSpace(id, { signal });
    throw new PromotionError(
      "PRODUCTION_CHANGED",
      `Space ${id} was edited at the very moment of writing, so nothing was written. Look at this edit, then try again:`,
      driftLines(current, now),
    );
  }
  const { document: written } = await cloner.exportSpace(id, { signal });
  if (isSameAfterRewriting(document, written)) return;
  throw new PromotionError(
    "PROMOTION_NOT_VERIFIED",
    `Space ${id} does not hold what was written to it. Compare it before you go on:`,
    document.diff(written).lines,
  );
}

import { PromotionError } from "../errors/promotion-error.js";
import { GenieClient } from "../genie/genie-client.js";
import type { WriteScope } from "../genie/write-scope.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { RunJournal } from "../runs/run-journal.js";
import { isSameAfterRewriting } from "../space/service-rewriting.js";
import { SpaceCloner, type SpaceSnapshot } from "../space/space-cloner.js";
import type { SpaceDocument } from "../space/space-document.js";

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
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes the improved document to production, once: checks that production is what the run began with, writes,
 * reads back and compares. Title, description and warehouse stay as they are.
 *
 * @throws PromotionError when production changed meanwhile, the document has lost its data sources, or what
 * was read back differs.
 */
export async function promote(
  document: SpaceDocument,
  { connection, journal, backup, signal }: PromotionOptions,
): Promise<void> {
  const cloner = productionWriter(connection, backup.id);
  refuseShrunken(document, backup);
  const current = await cloner.exportSpace(backup.id, { signal });
  refuseDrift(current, backup);
  const { lines } = backup.document.diff(document);
  await journal.write({ type: "promotion-start", spaceId: backup.id, changes: lines });
  await writeProduction({
    document,
    cloner,
    spaceId: backup.id,
    etag: current.etag,
    action: "promote",
    journal,
    signal,
  });
  await journal.write({ type: "promotion-end", spaceId: backup.id, documentHash: document.hash });
}

/**
 * Takes production back to the document it had before the promotion.
 * @throws PromotionError when production is no longer what was promoted.
 */
export async function revert(
  promoted: SpaceDocument,
  { connection, journal, backup, signal }: PromotionOptions,
): Promise<void> {
  const cloner = productionWriter(connection, backup.id);
  const current = await cloner.exportSpace(backup.id, { signal });
  if (!current.document.equals(promoted)) {
    throw new PromotionError(
      "PRODUCTION_CHANGED",
      `Space ${backup.id} was edited after the promotion; taking it back would lose these edits:`,
      promoted.diff(current.document).lines,
    );
  }
  await writeProduction({
    document: backup.document,
    cloner,
    spaceId: backup.id,
    etag: current.etag,
    action: "revert",
    journal,
    signal,
  });
  await journal.write({ type: "promotion-reverted", spaceId: backup.id, documentHash: backup.document.hash });
}

function productionWriter(connection: WorkspaceConnection, spaceId: string): SpaceCloner {
  return new SpaceCloner({
    client: new GenieClient({ connection, writeScope: new LimitedWrites(spaceId, 1) }),
  });
}

async function writeProduction(write: {
  readonly document: SpaceDocument;
  readonly cloner: SpaceCloner;
  readonly spaceId: string;
  /** Of the document that was compared just now: an edit that slips in between makes the write fail. */
  readonly etag: string | undefined;
  readonly action: "promote" | "revert";
  readonly journal: RunJournal;
  readonly signal: AbortSignal | undefined;
}): Promise<void> {
  const { document, cloner, spaceId, etag, action, journal, signal } = write;
  await journal.write({ type: "intent", action, target: spaceId, details: { documentHash: document.hash } });
  await cloner.copyConfig(document, spaceId, { etag, signal });
  const { document: written } = await cloner.exportSpace(spaceId, { signal });
  if (!isSameAfterRewriting(document, written)) {
    throw new PromotionError(
      "PROMOTION_NOT_VERIFIED",
      `Space ${spaceId} does not hold what was written to it. Compare it before you go on:`,
      document.diff(written).lines,
    );
  }
}

function refuseDrift(current: SpaceSnapshot, backup: SpaceSnapshot): void {
  const changes = [...backup.document.diff(current.document).lines];
  for (const field of ["title", "description", "warehouseId"] as const) {
    if ((current[field] ?? "") !== (backup[field] ?? "")) changes.push(`${field}: changed`);
  }
  if (changes.length === 0) return;
  throw new PromotionError(
    "PRODUCTION_CHANGED",
    `Space ${backup.id} was edited while the run was under way, so nothing was promoted. Run again, or take over these edits by hand:`,
    changes,
  );
}

function refuseShrunken(document: SpaceDocument, backup: SpaceSnapshot): void {
  const kept = new Set(document.sources.map(({ identifier }) => identifier));
  const tables = new Set(backup.document.data.data_sources?.tables?.map(({ identifier }) => identifier));
  const lost = [...tables].filter((identifier) => !kept.has(identifier));
  if (lost.length === 0) return;
  throw new PromotionError(
    "DOCUMENT_SHRUNKEN",
    `The improved document lacks tables that space ${backup.id} has, which no fix can cause; nothing was promoted:`,
    lost,
  );
}

import { ApiError } from "../errors/api-error.js";
import { PromotionError } from "../errors/promotion-error.js";
import type { Disposition } from "../events/run-event.js";
import { GenieClient } from "../genie/genie-client.js";
import { noWrites, RunWriteScope } from "../genie/write-scope.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { RunJournal } from "../runs/run-journal.js";
import { SpaceCloner } from "../space/space-cloner.js";
import type { SpaceDocument } from "../space/space-document.js";
import { type OnDrift, promote } from "./promotion.js";
import type { ResolvedConfig } from "./resolve-config.js";
import type { FinalChoice } from "./run-result.js";
import type { RunState } from "./run-state.js";
import { dropViews, missingViews } from "./run-views.js";

export interface Settling {
  readonly connection: WorkspaceConnection;
  readonly config: ResolvedConfig;
  readonly journal: RunJournal;
  readonly state: RunState;
  readonly onDrift: OnDrift;
  readonly signal: AbortSignal | undefined;
}

const dispositions = { promote: "promoted", keep: "kept", discard: "discarded" } as const;

/**
 * Carries out what was decided on the result of a run. May be interrupted anywhere and called again: what is done
 * already is not done once more.
 */
export async function settleRun(choice: FinalChoice, settling: Settling): Promise<Disposition> {
  const { connection, journal, state, onDrift, signal } = settling;
  const { backup, bestDocument } = state;
  if (!backup || !bestDocument) {
    throw new PromotionError(
      "NOT_AWAITING_DECISION",
      `Run ${state.runId} has no result in this store. Run again to get one.`,
    );
  }
  if (choice === "keep") return "kept";
  const removals = new Set(state.keptFixTypes);
  const neededBy =
    choice === "promote"
      ? [
          await promote(bestDocument, {
            connection,
            journal,
            backup,
            earlier: state.promotion,
            onDrift,
            removals,
            missingViews: (document) => missingViews(settling, document, { signal }),
            signal,
          }),
        ]
      : await documentIfThere(connection, backup.id, signal);
  await dropViews(settling, { neededBy, journal, signal });
  await removeSpaces(settling, choice === "promote" ? "promoted" : "cleanup");
  return dispositions[choice];
}

/** Moves the copies of a run to the trash, those that are still there. */
export async function removeSpaces(
  {
    connection,
    journal,
    state,
    signal,
  }: Pick<Settling, "connection" | "signal"> & {
    readonly journal: RunJournal | undefined;
    readonly state: Pick<RunState, "spaces">;
  },
  why: "promoted" | "cleanup",
): Promise<void> {
  const writeScope = new RunWriteScope();
  const { clock } = connection;
  const cloner = new SpaceCloner({ client: new GenieClient({ connection, writeScope }), clock });
  for (const { spaceId, title } of state.spaces) {
    writeScope.add(spaceId);
    await journal?.write({ type: "intent", action: "trash-space", target: spaceId });
    await cloner.trash(spaceId, { signal });
    await journal?.write({ type: "space-removed", spaceId, title, why });
  }
}

/** What a space holds, read through a client that can only read. */
export async function documentOf(
  connection: WorkspaceConnection,
  spaceId: string,
  signal: AbortSignal | undefined,
): Promise<SpaceDocument> {
  const reader = new SpaceCloner({
    client: new GenieClient({ connection, writeScope: noWrites }),
    clock: connection.clock,
  });
  return (await reader.exportSpace(spaceId, { signal })).document;
}

/** The same, or nothing when the space has been deleted: then nothing is needed by it. */
export async function documentIfThere(
  connection: WorkspaceConnection,
  spaceId: string,
  signal: AbortSignal | undefined,
): Promise<readonly SpaceDocument[]> {
  try {
    return [await documentOf(connection, spaceId, signal)];
  } catch (error) {
    if (error instanceof ApiError && error.code === "NOT_FOUND") return [];
    throw error;
  }
}

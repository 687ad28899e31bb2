import { UnityMetricViews } from "../fixes/metric-views/unity-metric-views.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { RunJournal } from "../runs/run-journal.js";
import type { SpaceDocument } from "../space/space-document.js";
import { parseTableName } from "../sql/identifier.js";
import { SqlClient } from "../sql/sql-client.js";
import type { Cancellable } from "../util/cancellable.js";
import type { ResolvedConfig } from "./resolve-config.js";
import type { RunState } from "./run-state.js";

export interface ViewsOfRun {
  readonly connection: WorkspaceConnection;
  readonly config: Pick<ResolvedConfig, "warehouseId">;
  readonly state: Pick<RunState, "runId" | "views" | "viewsBegun" | "backup">;
}

/** Names of the views that may exist because of a run. */
export function viewsOf({ views, viewsBegun }: ViewsOfRun["state"]): readonly string[] {
  return [...new Set([...views, ...viewsBegun])];
}

/** The views of a run that are there and carry its marker. */
export async function existingViews(run: ViewsOfRun, options: Cancellable = {}): Promise<readonly string[]> {
  const store = storeOf(run);
  const found: string[] = [];
  for (const name of viewsOf(run.state)) if (await store?.isOwn(name, options)) found.push(name);
  return found;
}

/** The views of a run that a document names and that are not there any more, whoever saved them last. */
export async function missingViews(
  run: ViewsOfRun,
  document: SpaceDocument,
  options: Cancellable = {},
): Promise<readonly string[]> {
  const store = storeOf(run);
  const missing: string[] = [];
  for (const name of viewsOf(run.state).filter((one) => isNamed(document, one)))
    if (store && !(await store.exists(name, options))) missing.push(name);
  return missing;
}

/**
 * Drops the views that exist because of a run, but for those that one of the documents needs. Only what carries the
 * run's marker is dropped.
 * @returns the views that were dropped
 */
export async function dropViews(
  run: ViewsOfRun,
  {
    neededBy,
    journal,
    signal,
  }: Cancellable & {
    readonly neededBy: readonly SpaceDocument[];
    readonly journal?: RunJournal | undefined;
  },
): Promise<readonly string[]> {
  const store = storeOf(run);
  const unneeded = viewsOf(run.state).filter((name) => !neededBy.some((document) => isNamed(document, name)));
  if (!store || unneeded.length === 0) return [];
  const dropped: string[] = [];
  for (const name of unneeded) {
    await journal?.write({ type: "intent", action: "drop-view", target: name });
    if (await store.dropIfOwn(name, { signal })) dropped.push(name);
  }
  const left = run.state.views.filter((name) => !unneeded.includes(name));
  await journal?.write({ type: "views", created: left });
  return dropped;
}

/** Unity Catalog does not tell upper from lower case. */
function isNamed(document: SpaceDocument, name: string): boolean {
  return document.sources.some(({ identifier }) => identifier.toLowerCase() === name.toLowerCase());
}

function storeOf({ connection, config, state }: ViewsOfRun): UnityMetricViews | undefined {
  const warehouseId = config.warehouseId ?? state.backup?.warehouseId;
  const names = viewsOf(state);
  if (warehouseId === undefined || names.length === 0) return undefined;
  return new UnityMetricViews({
    sql: new SqlClient({ connection, warehouseId }),
    runId: state.runId,
    created: state.views,
    allowedSchemas: [...new Set(names.map((name) => parseTableName(name).slice(0, 2).join(".")))],
  });
}

import { ConfigurationError } from "../errors/configuration-error.js";
import { PreflightError, type PreflightReport } from "../errors/preflight-error.js";
import { GenieClient } from "../genie/genie-client.js";
import { noWrites } from "../genie/write-scope.js";
import { SpaceCloner, type SpaceSnapshot } from "../space/space-cloner.js";
import { conductRun } from "./conduct-run.js";
import { preflight } from "./preflight.js";
import { newRunId, prepareRun, type RunPorts } from "./prepare-run.js";
import { underRunLock } from "./run-lock.js";
import type { RunResult } from "./run-result.js";

/** One new run from clone to completion, under the lock of its production space. */
export async function executeRun(ports: RunPorts, caller: AbortSignal): Promise<RunResult> {
  caller.throwIfAborted();
  const { config, connection } = ports;
  const runId = config.runId ?? newRunId(connection);
  return underRunLock(
    ports,
    { spaceId: config.spaceId, runId, signal: caller },
    async ({ signal, showLife }) => {
      await refuseKnownRun(ports, runId);
      const report = config.preflight ? await preflight(ports, { signal }) : undefined;
      if (report && !report.isReady) throw refusal(report);
      const production = await readProduction(ports, signal);
      const context = { ...prepareRun(ports, { runId, production, entries: [] }), showLife };
      return conductRun(context, { report, decide: ports.decide, signal });
    },
  );
}

/** The production space as it is, through a client that can only read. */
export function readProduction(
  { config, connection }: RunPorts,
  signal: AbortSignal,
): Promise<SpaceSnapshot> {
  const reader = new SpaceCloner({
    client: new GenieClient({ connection, writeScope: noWrites }),
    clock: connection.clock,
  });
  return reader.exportSpace(config.spaceId, { signal });
}

/** Where the space itself cannot be read nothing else could be checked, and that error says all there is. */
function refusal(report: PreflightReport): unknown {
  const space = report.checks.find(({ check, status }) => check === "space" && status === "problem");
  return space?.error ?? new PreflightError(report);
}

/** A journal tells of one run: entries of two would be read as one. */
async function refuseKnownRun({ store }: RunPorts, runId: string): Promise<void> {
  if ((await store.read(runId)).length === 0) return;
  const message = `"${runId}" is the id of an earlier run in this store; leave it out to get a new one, or continue that run with resume("${runId}")`;
  throw new ConfigurationError("enhancer configuration", [{ path: "runId", message }]);
}

import * as z from "zod";
import type { Benchmark } from "../benchmarks/benchmark.js";
import { holdOut } from "../benchmarks/hold-out.js";
import { shownError } from "../errors/genie-enhancer-error.js";
import type { PreflightCheck, PreflightReport } from "../errors/preflight-error.js";
import { GenieClient } from "../genie/genie-client.js";
import { noWrites } from "../genie/write-scope.js";
import { generateStructured } from "../llm/structured-output.js";
import { SpaceCloner, type SpaceSnapshot } from "../space/space-cloner.js";
import { checkReadOnlySql } from "../sql/read-only-guard.js";
import { SqlClient } from "../sql/sql-client.js";
import { allOrStop } from "../util/all-or-stop.js";
import type { Cancellable } from "../util/cancellable.js";
import { redactText } from "../util/redact.js";
import { checkPrompts } from "./check-prompts.js";
import { benchmarksOf, type RunPorts } from "./prepare-run.js";

/** Benchmarks whose SQL is explained side by side. */
const statementsAtOnce = 8;

/** Checks one after the other whether everything is there that the run will need. Reads only. */
export async function preflight(ports: RunPorts, { signal }: Cancellable): Promise<PreflightReport> {
  const { connection, config } = ports;
  const cloner = new SpaceCloner({
    client: new GenieClient({ connection, writeScope: noWrites }),
    clock: connection.clock,
  });
  const checks: PreflightCheck[] = [];
  const production = await attempt(checks, "space", signal, async () => {
    const snapshot = await cloner.exportSpace(config.spaceId, { signal });
    return { value: snapshot, message: `"${snapshot.title}" can be read and edited` };
  });
  if (production) {
    const warehouseId = config.warehouseId ?? production.warehouseId;
    const sql = new SqlClient({ connection, warehouseId });
    const hasWarehouse = await attempt(checks, "warehouse", signal, async () => {
      await sql.query("SELECT 1", { signal });
      return { value: true, message: `${warehouseId} runs statements` };
    });
    await attempt(checks, "benchmarks", signal, () =>
      checkBenchmarks(ports, production, hasWarehouse ? sql : undefined, { signal }),
    );
    await attempt(checks, "permissions", signal, () => checkPermissions(ports, { signal }));
    checks.push(await checkMetricViews(ports, sql, { signal }));
  }
  await attempt(checks, "prompts", signal, async () => {
    const version = await checkPrompts(ports, { signal });
    return { value: true, message: `version ${version} can be filled in` };
  });
  await attempt(checks, "llm", signal, () => checkLlm(ports, { signal }));
  return { isReady: checks.every(({ status }) => status !== "problem"), checks };
}

/** Records a check. A failure is a problem of the run to be, not of the preflight. */
async function attempt<T>(
  checks: PreflightCheck[],
  check: PreflightCheck["check"],
  signal: AbortSignal | undefined,
  work: () => Promise<{ readonly value: T; readonly message: string }>,
): Promise<T | undefined> {
  try {
    const { value, message } = await work();
    checks.push({ check, status: "ok", message });
    return value;
  } catch (error) {
    signal?.throwIfAborted();
    checks.push({
      check,
      status: "problem",
      message: redactText(error instanceof Error ? error.message : String(error)),
      error: shownError(error),
    });
    return undefined;
  }
}

async function checkBenchmarks(
  { config }: RunPorts,
  production: SpaceSnapshot,
  sql: SqlClient | undefined,
  { signal }: Cancellable,
) {
  const { train, holdout, note } = holdOut(benchmarksOf(config, production), config.holdout);
  const benchmarks = [...train, ...holdout];
  const found = await allOrStop(
    benchmarks,
    { concurrency: statementsAtOnce, signal },
    async (benchmark, stop) => {
      const problem = await benchmarkProblem(benchmark, sql, { signal: stop });
      return problem === undefined ? [] : [`${benchmark.id} (${benchmark.question}): ${problem}`];
    },
  );
  const problems = found.flat();
  if (problems.length === benchmarks.length) {
    throw new Error(
      `None of the ${benchmarks.length} benchmarks can be scored:\n    ${problems.join("\n    ")}`,
    );
  }
  const left = problems.length > 0 ? `; left out of the score: ${problems.join("; ")}` : "";
  return {
    value: true,
    message: `${benchmarks.length - problems.length} of ${benchmarks.length} can be scored${left}. ${note}`,
  };
}

async function benchmarkProblem(
  { expectedSql, expectedResult }: Benchmark,
  sql: SqlClient | undefined,
  { signal }: Cancellable,
) {
  if (expectedSql === undefined)
    return expectedResult ? undefined : "has neither expected SQL nor an expected result";
  const checked = checkReadOnlySql(expectedSql);
  if (!checked.ok) return checked.reason;
  if (!sql) return undefined;
  try {
    await sql.explain(checked.sql, { signal });
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  }
}

const PermissionLevelsSchema = z.looseObject({
  permission_levels: z.array(z.looseObject({ permission_level: z.string() })).optional(),
});

/**
 * Asks for the permission levels of the space, which only answers who may see them. Whether a space may be
 * created is known for sure only by creating one: the run's first write does, on a copy.
 */
async function checkPermissions({ connection, config }: RunPorts, { signal }: Cancellable) {
  await connection.request({
    method: "GET",
    path: `/api/2.0/permissions/genie/${config.spaceId}/permissionLevels`,
    schema: PermissionLevelsSchema,
    retry: "safe",
    signal,
  });
  return {
    value: true,
    message: "the space's permissions can be read; creating a copy needs the Databricks SQL entitlement",
  };
}

async function checkLlm({ llm }: RunPorts, { signal }: Cancellable) {
  await generateStructured({
    llm,
    request: {
      messages: [{ role: "user", content: 'Answer with this JSON object and nothing else: {"ready": true}' }],
      outputSchema: {
        name: "readiness",
        schema: {
          type: "object",
          properties: { ready: { type: "boolean" } },
          required: ["ready"],
          additionalProperties: false,
        },
      },
      temperature: 0,
      maxOutputTokens: 200,
      purpose: { kind: "probe" },
    },
    schema: z.object({ ready: z.boolean() }),
    signal,
  });
  return { value: true, message: `${llm.id} answers in the expected shape` };
}

async function checkMetricViews(
  { config }: RunPorts,
  sql: SqlClient,
  { signal }: Cancellable,
): Promise<PreflightCheck> {
  const { metricViewSchema, enableMetricViews } = config;
  if (!enableMetricViews)
    return { check: "metric-views", status: "skipped", message: "switched off by enableMetricViews" };
  if (metricViewSchema === undefined) {
    return {
      check: "metric-views",
      status: "skipped",
      message:
        "none will be created: set metricViewSchema to a catalog.schema in which this run may create views",
    };
  }
  const checks: PreflightCheck[] = [];
  await attempt(checks, "metric-views", signal, async () => {
    await sql.execute(
      `DESCRIBE SCHEMA ${metricViewSchema
        .split(".")
        .map((part) => `\`${part.replaceAll("`", "``")}\``)
        .join(".")}`,
      { signal },
    );
    return {
      value: true,
      message: `views can be created in ${metricViewSchema} if this identity has CREATE TABLE there`,
    };
  });
  return checks[0] ?? { check: "metric-views", status: "skipped", message: "not checked" };
}

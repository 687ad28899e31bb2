import {
  type FailureCase,
  type LlmClient,
  type RunEvent,
  SequentialEnhancer,
  seededRandom,
  staticToken,
  WorkspaceConnection,
} from "genie-enhancer";
import { SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";
import { expect, it } from "vitest";
import { asked, exampleId, heldOutSql, hostileCases, otherSql, table } from "../analysis/hostile-answers.js";
import { eventsOf } from "./retail-run.js";

const columns = [
  "amt DECIMAL(12,2)",
  "city STRING",
  "is_late INT",
  "carrier STRING",
  "lost INT",
  "is_weekend INT",
];
const rejected = hostileCases.filter(({ kept = [] }) => kept.length === 0);
/** Valid in its form, but it would create a view where the run may not. */
const trespass = {
  name: "a view in a schema of others",
  text: JSON.stringify({
    diagnosis: "d",
    fixes: [
      {
        type: "create_metric_view",
        name: "shop.finance.metrics",
        source: table,
        dimensions: [],
        measures: [{ name: "takings", expr: "SUM(amt)" }],
      },
    ],
  }),
};
const answers = [...rejected, trespass];

it("lets no hostile answer reach the space or the warehouse", async () => {
  const workspace = await SimulatedWorkspace.create({
    tables: {
      [table]: {
        columns: columns.map((column) => {
          const [name = "", type = ""] = column.split(" ");
          return { name, type };
        }),
        rows: [
          [1_234_567.89, "Lyon", 0, "Quick", 1, 1],
          [10, "Madrid", 1, "Slow", 2, 0],
        ],
      },
    },
    spaces: [
      {
        title: "Shop",
        document: {
          version: 2,
          data_sources: { tables: [{ identifier: table, description: ["Orders"] }] },
          instructions: {
            example_question_sqls: [
              { id: exampleId, question: ["Orders?"], sql: [`SELECT COUNT(*) FROM ${table}`] },
            ],
          },
        },
      },
    ],
  });
  const sent: string[] = [];
  const spaceId = workspace.spaces[0]?.id ?? "";
  const before = workspace.documentOf(spaceId).hash;
  const connection = new WorkspaceConnection({
    host: workspace.host,
    auth: staticToken(simulatedToken),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      if (request.url.includes("/sql/statements")) sent.push(await request.clone().text());
      return workspace.fetch(request);
    },
    clock: workspace.clock,
    random: seededRandom(1),
  });
  const enhancer = new SequentialEnhancer({
    connection,
    spaceId,
    llm: hostileModel,
    // Questions that the simulated Genie cannot answer, one for each hostile answer.
    benchmarks: [
      { ...asked.failed, expectedResult: { columns: [{ name: "revenue" }], rows: [["1234567.89"]] } },
      { ...asked.other, expectedSql: otherSql },
      ...answers.map((_, index) => ({
        id: `case-${index}`,
        question: `Riddle ${"abcdefghij"[index % 10]}${index}?`,
        expectedSql: `SELECT MAX(amt) AS riddle_${index} FROM ${table}`,
      })),
    ],
    holdout: { benchmarks: [{ ...asked.heldOut, expectedSql: heldOutSql }] },
    metricViewSchema: "shop.core",
    judge: "never",
    maxLoops: 1,
    preflight: false,
    questionsPerMinute: 600,
  });
  const events: RunEvent[] = [];
  enhancer.on("*", (event) => events.push(event));
  const { summary } = await enhancer.run();

  const dropped = eventsOf(events, "fix-dropped");
  expect(dropped.map(({ kind }) => kind).toSorted()).toEqual(
    rejected.flatMap((hostile) => hostile.dropped).toSorted(),
  );
  expect(dropped.filter(({ reason }) => reason.length < 5)).toEqual([]);
  expect(eventsOf(events, "fix-end")).toMatchObject([
    { verdict: "skipped", reason: expect.stringContaining("shop.finance") },
  ]);
  expect(summary.improvement).toBe(0);

  for (const { id } of workspace.spaces) expect(workspace.documentOf(id).hash).toBe(before);
  const writes = workspace.requests.filter(({ isSpaceWrite }) => isSpaceWrite);
  expect(writes.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /api/2.0/genie/spaces",
    "POST /api/2.0/genie/spaces",
  ]);
  expect(sent.length).toBeGreaterThan(answers.length);
  const harmful = /drop|delete|insert|truncate|create|http_request|secret|parquet|paris/i;
  expect(sent.filter((statement) => harmful.test(statement))).toEqual([]);
  expect((await workspace.tables()).map(({ name }) => name)).toEqual([table]);
  await workspace.close();
}, 60_000);

/** Gives each failure its own hostile answer, and the same again when it is asked to mend it. */
const hostileModel: LlmClient = {
  id: "hostile",
  generate: async ({ purpose }) => {
    const { failures } = purpose.input as { readonly failures: readonly FailureCase[] };
    const match = /^case-(\d+)$/.exec(failures[0]?.benchmarkId ?? "");
    const hostile = match ? answers[Number(match[1])] : undefined;
    if (!hostile) return { text: '{"diagnosis":"","fixes":[]}', finishReason: "stop" };
    const finishReason = "finishReason" in hostile ? (hostile.finishReason ?? "stop") : "stop";
    return { text: hostile.text, finishReason };
  },
};

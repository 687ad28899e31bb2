import { execFile, execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SimulatedWorkspace } from "genie-enhancer/testing";
import { expect, it } from "vitest";

const client = fileURLToPath(new URL("strangers/workspace_client.py", import.meta.url));
const sales = "shop.core.sales";
/** A token lives this long on the machine's clock, at the pace below. */
const tokenSeconds = 0.6;
const timeScale = 1_000;

function hasPython(): boolean {
  try {
    execFileSync("python3", ["-c", "import json, urllib.request"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

it("a client in Python that was written from the API's reference works by the server's address alone", async ({
  skip,
}) => {
  skip(!hasPython(), "python3 is not on this machine");
  const total = `SELECT SUM(revenue) FROM ${sales} WHERE year = `;
  const workspace = await SimulatedWorkspace.create({
    tables: {
      [sales]: {
        columns: [
          { name: "region", type: "STRING" },
          { name: "year", type: "INT" },
          { name: "sold_on", type: "DATE" },
          { name: "revenue", type: "DECIMAL(10,2)" },
        ],
        rows: [
          ["north", 2023, "2023-05-01", "10.50"],
          ["north", 2024, "2024-05-01", "20.00"],
          ["south", 2024, "2024-06-01", "5.25"],
        ],
      },
    },
    spaces: [
      {
        title: "Sales",
        document: {
          version: 2,
          data_sources: { tables: [{ identifier: sales }] },
          benchmarks: {
            questions: [
              ["What is the total revenue in 2024?", `${total}2024`],
              ["What is the total revenue in 2023?", `${total}2024`],
            ].map(([question, sql], index) => ({
              id: `${index}`.repeat(32),
              question: [question],
              answer: [{ format: "SQL", content: [sql] }],
            })),
          },
        },
      },
      { title: "Other", document: { version: 2 } },
    ],
    clients: { robot: "s3cret" },
    tokenLifetimeSeconds: tokenSeconds * timeScale,
    knobs: { statementMs: 2_000 },
  });
  try {
    const { url } = await workspace.listen({ timeScale });
    const { stdout } = await promisify(execFile)("python3", [client], {
      timeout: 60_000,
      env: {
        PATH: process.env.PATH,
        DATABRICKS_HOST: url,
        DATABRICKS_CLIENT_ID: "robot",
        DATABRICKS_CLIENT_SECRET: "s3cret",
        DATABRICKS_WAREHOUSE_ID: workspace.warehouseId,
        TABLE: sales,
        POLL_SECONDS: "0.005",
        TOKEN_SECONDS: String(tokenSeconds),
      },
    });
    expect(JSON.parse(stdout)).toEqual({
      spaces: {
        listed: ["Sales", "Other"],
        stale: [409, "ABORTED"],
        instruction: ["Amounts are net.\n"],
        gone: [404, "RESOURCE_DOES_NOT_EXIST"],
      },
      conversation: {
        answers: [
          { status: "COMPLETED", rows: [["25.25"]] },
          { status: "COMPLETED", rows: [["10.50"]] },
        ],
        titles: ["What is the total revenue in 2024?"],
      },
      statement: { state: "SUCCEEDED", rows: [["north"]] },
      failed: { state: "FAILED", rows: null },
      evaluation: {
        status: "DONE",
        correct: 1,
        verdicts: {
          "What is the total revenue in 2024?": ["GOOD", []],
          "What is the total revenue in 2023?": ["BAD", ["SINGLE_CELL_DIFFERENCE"]],
        },
      },
      later: 2,
      refreshed: true,
    });
  } finally {
    await workspace.close();
  }
}, 90_000);

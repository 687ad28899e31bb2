/** Runs every example offline and fails when one does: `npm run examples`. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OfflineAnalyst, retailWorkspace, SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";

const tsx = join(process.cwd(), "node_modules/tsx/dist/cli.mjs");

/** Runs a script to its end and returns what it printed. */
function run(
  script: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  console.log(`== ${script} ${args.join(" ")}`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tsx, script, ...args], { env: { ...process.env, ...env } });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => process.stderr.write(chunk));
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${script} ended with ${code}:\n${output}`)),
    );
  });
}

function expectText(output: string, text: string): void {
  if (!output.includes(text)) throw new Error(`expected "${text}" in:\n${output}`);
}

/** The script for real workspaces, from dry run to promotion and back, pointed at a simulated one in real time. */
async function enhanceSpace(): Promise<void> {
  const retail = retailWorkspace();
  const wanted = new Set(["orders-2024", "revenue-2024", "customers-by-country"]);
  const names = new Map(retail.benchmarks.map(({ id, tags = [] }) => [id, tags[0] ?? ""]));
  const questions = retail.spaceDocument.benchmarks?.questions?.filter(({ id }) =>
    wanted.has(names.get(id) ?? ""),
  );
  const workspace = await SimulatedWorkspace.create({
    tables: retail.tables,
    spaces: [{ title: retail.title, document: { ...retail.spaceDocument, benchmarks: { questions } } }],
    llm: new OfflineAnalyst({ makesMistakes: false }),
    knobs: { answerMs: 20, indexingDelayMs: 20 },
  });
  const folder = await mkdtemp(join(tmpdir(), "enhance-space-"));
  const { url } = await workspace.listen({ timeScale: 1 });
  const spaceId = workspace.spaces[0]?.id ?? "";
  const env = {
    DATABRICKS_HOST: url,
    DATABRICKS_TOKEN: simulatedToken,
    GENIE_SPACE_ID: spaceId,
    LLM_ENDPOINT: "offline-analyst",
    QUESTIONS_PER_MINUTE: "6000",
    INDEXING_WAIT_MS: "50",
    RUNS_FOLDER: folder,
  };
  try {
    const before = workspace.documentOf(spaceId).hash;
    expectText(await run("examples/enhance-space.ts", [], env), "synonym 'revenue'");
    const tried = await run("examples/enhance-space.ts", ["--run"], env);
    const runId = /--promote (\S+)/.exec(tried)?.[1] ?? "";
    if (workspace.documentOf(spaceId).hash !== before)
      throw new Error("production changed before it was promoted");
    expectText(await run("examples/enhance-space.ts", ["--promote", runId], env), "promoted");
    if (workspace.documentOf(spaceId).hash === before) throw new Error("promotion changed nothing");
    expectText(await readFile(join(folder, "summary.md"), "utf8"), "promoted");
    expectText(await run("examples/enhance-space.ts", ["--revert", runId], env), "reverted");
    if (workspace.documentOf(spaceId).hash !== before)
      throw new Error("the reversal did not bring production back");
  } finally {
    await workspace.close();
    await rm(folder, { recursive: true });
  }
}

expectText(await run("examples/quickstart.ts", ["--json"]), '"productionUntouched":true');
await run("examples/compare-prompts.ts");
await enhanceSpace();
console.log("All examples ran.");

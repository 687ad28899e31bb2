/**
 * Improves a Genie space of a real workspace. A dry run first: it asks the space its benchmark questions, has the
 * model propose fixes, and shows what each would change. With `--run` the fixes are tried on copies; production
 * stays as it is until you say so with `--promote`.
 *
 *   GENIE_SPACE_ID=… LLM_ENDPOINT=databricks-claude-sonnet-5 npx tsx examples/enhance-space.ts
 *   … npx tsx examples/enhance-space.ts --run
 *   … npx tsx examples/enhance-space.ts --promote RUN_ID     also --discard RUN_ID, --revert RUN_ID
 *
 * The workspace comes from DATABRICKS_HOST with DATABRICKS_TOKEN (or a client id and secret), or from a profile of
 * ~/.databrickscfg (DATABRICKS_CONFIG_PROFILE). METRIC_VIEW_SCHEMA=catalog.schema allows metric views there.
 */
import {
  ConsoleReporter,
  DatabricksServingLlm,
  GenieEnhancerError,
  SequentialEnhancer,
  WorkspaceConnection,
} from "genie-enhancer";
import { databricksCredentials, FileRunStore, JsonlReporter, MarkdownReporter } from "genie-enhancer/node";

const folder = process.env.RUNS_FOLDER ?? ".runs";
const [mode = "--dry-run", runId = ""] = process.argv.slice(2);

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}; the comment at the top of this script says to what.`);
  return value;
}

async function main(): Promise<void> {
  const connection = new WorkspaceConnection(await databricksCredentials());
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new Error("Stopped from the keyboard")));
  const enhancer = new SequentialEnhancer({
    connection,
    spaceId: required("GENIE_SPACE_ID"),
    llm: new DatabricksServingLlm({ connection, endpoint: required("LLM_ENDPOINT") }),
    metricViewSchema: process.env.METRIC_VIEW_SCHEMA,
    questionsPerMinute: Number(process.env.QUESTIONS_PER_MINUTE ?? 5),
    maxLoops: Number(process.env.MAX_LOOPS ?? 3),
    indexingWaitMs: Number(process.env.INDEXING_WAIT_MS ?? 60_000),
    store: new FileRunStore({ folder }),
    reporters: [
      new ConsoleReporter(),
      new JsonlReporter({ path: `${folder}/events.jsonl` }),
      new MarkdownReporter({ path: `${folder}/summary.md` }),
    ],
    dryRun: mode === "--dry-run",
  });

  switch (mode) {
    case "--promote":
      console.log(await enhancer.decide(runId, "promote"));
      return;
    case "--discard":
      console.log(await enhancer.decide(runId, "discard"));
      return;
    case "--revert":
      await enhancer.revertPromotion(runId);
      console.log("reverted");
      return;
    case "--dry-run":
    case "--run": {
      const { summary, disposition } = await enhancer.run({ signal: stop.signal });
      if (disposition === "awaiting-decision") console.log(`\nTo promote it: --promote ${summary.runId}`);
      return;
    }
    default:
      throw new Error(`Unknown option ${mode}: use --dry-run, --run, --promote, --discard or --revert.`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof GenieEnhancerError ? error.message : error);
  process.exitCode = 1;
});

import { argv, exit } from "node:process";
import { type LlmClient, SequentialEnhancer, staticToken, WorkspaceConnection } from "genie-enhancer";
import { FileRunStore } from "genie-enhancer/node";

/** A process that runs on a space as soon as it is told to, and waits for a word before it ends. */
const [, , host = "", token = "", spaceId = "", folder = "", runId = ""] = argv;

const word = () => new Promise<unknown>((resolve) => process.once("message", resolve));
const say = (message: string) =>
  new Promise<void>((resolve) => process.send?.(message, undefined, undefined, () => resolve()));

const llm: LlmClient = { id: "none", generate: () => Promise.reject(new Error("no model is needed here")) };
const enhancer = new SequentialEnhancer({
  connection: new WorkspaceConnection({ host, auth: staticToken(token) }),
  store: new FileRunStore({ folder }),
  llm,
  spaceId,
  runId,
  benchmarks: [
    {
      id: "one",
      question: "sql: SELECT one",
      expectedSql: "SELECT one",
    },
  ],
  questionsPerMinute: 6000,
  targetScore: 0,
  preflight: false,
  decide: async () => {
    await say("holds");
    await word();
    return "later" as const;
  },
});

await say("ready");
await word();
try {
  const { summary } = await enhancer.run();
  await say(`ended: ${summary.outcome}`);
} catch (error) {
  await say(error instanceof Error && "code" in error ? String(error.code) : String(error));
}
exit(0);

/**
 * Writes the prompts for all failures of the sample workspace as plain files, each with the schema of its answer:
 *
 *   npm run prompts:render -- --out DIR [--version v1] [--prompts DIR] [--questions orders-2024,revenue-2024]
 *
 * The texts are those that stand in `prompts/`, or in the folder that `--prompts` names, as they are now.
 *
 * Put a model's answer beside a prompt, as `answer.json`, and read them in with `npm run prompts:ingest -- --dir DIR`.
 */
import { parseArgs } from "node:util";
import { renderPrompts } from "./prompts/render-prompts.js";

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    version: { type: "string" },
    prompts: { type: "string" },
    questions: { type: "string" },
  },
});
if (!values.out) throw new Error("Say where to: npm run prompts:render -- --out DIR");
const { index } = await renderPrompts({
  folder: values.out,
  version: values.version,
  prompts: values.prompts,
  questions: values.questions?.split(","),
});
const count = (kind: string) => index.prompts.filter((prompt) => prompt.kind === kind).length;
console.log(
  `Wrote ${count("analysis")} analysis and ${count("judge")} judge prompts of version ${index.version} to ${values.out}.`,
);
console.log(
  "Put each answer beside its prompt as answer.json, then: npm run prompts:ingest -- --dir",
  values.out,
);

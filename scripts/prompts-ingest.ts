/**
 * Reads the answers that lie beside prompts written by `npm run prompts:render`, checks them, runs the loop with them
 * on the sample workspace, and tells what came of it:
 *
 *   npm run prompts:ingest -- --dir DIR [--prompts DIR] [--json]
 *
 * What the loop asks back (to mend an answer) is written to DIR/follow-up; answer it there and ingest again.
 */
import { parseArgs } from "node:util";
import { ingestAnswers } from "./prompts/ingest-answers.js";

const { values } = parseArgs({
  options: { dir: { type: "string" }, prompts: { type: "string" }, json: { type: "boolean" } },
});
if (!values.dir) throw new Error("Say where from: npm run prompts:ingest -- --dir DIR");
const report = await ingestAnswers(values.dir, { prompts: values.prompts });
if (values.json) console.log(JSON.stringify(report));
else {
  const { analyses, fixes, judgements, followUps, unknownAnalyses, run } = report;
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  console.log(
    `Analyses:   ${analyses.answered} of ${analyses.prompts} answered, ${analyses.validJson} valid JSON`,
  );
  for (const problem of analyses.problems) console.log(`  ${problem}`);
  console.log(`Fixes:      ${fixes.proposed} proposed, ${fixes.valid} valid as they are`);
  for (const refusal of fixes.refusals) console.log(`  ${refusal}`);
  console.log(
    `Judgements: ${judgements.answered} of ${judgements.prompts} answered, ${judgements.validJson} valid JSON, ${judgements.right} find the answer right`,
  );
  for (const problem of judgements.problems) console.log(`  ${problem}`);
  if (unknownAnalyses > 0)
    console.log(`Not found:  ${unknownAnalyses} analyses; the prompts have changed since, render them again`);
  if (followUps > 0)
    console.log(`Asked back: ${followUps}, in ${values.dir}/follow-up; answer them and ingest again`);
  console.log(`Loop:       ${run.tried} fixes tried, ${run.kept} kept`);
  for (const { fix, isKept, reason } of run.decisions)
    console.log(`  ${isKept ? "kept       " : "rolled back"}  ${fix}: ${reason}`);
  console.log(`Score:      ${percent(run.initialScore)} to ${percent(run.finalScore)}`);
}

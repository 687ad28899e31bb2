import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CorpusReport, examineDocument, summarize } from "./corpus-report.js";

const args = process.argv.slice(2);
const [folder] = args.filter((arg) => !arg.startsWith("--"));
if (folder === undefined) {
  console.error("Usage: npm run corpus -- DIR [--json]");
  process.exit(2);
}

const reports: CorpusReport[] = [];
for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith(".json")) continue;
  const report = examineDocument(file, readFileSync(join(folder, file), "utf8"));
  reports.push(report);
  print(report);
}

const summary = summarize(reports);
const { documents, roundTripped, clean, crashed } = summary;
console.log(`\n${documents} documents, ${roundTripped} round-tripped, ${clean} clean, ${crashed} crashed`);
if (args.includes("--json")) console.log(JSON.stringify(summary));
process.exitCode = crashed > 0 || roundTripped < documents ? 1 : 0;

function print({ file, problem, isRoundTripped, isClean, findings, fixes }: CorpusReport): void {
  const state =
    problem ?? (isRoundTripped ? (isClean ? "clean" : "breaks rules of the format") : "LOST IN ROUND TRIP");
  console.log(`\n${file}: ${state}${fixes ? `, ${fixes}` : ""}`);
  for (const { severity, rule, pointer, message, isFixable } of findings) {
    console.log(
      `  ${severity.padEnd(7)} ${rule.padEnd(26)} ${pointer || "/"}: ${message}${isFixable ? " (fixable)" : ""}`,
    );
  }
}

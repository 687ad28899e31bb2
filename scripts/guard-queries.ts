/**
 * Checks every query of a file against the read-only guard: `npx tsx scripts/guard-queries.ts FILE`.
 * Queries start with a line `-- @Qnnn`. Ends with status 1 when one is refused.
 */
import { readFileSync } from "node:fs";
import { checkReadOnlySql } from "../src/sql/read-only-guard.js";

const file = process.argv[2];
if (file === undefined) {
  console.error("Usage: npx tsx scripts/guard-queries.ts FILE");
  process.exit(2);
}
const queries = readFileSync(file, "utf8")
  .split(/^-- (?=@Q)/m)
  .slice(1);
const refusals = queries.flatMap((text) => {
  const [name = "", ...lines] = text.split("\n");
  const check = checkReadOnlySql(lines.join("\n"));
  return check.ok ? [] : [`${name.split(" ")[0]}: ${check.reason}`];
});
for (const refusal of refusals) console.error(refusal);
console.log(`${queries.length - refusals.length} of ${queries.length} queries allowed`);
process.exit(refusals.length === 0 && queries.length > 0 ? 0 : 1);

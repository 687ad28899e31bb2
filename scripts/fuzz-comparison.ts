/**
 * Compares random small tables with `compareResults` and by trying all pairings of columns:
 * `npx tsx scripts/fuzz-comparison.ts [PAIRS] [SEED]`. Ends with status 1 at any disagreement.
 */
import { findDisagreements } from "../test/scoring/comparison/brute-force.js";

const pairs = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? 1);
const { disagreements, matches } = findDisagreements(pairs, seed);
for (const disagreement of disagreements.slice(0, 3)) console.error(JSON.stringify(disagreement, null, 1));
console.log(`${pairs} pairs, ${matches} of them equal, ${disagreements.length} disagreements`);
process.exit(disagreements.length === 0 ? 0 : 1);

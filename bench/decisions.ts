/**
 * How well the acceptance policies decide, and at what price, on made-up worlds: `npm run bench:decisions`.
 * `-- --json` prints the cells as the last line; `--worlds=`, `--n=`, `--flaky=` and `--policies=` choose what is run.
 * All policies see the same seeded worlds (`src/decide/worlds/world.ts`) and are the library's own.
 */
import { builtInPolicies } from "../src/decide/policies.js";
import { type Cell, drawWorlds, measure } from "./decisions/cell.js";
import { compareExact } from "./decisions/same-decisions.js";

const argument = (name: string) => process.argv.find((text) => text.startsWith(`--${name}=`))?.split("=")[1];
const numbers = (name: string, otherwise: readonly number[]) =>
  argument(name)?.split(",").map(Number) ?? otherwise;

const policies = builtInPolicies.filter(
  ({ name }) => argument("policies")?.split(",").includes(name) ?? true,
);
const sizes = numbers("n", [20, 50, 100, 200]);
const shares = numbers("flaky", [0, 0.05, 0.1, 0.2]);
const [worlds = 500] = numbers("worlds", []);
if (policies.length === 0) throw new Error("--policies= names no policy of the library");
if (![worlds, ...sizes].every((count) => Number.isInteger(count) && count > 0))
  throw new Error("--worlds= and --n= take whole numbers above 0");
if (!shares.every((share) => share >= 0 && share <= 1))
  throw new Error("--flaky= takes shares from 0 to 1, such as 0.1 for 10 %");

const percent = (share: number, width: number) => `${(share * 100).toFixed(1)}%`.padStart(width);
const fixed = (value: number, width: number, digits = 0) => value.toFixed(digits).padStart(width);

const columns = [
  ["policy", (cell: Cell) => cell.policy.padEnd(15)],
  ["N", ({ n }: Cell) => fixed(n, 4)],
  ["flaky", ({ flaky }: Cell) => percent(flaky, 6)],
  ["asks", ({ asks }: Cell) => fixed(asks, 6)],
  ["over bound", (cell: Cell) => fixed(cell.asks / cell.lowerBound, 10, 2)],
  ["min at 5", ({ minutesAt5 }: Cell) => fixed(minutesAt5, 8)],
  ["at 20", ({ minutesAt20 }: Cell) => fixed(minutesAt20, 5)],
  ["gain", ({ gainShare }: Cell) => percent(gainShare, 6)],
  ["+-", ({ gainShareError }: Cell) => percent(1.96 * gainShareError, 5)],
  ["no-ops kept", ({ falseAccept }: Cell) => percent(falseAccept, 11)],
  ["harmful kept", ({ harmfulAccept }: Cell) => percent(harmfulAccept, 12)],
  ["inflation", ({ inflationPoints }: Cell) => fixed(inflationPoints, 9, 2)],
] as const;

const deterministic = compareExact(2000);
console.log(
  `exact keeps what reference keeps in ${deterministic.same} of ${deterministic.worlds} worlds without noise, with ${percent(deterministic.askShare, 1)} of its questions (N = 20).`,
);

const blank = { policy: "", n: 0, flaky: 0, asks: 0, minutesAt5: 0, minutesAt20: 0, gainShare: 0 };
const sample = { ...blank, gainShareError: 0, falseAccept: 0, harmfulAccept: 0, inflationPoints: 0 };
console.log(`${worlds} worlds a cell, 9 fixes. Asks include the baseline; inflation is in points.\n`);
console.log(
  columns
    .map(([title, text], index) => {
      const width = text({ ...sample, lowerBound: 1 }).length;
      return index === 0 ? title.padEnd(width) : title.padStart(width);
    })
    .join(" "),
);
const cells: Cell[] = [];
for (const n of sizes) {
  for (const flaky of shares) {
    const drawn = drawWorlds(worlds, n, flaky);
    for (const policy of policies) {
      const cell = measure(policy, n, flaky, drawn);
      cells.push(cell);
      console.log(columns.map(([, text]) => text(cell)).join(" "));
    }
  }
}
if (process.argv.includes("--json")) console.log(JSON.stringify({ cells }));

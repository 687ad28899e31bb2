/** How well the acceptance policies decide, and at what price, on made-up worlds: `npm run bench:decisions`. */
import { type PolicyName, policyByName } from "../src/decide/policies.js";
import { seededRandom } from "../src/util/random.js";
import { play } from "./decisions/play.js";
import { drawWorld, oracleGain } from "./decisions/world.js";

const names: readonly PolicyName[] = ["reference", "exact", "confirmed"];
const sizes = [20, 50, 100, 200];
const shares = [0, 0.05, 0.1, 0.2];
const argument = (name: string) => process.argv.find((text) => text.startsWith(`--${name}=`))?.split("=")[1];
const worlds = Number(argument("worlds") ?? 500);

interface Cell {
  readonly policy: PolicyName;
  readonly n: number;
  readonly flaky: number;
  readonly asks: number;
  readonly gainShare: number;
  readonly falseAccept: number;
  readonly harmfulAccept: number;
  readonly inflationPoints: number;
}

function cell(policy: PolicyName, n: number, flaky: number): Cell {
  const sum = {
    asks: 0,
    gain: 0,
    oracle: 0,
    inflation: 0,
    noOps: 0,
    noOpsKept: 0,
    harmful: 0,
    harmfulKept: 0,
  };
  for (let seed = 0; seed < worlds; seed += 1) {
    const world = drawWorld({ questions: n, flaky, fixes: 9 }, seededRandom(seed * 7919 + n));
    const { asks, accepted, gain, inflationPoints } = play(
      world,
      policyByName(policy),
      seededRandom(seed * 104_729 + 1),
    );
    sum.asks += asks;
    sum.gain += gain;
    sum.oracle += oracleGain(world);
    sum.inflation += inflationPoints;
    for (const { id, kind, effects } of world.fixes) {
      const net = effects.reduce((total, { rate }) => total + (rate > 0.5 ? 1 : -1), 0);
      if (kind === "no-op") {
        sum.noOps += 1;
        sum.noOpsKept += Number(accepted.includes(id));
      } else if (net < 0) {
        sum.harmful += 1;
        sum.harmfulKept += Number(accepted.includes(id));
      }
    }
  }
  return {
    policy,
    n,
    flaky,
    asks: sum.asks / worlds,
    gainShare: sum.gain / sum.oracle,
    falseAccept: sum.noOpsKept / sum.noOps,
    harmfulAccept: sum.harmfulKept / sum.harmful,
    inflationPoints: sum.inflation / worlds,
  };
}

const cells: Cell[] = [];
console.log(`${worlds} worlds a cell, 9 fixes. Asks include the baseline.\n`);
console.log("policy      n  flaky   asks   gain  no-ops kept  harmful kept  inflation");
for (const n of sizes) {
  for (const flaky of shares) {
    for (const name of names) {
      const one = cell(name, n, flaky);
      cells.push(one);
      const percent = (share: number, width: number) => `${(share * 100).toFixed(1)}%`.padStart(width);
      console.log(
        `${name.padEnd(9)} ${String(n).padStart(3)} ${percent(flaky, 6)} ${one.asks.toFixed(0).padStart(6)} ${percent(one.gainShare, 6)} ${percent(one.falseAccept, 12)} ${percent(one.harmfulAccept, 13)} ${one.inflationPoints.toFixed(2).padStart(10)}`,
      );
    }
  }
}
if (process.argv.includes("--json")) console.log(JSON.stringify({ cells }));

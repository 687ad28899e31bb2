import type { BenchmarkResult, Score, Verdict } from "./benchmark-result.js";

/** z of a two-sided 95 % interval. */
export const z95 = 1.959963984540054;

/** Wilson score interval of a share, 95 %; the whole range when nothing was counted. */
export function wilsonInterval(
  passed: number,
  total: number,
): { readonly low: number; readonly high: number } {
  if (total === 0) return { low: 0, high: 1 };
  const share = passed / total;
  const z = z95;
  const spread = z * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  const centre = share + (z * z) / (2 * total);
  const scale = 1 + (z * z) / total;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}

/** Passed / (passed + failed). What was not decided is counted apart and leaves the score as it is. */
export function scoreOf(results: readonly Pick<BenchmarkResult, "verdict">[]): Score {
  const count = (wanted: Verdict) => results.filter(({ verdict }) => verdict === wanted).length;
  const passed = count("pass");
  const failed = count("fail");
  return {
    value: passed + failed === 0 ? 0 : passed / (passed + failed),
    interval: wilsonInterval(passed, passed + failed),
    passed,
    failed,
    errors: count("error"),
    invalid: count("invalid"),
  };
}

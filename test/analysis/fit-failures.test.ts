import type { FailureCase } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { fitFailures } from "../../src/analysis/fit-failures.js";
import { estimateTokens } from "../../src/prompts/tokens.js";

const failures = Array.from(
  { length: 40 },
  (_, index): FailureCase => ({
    benchmarkId: `q${index}`,
    question: `What is the revenue of shop ${index}?`,
    failureCategory: "wrong_column",
    explanation: "Other rows. ".repeat(20),
    expectedSql: `SELECT ${"a, ".repeat(200)}b FROM t`,
    genieSql: `SELECT ${"c, ".repeat(200)}d FROM t`,
    expectedSample: { columns: [{ name: "a" }], rows: Array.from({ length: 5 }, () => ["x".repeat(100)]) },
  }),
);
const tokensOf = (list: readonly FailureCase[]) => estimateTokens(JSON.stringify(list));

describe("failures in a prompt", () => {
  it("are told in full where there is room", () => {
    expect(fitFailures(failures.slice(0, 3), 100_000)).toEqual({
      failures: failures.slice(0, 3),
      omitted: undefined,
    });
  });

  it("are told more briefly, the last ones first, before any is left out", () => {
    const room = Math.round(tokensOf(failures) / 2);
    const fitted = fitFailures(failures, room);
    expect(fitted.failures.map(({ benchmarkId }) => benchmarkId)).toEqual(
      failures.map(({ benchmarkId }) => benchmarkId),
    );
    expect(tokensOf(fitted.failures)).toBeLessThan(room * 1.05);
    expect(fitted.failures[0]).toEqual(failures[0]);
    expect(fitted.failures.at(-1)?.expectedSample).toBeUndefined();
    expect(fitted.omitted).toMatch(/^For length, \d+ of the failures are told briefly\.$/);
  });

  it("are left out only in the end, and the prompt says so", () => {
    const fitted = fitFailures(failures, 1_500);
    expect(fitted.failures.length).toBeGreaterThan(1);
    expect(fitted.failures.length).toBeLessThan(failures.length);
    expect(fitted.failures[0]).toEqual(failures[0]);
    expect(fitted.omitted).toContain(
      `${failures.length - fitted.failures.length} more of the same kind are left out`,
    );
  });
});

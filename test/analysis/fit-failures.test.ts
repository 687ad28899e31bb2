import type { FailureCase } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { fitFailures } from "../../src/analysis/fit-failures.js";
import { estimateTokens } from "../../src/prompts/tokens.js";

const caseOf = (index: number): FailureCase => ({
  benchmarkId: `q${index}`,
  question: `What is the revenue of shop ${index}?`,
  failureCategory: "wrong_column",
  explanation: "Other rows. ".repeat(20),
  expectedSql: `SELECT ${"a, ".repeat(200)}b FROM t`,
  genieSql: `SELECT ${"c, ".repeat(200)}d FROM t`,
  expectedSample: { columns: [{ name: "a" }], rows: Array.from({ length: 5 }, () => ["x".repeat(100)]) },
});
const failures = Array.from({ length: 40 }, (_, index) => caseOf(index));
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

  it("stay within the room when one is large by itself: wide rows first, then long texts", () => {
    const rows = Array.from({ length: 5 }, () => Array.from({ length: 200 }, () => "x".repeat(200)));
    const sample = { columns: rows[0]?.map((_, index) => ({ name: `c${index}` })) ?? [], rows };
    const wide: FailureCase = { ...caseOf(0), expectedSample: sample, actualSample: sample };
    const long: FailureCase = {
      ...wide,
      genieSql: `SELECT ${"a + ".repeat(50_000)}1`,
      genieText: "t".repeat(90_000),
    };
    const alone = fitFailures([wide], 6_000);
    expect(tokensOf(alone.failures)).toBeLessThan(6_000);
    expect(alone.failures[0]).toMatchObject({ genieSql: wide.genieSql, expectedSample: { truncated: true } });
    expect(alone.failures[0]?.actualSample?.columns).toHaveLength(15);
    expect(alone.omitted).toContain("told briefly");
    expect(tokensOf(fitFailures([long], 6_000).failures)).toBeLessThan(6_000);
    const crowd = fitFailures([long, ...failures.slice(1)], 6_000);
    expect(tokensOf(crowd.failures)).toBeLessThan(6_300);
    expect(crowd.failures.length).toBeGreaterThan(10);
  });
});

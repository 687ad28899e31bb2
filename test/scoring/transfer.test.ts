import { judgeTransfer } from "genie-enhancer";
import { describe, expect, it } from "vitest";

const table = (bothRight: number, fixed: number, broken: number, bothWrong: number) => ({
  bothRight,
  fixed,
  broken,
  bothWrong,
});

describe("judgeTransfer", () => {
  const seen = table(40, 25, 0, 35);

  it("confirms a gain whose interval lies above 0", () => {
    const transfer = judgeTransfer(seen, table(20, 12, 1, 12));
    expect(transfer).toMatchObject({ verdict: "confirmed", wording: "confirmed on unseen questions" });
    expect(transfer.low).toBeGreaterThan(0);
  });

  it("sees no transfer when only the questions improved on gained", () => {
    expect(judgeTransfer(seen, table(30, 0, 0, 30)).verdict).toBe("no-transfer");
  });

  it("says how little a few questions can tell", () => {
    const transfer = judgeTransfer(table(10, 2, 0, 8), table(2, 1, 0, 2));
    expect(transfer.verdict).toBe("unclear");
    const [, halfWidth] =
      transfer.wording.match(/^not enough held-out questions to tell \(± (\d+) pp\)$/) ?? [];
    expect(Number(halfWidth)).toBe(Math.round(((transfer.high - transfer.low) / 2) * 100));
  });

  it("says when unseen questions got worse, and nothing without any", () => {
    expect(judgeTransfer(seen, table(20, 0, 10, 15)).verdict).toBe("worse");
    expect(judgeTransfer(table(1, 0, 0, 1), table(0, 0, 0, 0))).toMatchObject({
      verdict: "unclear",
      low: -1,
      high: 1,
    });
  });
});

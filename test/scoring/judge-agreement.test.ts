import { judgeAgreement, type LabelledAnswer } from "genie-enhancer";
import { ScriptedLlm } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";

const answer = (id: string, isCorrect: boolean): LabelledAnswer => ({
  id,
  isCorrect,
  question: `Question ${id}`,
  expectedSql: "SELECT 1 AS n",
  genieSql: "SELECT 2 AS n",
  expected: { columns: [{ name: "n" }], rows: [["1"]] },
  actual: { columns: [{ name: "n" }], rows: [["2"]] },
});
const said = (isCorrect: boolean) =>
  JSON.stringify({ isCorrect, confidence: 1, reason: "So.", failureCategory: null });

describe("judgeAgreement", () => {
  it("counts where a judge and a person agree, and which way it errs", async () => {
    const cases = [
      answer("a", true),
      answer("b", true),
      answer("c", false),
      answer("d", false),
      answer("e", false),
      answer("f", true),
    ];
    const llm = new ScriptedLlm([said(true), said(false), said(false), said(true), said(false), "hm", "hm"]);
    const found = await judgeAgreement(llm, cases, { maxConcurrency: 1 });
    expect(found).toMatchObject({
      cases: 6,
      judged: 5,
      agreed: 3,
      falsePasses: 1,
      falseFails: 1,
      errors: 1,
      agreement: 0.6,
    });
    // By hand: chance agreement is (2·2 + 3·3) / 25 = 0.52.
    expect(found.kappa).toBeCloseTo((0.6 - 0.52) / 0.48, 9);
    expect(found.answers.map(({ id }) => id)).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(found.answers[5]).toMatchObject({
      problem: expect.stringContaining("agreed form"),
    });
    expect(llm.requests.every(({ temperature }) => temperature === 0)).toBe(true);
  });

  it("has no kappa where chance alone would agree", async () => {
    const llm = new ScriptedLlm([said(true), said(true)]);
    const found = await judgeAgreement(llm, [answer("a", true), answer("b", true)]);
    expect(found).toMatchObject({ agreement: 1, kappa: undefined });
    const mixed = new ScriptedLlm([said(true), said(false)]);
    expect(await judgeAgreement(mixed, [answer("a", true), answer("b", true)])).toMatchObject({
      agreement: 0.5,
      kappa: undefined,
    });
    expect(await judgeAgreement(new ScriptedLlm([]), [])).toMatchObject({
      cases: 0,
      agreement: 0,
      kappa: undefined,
    });
  });

  it("ends with the caller's reason when it is cancelled", async () => {
    const controller = new AbortController();
    const llm = new ScriptedLlm([
      () => {
        controller.abort(new Error("enough"));
        return said(true);
      },
    ]);
    const judging = judgeAgreement(llm, [answer("a", true), answer("b", true)], {
      maxConcurrency: 1,
      signal: controller.signal,
    });
    await expect(judging).rejects.toThrow("enough");
    expect(llm.requests).toHaveLength(1);
  });
});

import { type AcceptancePolicy, confirmedPolicy } from "genie-enhancer";

const confirmed = confirmedPolicy();
const twoGains: AcceptancePolicy = {
  name: "two-gains",
  next: (state) => {
    const step = confirmed.next(state);
    if (step.kind !== "decide" || step.decision.verdict !== "accepted" || step.decision.gains.length > 1) return step;
    const { bestScore } = state.decisions.at(-1) ?? { bestScore: 0 };
    return { kind: "decide", decision: { ...step.decision, verdict: "rejected", reason: "helps one question only", bestScore } };
  },
};

export {};

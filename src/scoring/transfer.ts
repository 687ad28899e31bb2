import { type Improvement, type PairedOutcomes, pairedImprovement } from "./improvement.js";

/**
 * Whether what was gained on the questions that fixes were chosen on shows on questions that nobody looked at.
 * `confirmed`: the gain on unseen questions is above 0 at 95 %. `worse`: below 0 at 95 %. `no-transfer`: the gain on
 * the others is larger by more than chance explains. `unclear`: too few questions to tell.
 */
export type TransferVerdict = "confirmed" | "worse" | "no-transfer" | "unclear";

/** What held-out questions say about a gain. */
export interface Transfer extends Improvement {
  readonly verdict: TransferVerdict;
  /** The verdict in plain words, such as "not enough held-out questions to tell (± 15 pp)". */
  readonly wording: string;
}

/** Judges the gain on held-out questions, before and after, beside that on the questions improved on. */
export function judgeTransfer(seen: PairedOutcomes, unseen: PairedOutcomes): Transfer {
  const gain = pairedImprovement(unseen);
  const verdict = verdictOf(pairedImprovement(seen), gain);
  return { ...gain, verdict, wording: wordings[verdict](gain) };
}

const wordings: Readonly<Record<TransferVerdict, (gain: Improvement) => string>> = {
  confirmed: () => "confirmed on unseen questions",
  worse: () => "worse on unseen questions",
  "no-transfer": () => "no sign of transfer",
  unclear: ({ low, high }) => `not enough held-out questions to tell (± ${Math.round((high - low) * 50)} pp)`,
};

function verdictOf(seen: Improvement, unseen: Improvement): TransferVerdict {
  if (unseen.low > 0) return "confirmed";
  if (unseen.high < 0) return "worse";
  return isLarger(seen, unseen) ? "no-transfer" : "unclear";
}

/**
 * Whether one of two independent differences is larger at 95 %: their own limits squared and added give those of the
 * difference between them (G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures",
 * Statistics in Medicine 27, 2008).
 */
function isLarger(first: Improvement, second: Improvement): boolean {
  const spread = Math.hypot(first.difference - first.low, second.high - second.difference);
  return first.difference - second.difference - spread > 0;
}

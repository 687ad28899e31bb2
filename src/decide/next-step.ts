import { ConfigurationError } from "../errors/configuration-error.js";
import type { AcceptancePolicy, DecisionState, PolicyStep } from "./acceptance-policy.js";

/**
 * The next step of a policy that may be anyone's.
 * @throws ConfigurationError when it decides a fix that is decided already or is none of the loop, which it would do
 * for ever.
 */
export function nextStep(policy: AcceptancePolicy, state: DecisionState): PolicyStep {
  const step = policy.next(state);
  if (step.kind !== "decide") return step;
  const { fixId } = step.decision;
  const isOpen =
    state.fixes.some(({ id }) => id === fixId) && !state.decisions.some((decided) => decided.fixId === fixId);
  if (!isOpen) throw misbehaved(`decided ${fixId}, which is decided already or no fix of this loop`);
  return step;
}

/** What a policy did that no loop can go on from. */
export function misbehaved(what: string): ConfigurationError {
  return new ConfigurationError("acceptance policy", [{ path: "next", message: what }]);
}

import type { AcceptancePolicy } from "./acceptance-policy.js";
import { confirmedPolicy } from "./confirmed-policy.js";
import { exactPolicy } from "./exact-policy.js";
import { referencePolicy } from "./reference-policy.js";

/** Names of the built-in acceptance policies. */
export type PolicyName = "reference" | "exact" | "confirmed";

const policies: Readonly<Record<PolicyName, AcceptancePolicy>> = {
  reference: referencePolicy,
  exact: exactPolicy,
  confirmed: confirmedPolicy(),
};

export const policyNames: readonly PolicyName[] = ["reference", "exact", "confirmed"];

/** The built-in policy of a name. */
export function policyByName(name: PolicyName): AcceptancePolicy {
  return policies[name];
}

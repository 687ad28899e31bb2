import type { AcceptancePolicy } from "./acceptance-policy.js";
import { confirmedPolicy } from "./confirmed-policy.js";
import { exactPolicy } from "./exact-policy.js";
import { referencePolicy } from "./reference-policy.js";
import { screenedPolicy } from "./screened-policy.js";

/** Names of the built-in acceptance policies. */
export type PolicyName = "reference" | "exact" | "confirmed" | "screened";

const byName: Readonly<Record<PolicyName, AcceptancePolicy>> = {
  reference: referencePolicy,
  exact: exactPolicy,
  confirmed: confirmedPolicy(),
  screened: screenedPolicy(),
};

/** The built-in policy of a name. */
export function policyByName(name: PolicyName): AcceptancePolicy {
  return byName[name];
}

/** All built-in policies, in every preset. */
export const builtInPolicies: readonly AcceptancePolicy[] = [
  ...Object.values(byName),
  screenedPolicy({ preset: "lean" }),
  screenedPolicy({ preset: "strict" }),
];

import type { AcceptancePolicy } from "./acceptance-policy.js";
import { confirmedPolicy } from "./confirmed-policy.js";
import { exactPolicy } from "./exact-policy.js";
import { referencePolicy } from "./reference-policy.js";
import { screenedPolicy } from "./screened-policy.js";

/** Names of the built-in acceptance policies that try one fix after the other. */
export type PolicyName = "reference" | "exact" | "confirmed";

const sequential: Readonly<Record<PolicyName, AcceptancePolicy>> = {
  reference: referencePolicy,
  exact: exactPolicy,
  confirmed: confirmedPolicy(),
};

/** The built-in policy of a name. */
export function policyByName(name: PolicyName): AcceptancePolicy {
  return sequential[name];
}

/** All built-in policies, those that try several fixes at once included. */
export const builtInPolicies: readonly AcceptancePolicy[] = [
  ...Object.values(sequential),
  screenedPolicy(),
  screenedPolicy({ preset: "lean" }),
  screenedPolicy({ preset: "strict" }),
];

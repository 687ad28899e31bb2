import type { Fault } from "genie-enhancer/testing";

/** Every fault that a simulated workspace can make, for some routes. */
export function everyFault(route: RegExp): readonly Fault[] {
  return [
    { route, kind: "status", status: 503 },
    { route, kind: "status", status: 429, errorCode: "REQUEST_LIMIT_EXCEEDED", retryAfterSeconds: 86_400 },
    { route, kind: "status", status: 500, errorCode: "INTERNAL_ERROR" },
    { route, kind: "status", status: 403, errorCode: "PERMISSION_DENIED" },
    { route, kind: "drop-before" },
    { route, kind: "drop-after" },
    { route, kind: "hang" },
    { route, kind: "truncated" },
    { route, kind: "malformed" },
    { route, kind: "slow", durationMs: 30_000 },
    { route, kind: "duplicate-ids" },
  ];
}

/** Faults of all kinds but lasting refusals, which together strike a share of all requests. */
export function randomFaults(share: number): Fault[] {
  const faults = everyFault(/./).filter((fault) => !(fault.kind === "status" && fault.status === 403));
  // Each is drawn only when those before it did not strike.
  return faults.map((fault, index) => ({
    ...fault,
    probability: share / faults.length / (1 - (share * index) / faults.length),
  }));
}

/** What a run asks of a workspace. */
export const runRoutes: Readonly<Record<string, RegExp>> = {
  "get a token": /^POST \/oidc\/v1\/token$/,
  "read a space": /^GET \/api\/2\.0\/genie\/spaces\/[^/]+$/,
  "list spaces": /^GET \/api\/2\.0\/genie\/spaces$/,
  "create a copy": /^POST \/api\/2\.0\/genie\/spaces$/,
  "write a space": /^PATCH \/api\/2\.0\/genie\/spaces\/[^/]+$/,
  "remove a copy": /^DELETE \/api\/2\.0\/genie\/spaces\/[^/]+$/,
  "look up permissions": /^GET \/api\/2\.0\/permissions\//,
  "ask a question": /start-conversation$/,
  "look at an answer": /^GET .*\/messages\/[^/]+$/,
  "read rows": /query-result$/,
  "run a statement": /^POST \/api\/2\.0\/sql\/statements$/,
  "read the catalog": /unity-catalog\/tables/,
  "ask the model": /^POST \/serving-endpoints\//,
};

import type { Random } from "../../util/random.js";
import type { VirtualClock } from "../virtual-clock.js";
import type { Fault, WorkspaceKnobs } from "./knobs.js";
import { DroppedConnection, ServiceError } from "./service-error.js";

/** Longer than anybody waits. */
const forever = 10 * 365 * 24 * 3_600_000;

/** Lets the first fault that fits a request strike it; without one the request is just carried out. */
export async function withFaults(
  route: string,
  { faults }: WorkspaceKnobs,
  {
    random,
    clock,
    signal,
  }: { readonly random: Random; readonly clock: VirtualClock; readonly signal: AbortSignal },
  carryOut: () => Promise<Response>,
): Promise<Response> {
  const fault = faults.find(
    (one) => one.route.test(route) && one.times !== 0 && random() < (one.probability ?? 1),
  );
  if (!fault) return carryOut();
  if (fault.times !== undefined) fault.times -= 1;
  return strike(fault, clock, signal, carryOut);
}

async function strike(
  fault: Fault,
  clock: VirtualClock,
  signal: AbortSignal,
  carryOut: () => Promise<Response>,
): Promise<Response> {
  switch (fault.kind) {
    case "status":
      throw new ServiceError(
        statusOf(fault),
        fault.errorCode ?? "TEMPORARILY_UNAVAILABLE",
        "The service is having a bad time.",
        fault.retryAfterSeconds,
      );
    case "drop-before":
      throw new DroppedConnection();
    case "drop-after":
      await carryOut();
      throw new DroppedConnection();
    case "hang":
      await clock.sleepInside(forever, { signal });
      throw new DroppedConnection();
    case "truncated": {
      const text = await (await carryOut()).text();
      return new Response(text.slice(0, Math.floor(text.length / 2)), {
        headers: { "content-type": "application/json" },
      });
    }
    case "malformed":
      await carryOut();
      return new Response("<html><title>Something went wrong</title></html>", {
        headers: { "content-type": "text/html" },
      });
  }
}

function statusOf({ status = 503 }: Fault): ServiceError["status"] {
  const known: readonly ServiceError["status"][] = [
    400, 401, 403, 404, 408, 409, 412, 429, 500, 501, 502, 503, 504,
  ];
  return known.find((one) => one === status) ?? 500;
}

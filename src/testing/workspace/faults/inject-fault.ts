import type { Random } from "../../../util/random.js";
import type { VirtualClock } from "../../virtual-clock.js";
import { heldClockHeader } from "../../virtual-clock.js";
import { fits } from "../route-pattern.js";
import { DroppedConnection, ServiceError } from "../service-error.js";
import { duplicateIds } from "./duplicate-ids.js";
import type { Fault, StatusFault } from "./fault.js";
import { slowReply, waitsOfBody } from "./slow-body.js";

/** Longer than anybody waits. */
const forever = 10 * 365 * 24 * 3_600_000;

/** The first fault that strikes a request, which then has been counted; undefined when none does. */
export function drawFault(faults: readonly Fault[], route: string, random: Random): Fault | undefined {
  const fault = faults.find(
    (one) => fits(one.route, route) && one.times !== 0 && random() < (one.probability ?? 1),
  );
  if (fault?.times !== undefined) fault.times -= 1;
  return fault;
}

/**
 * Carries a request out as a fault has it.
 * @throws ServiceError, or DroppedConnection where the connection is to break
 */
export async function strike(
  fault: Fault,
  request: Request,
  clock: VirtualClock,
  carryOut: () => Promise<Response>,
): Promise<Response> {
  const { signal } = request;
  switch (fault.kind) {
    case "status":
      throw refusal(fault);
    case "drop-before":
      throw new DroppedConnection();
    case "drop-after":
      await carryOut();
      throw new DroppedConnection();
    case "hang":
      await clock.sleepInside(forever, { signal });
      throw new DroppedConnection();
    case "truncated": {
      const response = await carryOut();
      const text = await response.text();
      return jsonReply(text.slice(0, Math.floor(text.length / 2)), response.status);
    }
    case "malformed":
      await carryOut();
      return new Response("<html><title>Something went wrong</title></html>", {
        headers: { "content-type": "text/html" },
      });
    case "slow": {
      const ms = fault.durationMs / waitsOfBody;
      // A sender that holds the clock does so until it has read the body.
      const isHeld = request.headers.has(heldClockHeader);
      return slowReply(await carryOut(), () =>
        isHeld ? clock.sleepInside(ms, { signal }) : clock.sleep(ms, { signal }),
      );
    }
    case "duplicate-ids": {
      const response = await carryOut();
      const text = await response.text();
      const repeated = response.ok ? duplicateIds(fault, request, JSON.parse(text)) : undefined;
      if (!repeated && fault.times !== undefined) fault.times += 1;
      return jsonReply(repeated ? JSON.stringify(repeated) : text, response.status);
    }
  }
}

const jsonReply = (text: string, status: number) =>
  new Response(text, { status, headers: { "content-type": "application/json" } });

function refusal({ status = 503, errorCode, message, retryAfterSeconds }: StatusFault): ServiceError {
  return new ServiceError(
    status,
    errorCode ?? "TEMPORARILY_UNAVAILABLE",
    message ?? "The service is having a bad time.",
    retryAfterSeconds,
  );
}

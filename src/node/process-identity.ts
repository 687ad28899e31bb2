import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A process, and the machine or container within which its number means something. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly machine: string;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, machine: `${hostname()} ${processSpace()}` };
}

/** Whether a process is known to be gone. Of one on another machine nothing is known. */
export function isGone({ pid, machine }: ProcessIdentity): boolean {
  if (machine !== ownIdentity().machine) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

/** Containers may share a host name and count their processes apart. */
function processSpace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return process.platform;
  }
}

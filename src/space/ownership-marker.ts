import { ConfigurationError } from "../errors/configuration-error.js";
/** Which of a run's copies a space is. Further copies on which fixes are tried count up from 2. */
export type OwnedRole = "dev-best" | "dev-working" | `dev-working-${number}`;

/** Says that a space was made by this library, for which production space, and by which run. */
export interface OwnershipMarker {
  readonly productionId: string;
  readonly runId: string;
  readonly role: OwnedRole;
}

const markerLine =
  /^[ \t]*\[genie-enhancer production=([^\s\]=]+) run=([^\s\]=]+) role=(dev-best|dev-working(?:-[1-9]\d*)?)\][ \t]*$/;
const markerPart = /^[^\s\]=]+$/;

/**
 * The marker as it stands on a line of its own in the space's description.
 * @throws ConfigurationError when an id is empty or holds a blank, `]` or `=`, which could not be read back.
 */
export function formatMarker({ productionId, runId, role }: OwnershipMarker): string {
  for (const part of [productionId, runId]) {
    if (!markerPart.test(part))
      throw new ConfigurationError("ownership marker", [
        { path: "", message: `"${part}" cannot stand in it: use an id without blanks, "]" and "="` },
      ]);
  }
  return `[genie-enhancer production=${productionId} run=${runId} role=${role}]`;
}

/** The marker in a description; undefined for a space that this library did not make. */
export function parseMarker(description: string | undefined): OwnershipMarker | undefined {
  for (const line of (description ?? "").split(/\r?\n/)) {
    const [, productionId, runId, role] = markerLine.exec(line) ?? [];
    if (productionId && runId && isOwnedRole(role)) return { productionId, runId, role };
  }
  return undefined;
}

function isOwnedRole(role: string | undefined): role is OwnedRole {
  return role !== undefined && /^(dev-best|dev-working(-[1-9]\d*)?)$/.test(role);
}

/** The description without its marker line. */
export function withoutMarker(description: string | undefined): string {
  return (description ?? "")
    .split("\n")
    .filter((line) => !markerLine.test(line.replace(/\r$/, "")))
    .join("\n")
    .trimEnd();
}

import { documentIds } from "../space/document-ids.js";
import { hashText } from "../util/hash.js";
import { seededRandom } from "../util/random.js";

/**
 * Sources of document ids by fix. A fix that is applied again after an interruption gets the same ids, so that what
 * it wrote before can be recognised. Later fixes get higher ids.
 */
export function fixDocumentIds({
  runId,
  startedAt,
}: {
  readonly runId: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}): (fixId: string) => () => string {
  return (fixId) => {
    const place = Number(/\d+$/.exec(fixId)?.[0] ?? 0);
    const seed = Number.parseInt(hashText(`${runId} ${fixId}`).slice(0, 8), 16);
    return documentIds({ clock: { now: () => startedAt + place }, random: seededRandom(seed) });
  };
}

import { bagSignature, type EncodedTable } from "./encoded-table.js";
import { scramble } from "./value-hash.js";

const MAX_ROUNDS = 4;

/**
 * Tells columns with equal bags of values apart by the rows their values stand in (colour refinement, Weisfeiler and
 * Leman 1968): each row gets a colour from its values, each column a new signature from its values together with the
 * colours. Repeats while that splits classes. Columns that stay together are identical, symmetric, or in no relation.
 */
export function refineSignatures(
  narrow: EncodedTable,
  wide: EncodedTable,
): { readonly narrow: readonly string[]; readonly wide: readonly string[] } {
  let narrowSignatures: readonly string[] = narrow.signatures();
  let wideSignatures: readonly string[] = wide.signatures();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const shared = sharedClasses(narrowSignatures, wideSignatures);
    const nextNarrow = refine(narrow, narrowSignatures, shared);
    const nextWide = refine(wide, wideSignatures, shared);
    const isStable = new Set(nextNarrow).size === new Set(narrowSignatures).size;
    narrowSignatures = nextNarrow;
    wideSignatures = nextWide;
    if (isStable) break;
  }
  return { narrow: narrowSignatures, wide: wideSignatures };
}

/** Classes with as many columns on both sides: only those certainly take part in every assignment. */
function sharedClasses(narrow: readonly string[], wide: readonly string[]): ReadonlySet<string> {
  const count = (signatures: readonly string[], of: string) => signatures.filter((one) => one === of).length;
  return new Set(narrow.filter((signature) => count(narrow, signature) === count(wide, signature)));
}

function refine(encoded: EncodedTable, signatures: readonly string[], shared: ReadonlySet<string>): string[] {
  const colours = new Int32Array(encoded.rowCount);
  for (const column of encoded.columns) {
    const signature = signatures[column] ?? "";
    if (!shared.has(signature)) continue;
    const lane = encoded.lane(column);
    const salt = saltOf(signature);
    for (let row = 0; row < colours.length; row += 1) {
      colours[row] = (colours[row] ?? 0) + scramble((lane[row] ?? 0) ^ salt);
    }
  }
  const mixed = new Int32Array(encoded.rowCount);
  return encoded.columns.map((column) => {
    const lane = encoded.lane(column);
    for (let row = 0; row < mixed.length; row += 1) {
      mixed[row] = scramble(Math.imul(lane[row] ?? 0, 0x9e3779b1) ^ (colours[row] ?? 0));
    }
    return `${signatures[column]}|${bagSignature(mixed)}`;
  });
}

function saltOf(signature: string): number {
  let salt = 0;
  for (let index = 0; index < signature.length; index += 1) {
    salt = Math.imul(salt ^ signature.charCodeAt(index), 0x01000193);
  }
  return salt;
}

import type { Fix } from "../fixes/fix.js";
import type { FixTouches, FixType } from "../fixes/fix-type.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { Catalog } from "../sql/catalog.js";
import { hashText } from "../util/hash.js";
import { effectKey, plainProse } from "./effect-key.js";
import { plainQuestion } from "./leakage/question-likeness.js";

/** Two fixes that cannot both stand. */
export interface FixConflict {
  /** In the order in which they are to be tried: the one with the greater expected benefit first. */
  readonly fixIds: readonly [string, string];
  /** One sentence for people. */
  readonly reason: string;
}

interface Candidate {
  readonly fix: Fix;
  readonly type: FixType;
  readonly touches: FixTouches;
  readonly catalog: Catalog;
  /** The document with this fix alone; undefined when it cannot be applied or changes nothing. */
  readonly alone: SpaceDocument | undefined;
}

/**
 * Pairs of fixes that contradict each other. Fixes that touch a common path are put to the test: applied one after the
 * other, in both orders, each must still be applicable and must still hold at the end.
 *
 * @param fixes In the order in which they are to be tried.
 */
export function findConflicts(
  fixes: readonly Fix[],
  {
    registry,
    document,
    catalog,
  }: { readonly registry: FixTypeRegistry; readonly document: SpaceDocument; readonly catalog: Catalog },
): readonly FixConflict[] {
  const candidates = fixes.flatMap((fix): readonly Candidate[] => {
    const type = registry.get(fix.type);
    if (!type) return [];
    const touches = type.touches(fix.params, document);
    const alone = outcomeOf({ fix, type, catalog }, document);
    return [{ fix, type, touches, catalog, alone: isApplied(alone) ? alone : undefined }];
  });
  return candidates.flatMap((first, index) =>
    candidates.slice(index + 1).flatMap((second): readonly FixConflict[] => {
      const reason = hasSameEffect(first, second)
        ? undefined
        : (ambiguity(first, second) ?? contradiction(first, second));
      return reason === undefined ? [] : [{ fixIds: [first.fix.id, second.fix.id], reason }];
    }),
  );
}

function hasSameEffect(first: Candidate, second: Candidate): boolean {
  return effectKey(first.type, first.fix.params) === effectKey(second.type, second.fix.params);
}

/** Contradictions that are not in the document's form: one term for two columns, one question with two answers. */
function ambiguity(first: Candidate, second: Candidate): string | undefined {
  if (first.type !== second.type) return undefined;
  const [one, other] = [first.fix.params, second.fix.params];
  if (typeof one.synonym === "string" && typeof other.synonym === "string") {
    const isOneTerm = plainProse(one.synonym) === plainProse(other.synonym);
    const isOneColumn = one.table === other.table && one.column === other.column;
    if (isOneTerm && !isOneColumn && first.fix.type.startsWith("add_"))
      return `both claim the term "${one.synonym}"`;
  }
  if (typeof one.question === "string" && typeof other.question === "string" && one.sql !== other.sql)
    return plainQuestion(one.question) === plainQuestion(other.question)
      ? "both answer the same question, with different SQL"
      : undefined;
  return undefined;
}

function contradiction(first: Candidate, second: Candidate): string | undefined {
  if (!haveCommonGround(first, second)) return undefined;
  return spoils(first, second) ?? spoils(second, first);
}

/** What goes wrong when `later` follows `earlier`. */
function spoils(earlier: Candidate, later: Candidate): string | undefined {
  if (!earlier.alone || !later.alone) return undefined;
  const label = ({ fix, type }: Candidate) => type.describe(fix.params);
  const both = outcomeOf(later, earlier.alone);
  if (both === "invalid") return `"${label(later)}" cannot follow "${label(earlier)}"`;
  // What the earlier one said for the later one too is redundant, and no contradiction.
  if (both === "no-change") return undefined;
  // A fix whose effect stands has nothing left to do.
  if (!isApplied(outcomeOf(earlier, both)) || isApplied(outcomeOf(earlier, earlier.alone))) return undefined;
  return label(later) === label(earlier)
    ? `each replaces what the other says: "${label(later)}"`
    : `"${label(later)}" undoes "${label(earlier)}"`;
}

type Outcome = SpaceDocument | "no-change" | "invalid";

function outcomeOf(
  { fix, type, catalog }: Pick<Candidate, "fix" | "type" | "catalog">,
  document: SpaceDocument,
): Outcome {
  try {
    if (type.validate(fix.params, document, catalog).length > 0) return "invalid";
    const newId = () => hashText(fix.id).slice(0, 32);
    const application = type.apply(fix.params, document, { newId });
    return application.status === "applied" ? application.document : application.status;
  } catch {
    // A type is the user's code; what it cannot cope with cannot be applied.
    return "invalid";
  }
}

function isApplied(outcome: Outcome): outcome is SpaceDocument {
  return typeof outcome !== "string";
}

/** Whether two fixes may get in each other's way: they touch one path, or one adds or removes what the other touches. */
function haveCommonGround(first: Candidate, second: Candidate): boolean {
  const paths = first.touches.paths.some((path) =>
    second.touches.paths.some((other) => isWithin(path, other, "/") || isWithin(other, path, "/")),
  );
  const isSource = [first, second].some(({ fix }) => fix.category === "metric_views");
  return paths || (isSource && shareObject(first.touches, second.touches));
}

function shareObject(first: FixTouches, second: FixTouches): boolean {
  return first.objects.some((object) =>
    second.objects.some((other) => isWithin(object, other, ".") || isWithin(other, object, ".")),
  );
}

function isWithin(part: string, whole: string, separator: string): boolean {
  return part === whole || part.startsWith(`${whole}${separator}`);
}

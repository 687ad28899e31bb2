import { GenieEnhancerError } from "../../errors/genie-enhancer-error.js";
import type { FixType } from "../../fixes/fix-type.js";
import type { FixTypeCase } from "./fix-type-case.js";
import { fixTypeLaws } from "./fix-type-laws.js";
import { BrokenLaw, tryCase } from "./fix-type-trial.js";

/** A fix type that does not do what every fix type must. */
export class FixTypeConformanceError extends GenieEnhancerError {
  readonly code = "FIX_TYPE_CONFORMANCE";

  constructor(
    readonly type: string,
    /** What is broken, one entry a law and case. */
    readonly broken: readonly { readonly caseName: string; readonly law: string; readonly detail: string }[],
  ) {
    const lines = broken.map(({ caseName, law, detail }) => `  ${caseName}: ${law}: ${detail}`);
    super(
      `Fix type ${type} breaks ${broken.length} ${broken.length === 1 ? "law" : "laws"}:\n${lines.join("\n")}`,
      { context: { type, broken } },
    );
  }
}

/**
 * Checks a fix type against the laws that all of them obey, on cases to which it applies: `apply` is pure and
 * changes nothing when done again, `invert` takes it back and keeps what others changed, unknown fields and every
 * object that `touches` does not name stay byte for byte, a valid document stays valid, `key` and `describe` can be
 * used, and the schema takes what it gives. The documents of the cases get unknown fields of the check's own.
 *
 * @throws FixTypeConformanceError that names every law that is broken, the case, and what was seen.
 *
 * @example
 * it("obeys the laws", () => conformFixType(hideColumn, [{ params: { table, column }, document }]));
 */
export async function conformFixType<Params extends object>(
  type: FixType<Params>,
  cases: readonly FixTypeCase<Params>[],
): Promise<void> {
  const broken: { caseName: string; law: string; detail: string }[] = [];
  const note = (caseName: string, error: unknown) => {
    const { law, detail } =
      error instanceof BrokenLaw ? error : new BrokenLaw("nothing throws", `it threw ${String(error)}`);
    broken.push({ caseName, law, detail });
  };
  if (cases.length === 0) note("no case", new BrokenLaw("there is a case", "nothing was tried"));
  if (type.prepare && !type.undo)
    note("the type", new BrokenLaw("what prepare does can be undone", "it has no undo"));
  for (const [index, one] of cases.entries()) {
    const caseName = one.name ?? `case ${index + 1}`;
    try {
      // Parameters are checked by the schema of the type itself before they reach anything else.
      const trial = await tryCase(type as unknown as FixType, one);
      for (const law of fixTypeLaws) {
        try {
          law(trial);
        } catch (error) {
          note(caseName, error);
        }
      }
    } catch (error) {
      note(caseName, error);
    }
  }
  if (broken.length > 0) throw new FixTypeConformanceError(type.type, broken);
}

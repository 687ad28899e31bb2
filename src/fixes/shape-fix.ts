import type { StandardIssue, StandardResult } from "../util/standard-schema.js";
import type { Fix } from "./fix.js";
import type { FixProblem } from "./fix-problem.js";
import type { FixTypeRegistry } from "./fix-type-registry.js";

/** A fix with its parameters as the schema of its type gives them, defaults filled in. */
export interface ShapedFix {
  readonly fix: Fix;
  /** What the schema finds wrong; the parameters are as they were given then. */
  readonly problems: readonly FixProblem[];
}

/** Puts the parameters of a fix through the schema of its type. */
export async function shapeFix(fix: Fix, registry: FixTypeRegistry): Promise<ShapedFix> {
  const type = registry.get(fix.type);
  return type
    ? shapedBy(await type.schema["~standard"].validate(fix.params), fix)
    : { fix, problems: [registry.problemWith(fix.type)] };
}

/** The same at once. A schema that answers later is taken to have nothing to say. */
export function shapeFixNow(fix: Fix, registry: FixTypeRegistry): ShapedFix {
  const type = registry.get(fix.type);
  if (!type) return { fix, problems: [registry.problemWith(fix.type)] };
  const result = type.schema["~standard"].validate(fix.params);
  return "then" in result ? { fix, problems: [] } : shapedBy(result, fix);
}

function shapedBy(result: StandardResult<Fix["params"]>, fix: Fix): ShapedFix {
  if (!result.issues) return { fix: { ...fix, params: result.value }, problems: [] };
  const problems = result.issues.map((issue) => ({
    path: ["params", ...segments(issue)].join("."),
    message: issue.message,
  }));
  return { fix, problems };
}

function segments({ path = [] }: StandardIssue): readonly string[] {
  return path.map((part) => String(typeof part === "object" ? part.key : part));
}

import type { StandardIssue } from "../util/standard-schema.js";
import type { Fix } from "./fix.js";
import type { FixProblem } from "./fix-problem.js";
import type { FixTypeRegistry } from "./fix-type-registry.js";

/** What the schema of its type finds wrong with the parameters of a fix. */
export async function checkParams(fix: Fix, registry: FixTypeRegistry): Promise<readonly FixProblem[]> {
  const type = registry.get(fix.type);
  if (!type) return [registry.problemWith(fix.type)];
  const { issues } = await type.schema["~standard"].validate(fix.params);
  return (
    issues?.map((issue) => ({ path: ["params", ...segments(issue)].join("."), message: issue.message })) ?? []
  );
}

function segments({ path = [] }: StandardIssue): readonly string[] {
  return path.map((part) => String(typeof part === "object" ? part.key : part));
}

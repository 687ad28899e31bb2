import { isPlainObject } from "../../util/json.js";
import { type MemberShape, memberShape, type ObjectShape, spaceShape } from "../document-shape.js";
import { renamedFlags } from "../migrate-version-1.js";
import type { DocumentRule, RuleCheck, RuleContext } from "./rule.js";

const version1: DocumentRule = {
  id: "version-1",
  severity: "info",
  kind: "practice",
  isFixable: true,
  mend: "Nothing: it is sent as version 2.",
};

const version1Field: DocumentRule = {
  id: "version-1-field",
  severity: "error",
  kind: "format",
  isFixable: true,
  mend: "Use the name of version 2.",
};

const unknownField: DocumentRule = {
  id: "unknown-field",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "Remove the member, unless the service itself wrote it.",
};

export const versionRules: readonly DocumentRule[] = [version1, version1Field, unknownField];

/** Names that the format of the document's version does not have. */
export const checkVersion: RuleCheck = (context) => {
  if (context.sourceVersion === 1)
    context.report(version1, ["version"], "the document was written in version 1");
  const { version: _, ...rest } = context.data;
  visit(rest, spaceShape, [], context);
};

function visit(value: object, shape: ObjectShape, place: (string | number)[], context: RuleContext): void {
  for (const [name, member] of Object.entries(value)) {
    const known = memberShape(shape, name);
    place.push(name);
    if (known) visitMember(member, known, place, context);
    else if (isRenamed(name) && "column_name" in shape.members) {
      context.report(version1Field, [...place], `"${name}" is called "${renamedFlags[name]}" in version 2`);
    } else context.report(unknownField, [...place], `the format has no "${name}" here`);
    place.pop();
  }
}

function visitMember(
  value: unknown,
  shape: MemberShape,
  place: (string | number)[],
  context: RuleContext,
): void {
  if (shape.kind === "object" && isPlainObject(value)) visit(value, shape.shape, place, context);
  if (shape.kind !== "list" || !Array.isArray(value)) return;
  value.forEach((item: object, index) => {
    place.push(index);
    visit(item, shape.item, place, context);
    place.pop();
  });
}

function isRenamed(name: string): name is keyof typeof renamedFlags {
  return Object.hasOwn(renamedFlags, name);
}

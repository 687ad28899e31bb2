import { isPlainObject } from "../../util/json.js";
import { type MemberShape, memberShape, type ObjectShape, spaceShape } from "../document-shape.js";
import { runsTogether } from "../line-breaks.js";
import type { DocumentRule, RuleCheck, RuleContext } from "./rule.js";

const lineWithoutNewline: DocumentRule = {
  id: "line-without-newline",
  severity: "warning",
  kind: "practice",
  isFixable: true,
  mend: "End every element but the last with a line break: the service puts them together without one.",
};

const emptyMember: DocumentRule = {
  id: "empty-member",
  severity: "info",
  kind: "practice",
  isFixable: true,
  mend: "Leave the member out.",
};

const stringLength: DocumentRule = {
  id: "string-length",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "Shorten the text, or break it into lines.",
};

const listLength: DocumentRule = {
  id: "list-length",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "Remove items.",
};

export const textRules: readonly DocumentRule[] = [lineWithoutNewline, emptyMember, stringLength, listLength];

/** Texts cut into lines, and the lengths of strings and lists, wherever they are. */
export const checkTexts: RuleCheck = (context) => {
  const { version: _, ...rest } = context.data;
  visitObject(rest, spaceShape, [], context);
};

function visitObject(
  value: object,
  shape: ObjectShape | undefined,
  place: (string | number)[],
  context: RuleContext,
) {
  for (const [name, member] of Object.entries(value)) {
    const known = shape && memberShape(shape, name);
    place.push(name);
    const isEmpty = isEmptyMember(member);
    if (isEmpty && known && !known.isRequired) {
      context.report(emptyMember, [...place], `"${name}" says nothing`);
    } else if (!isEmpty) visitValue(member, known, place, context);
    place.pop();
  }
}

function visitValue(
  value: unknown,
  shape: MemberShape | undefined,
  place: (string | number)[],
  context: RuleContext,
) {
  const { limits, report } = context;
  if (typeof value === "string") {
    if (value.length <= limits.stringLength) return;
    const message = `a string of ${value.length} characters; the service takes ${limits.stringLength}`;
    report(stringLength, [...place], message);
    return;
  }
  if (Array.isArray(value)) {
    if (value.length > limits.listLength) {
      report(listLength, [...place], `${value.length} items; the service takes ${limits.listLength}`);
    }
    if (shape?.kind === "text" && value.length > 1) checkLines(value, place, context);
    const item = shape?.kind === "list" ? ({ kind: "object", shape: shape.item } as const) : undefined;
    for (let index = 0; index < value.length; index += 1) {
      place.push(index);
      visitValue(value[index], item, place, context);
      place.pop();
    }
    return;
  }
  if (isPlainObject(value))
    visitObject(value, shape?.kind === "object" ? shape.shape : undefined, place, context);
}

function checkLines(pieces: readonly string[], place: (string | number)[], { report }: RuleContext): void {
  const count = pieces.filter((_, index) => runsTogether(pieces, index)).length;
  if (count === 0) return;
  const first = pieces.findIndex((_, index) => runsTogether(pieces, index));
  report(
    lineWithoutNewline,
    [...place],
    `${count} of ${pieces.length} elements run into the next one, first "${(pieces[first] ?? "").slice(-40)}"`,
  );
}

function isEmptyMember(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === false || (isPlainObject(value) && Object.keys(value).length === 0);
}

import { isTouched } from "../../fixes/touched-paths.js";
import { changedPaths } from "../../space/document-paths.js";
import { introducedFindings } from "../../space/introduced-findings.js";
import type { SpaceDocument } from "../../space/space-document.js";
import { isPlainObject } from "../../util/json.js";
import { attempt, BrokenLaw, type FixTypeTrial, unknownMember } from "./fix-type-trial.js";
import { laterEdit } from "./later-edit.js";

type Law = (trial: FixTypeTrial) => void;

const appliedTwice: Law = ({ after, apply }) => {
  const again = apply(after);
  if (again.status !== "no-change")
    throw new BrokenLaw(
      "applying twice is no-change",
      `the second time it changes ${shown(changedPaths(after, again.document)) || "nothing, but says applied"}`,
    );
};

const changesSomething: Law = ({ before, after }) => {
  if (after.equals(before))
    throw new BrokenLaw(
      "applied means changed",
      "it says applied, and the document means what it meant before",
    );
};

const isRepeatable: Law = ({ before, after, apply }) => {
  const again = apply(before);
  if (again.status !== "applied" || again.document.serialize() !== after.serialize())
    throw new BrokenLaw("apply is pure", "the same parameters on the same document gave two results");
};

const isInverted: Law = ({ type, params, before, after }) => {
  const restored = attempt("invert is pure", () => type.invert(params, after, before));
  if (restored.serialize() !== before.serialize())
    throw new BrokenLaw(
      "invert restores the document",
      `it leaves ${shown(changedPaths(before, restored)) || "other text"}`,
    );
};

const isInvertedLater: Law = ({ type, params, before, after }) => {
  const touches = type.touches(params, before);
  const later = laterEdit(touches);
  const restored = attempt("invert is pure", () => type.invert(params, later(after), before));
  if (restored.serialize() !== later(before).serialize())
    throw new BrokenLaw(
      "invert keeps what others changed",
      `it changes ${shown(changedPaths(later(before), restored)) || "other text"}`,
    );
};

const staysValid: Law = ({ before, after }) => {
  const broken = introducedFindings(before, after).filter(({ severity }) => severity === "error");
  if (broken.length > 0)
    throw new BrokenLaw(
      "valid stays valid",
      broken.map(({ pointer, message }) => `${pointer}: ${message}`).join("; "),
    );
};

const keepsUnknown: Law = ({ before, after }) => {
  const lost = changedPaths(before, after).filter(({ path }) => path.endsWith(`/${unknownMember}`));
  if (lost.length > 0) throw new BrokenLaw("unknown fields survive", `it changes ${shown(lost)}`);
};

const touchesOnlyWhatItNames: Law = ({ type, params, before, after }) => {
  const touches = attempt("touches is pure", () => type.touches(params, before));
  const elsewhere = changedPaths(before, after).filter((change) => !isTouched(change, touches));
  if (elsewhere.length > 0)
    throw new BrokenLaw(
      "nothing changes but what touches names",
      `it changes ${shown(elsewhere)}, and names ${touches.paths.join(", ") || "no path"}`,
    );
};

const survivesTheWire: Law = ({ after }) => {
  if (!parsedAgain(after).equals(after))
    throw new BrokenLaw("the result survives being written and read", "it means something else afterwards");
};

const hasKey: Law = ({ type, params }) => {
  const key = attempt("key is pure", () => type.key(params));
  if (typeof key !== "string" || key === "") throw new BrokenLaw("key is a text", JSON.stringify(key));
  if (type.key(reversed(params)) !== key)
    throw new BrokenLaw("key does not depend on the order of members", key);
};

const isDescribed: Law = ({ type, params }) => {
  const line = attempt("describe is pure", () => type.describe(params));
  if (typeof line !== "string" || line.trim() === "" || line.includes("\n"))
    throw new BrokenLaw("describe gives one line", JSON.stringify(line));
};

/** What must hold of every case of every fix type. */
export const fixTypeLaws: readonly Law[] = [
  changesSomething,
  isRepeatable,
  appliedTwice,
  isInverted,
  keepsUnknown,
  touchesOnlyWhatItNames,
  isInvertedLater,
  staysValid,
  survivesTheWire,
  hasKey,
  isDescribed,
];

function shown(changes: readonly { readonly path: string }[]): string {
  return changes
    .slice(0, 5)
    .map(({ path }) => path)
    .join(", ");
}

function parsedAgain(document: SpaceDocument): SpaceDocument {
  return document.with(JSON.parse(document.serialize()));
}

/** The same object with its members the other way round, at every depth. */
function reversed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(reversed) as Value;
  if (!isPlainObject(value)) return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([name, member]) => [name, reversed(member)])) as Value;
}

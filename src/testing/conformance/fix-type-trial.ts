import type { FixApplication, FixType } from "../../fixes/fix-type.js";
import type { SerializedSpace } from "../../space/serialized-space.js";
import { SpaceDocument } from "../../space/space-document.js";
import type { Catalog } from "../../sql/catalog.js";
import { canonicalJson, deepFreeze, isPlainObject, type JsonObject } from "../../util/json.js";
import { catalogOf, countedIds, type FixTypeCase } from "./fix-type-case.js";

/** A law that a type breaks. */
export class BrokenLaw extends Error {
  constructor(
    readonly law: string,
    readonly detail: string,
  ) {
    super(`${law}: ${detail}`);
  }
}

/** One case on trial: the type with its parameters as its schema shapes them, and what applying them gives. */
export interface FixTypeTrial {
  readonly type: FixType;
  readonly params: JsonObject;
  readonly catalog: Catalog;
  /** The document of the case with a member that the format does not know in every object. */
  readonly before: SpaceDocument;
  readonly after: SpaceDocument;
  apply(document: SpaceDocument): FixApplication;
}

/** Name of the members that nobody knows. */
export const unknownMember = "x_not_known";

/**
 * Puts a case to a type.
 * @throws BrokenLaw when the type does not take it, or does not change anything.
 */
export async function tryCase(
  type: FixType,
  { params: raw, document, catalog: given }: FixTypeCase<object>,
): Promise<FixTypeTrial> {
  const before = SpaceDocument.parse(withUnknown(document.data));
  const catalog = deepFreeze(structuredClone(given ?? catalogOf(document)));
  const params = deepFreeze(await shaped(type, raw));
  // A fix is kept with its parameters as they were shaped, and checked again before it is written.
  const again = await shaped(type, params).catch((error: unknown) => String(error));
  if (canonicalJson(again) !== canonicalJson(params))
    throw new BrokenLaw(
      "the schema takes what it gives",
      `it made ${canonicalJson(again)} of ${canonicalJson(params)}`,
    );
  const problems = attempt("validate is pure", () => type.validate(params, before, catalog));
  if (problems.length > 0) {
    const reasons = problems.map(({ path, message }) => `${path || "params"}: ${message}`);
    throw new BrokenLaw("validate takes the case", reasons.join("; "));
  }
  const apply = (to: SpaceDocument) =>
    attempt("apply is pure", () => type.apply(params, to, { newId: countedIds() }));
  const application = apply(before);
  if (application.status === "no-change")
    throw new BrokenLaw("apply changes the document of the case", `no-change, ${application.reason}`);
  if (application.status !== "applied")
    throw new BrokenLaw("apply answers at once", 'it gave neither "applied" nor "no-change"');
  return { type, params, catalog, before, after: application.document, apply };
}

/** Runs a function of the type. All that it is given is frozen, so that an attempt to change it throws. */
export function attempt<Result>(law: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new BrokenLaw(law, `it threw ${String(error)}`);
  }
}

async function shaped(type: FixType, raw: object): Promise<JsonObject> {
  const result = await type.schema["~standard"].validate(structuredClone(raw));
  if (result.issues)
    throw new BrokenLaw("the schema takes the case", result.issues.map(({ message }) => message).join("; "));
  return result.value;
}

/** A document in which every object has a member that the format does not know. */
function withUnknown(data: SerializedSpace): object {
  const marked = mark(data, "");
  return typeof marked === "object" && marked !== null ? marked : {};
}

function mark(value: unknown, at: string): unknown {
  if (Array.isArray(value)) return value.map((item, index) => mark(item, `${at}/${index}`));
  if (!isPlainObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, mark(member, `${at}/${name}`)]);
  return { ...Object.fromEntries(members), [unknownMember]: { kept: [at, null, { deep: true }] } };
}

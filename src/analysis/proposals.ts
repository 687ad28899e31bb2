import * as z from "zod";
import type { Fix } from "../fixes/fix.js";
import type { FixType } from "../fixes/fix-type.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { Catalog } from "../sql/catalog.js";
import { isPlainObject, type JsonObject } from "../util/json.js";
import { redactText } from "../util/redact.js";
import type { DroppedFix } from "./dropped-fix.js";
import { effectKey } from "./effect-key.js";
import { extendClaims, failuresOn, type ReadFailure } from "./extend-claims.js";
import type { LeakageRules } from "./leakage/leakage-rules.js";

/** What the model answers. A fix is anything here; its own type checks it afterwards. */
export const AnalysisAnswerSchema = z.object({
  diagnosis: z.string().max(4_000).catch(""),
  fixes: z.array(z.unknown()),
});

export interface ProposalContext {
  readonly registry: FixTypeRegistry;
  readonly document: SpaceDocument;
  readonly catalog: Catalog;
  /** Benchmarks that the model was shown. */
  readonly shown: readonly string[];
  /** All failures of this analysis. */
  readonly failures: readonly ReadFailure[];
  readonly leakage: LeakageRules;
}

export interface ValidProposal {
  readonly ok: true;
  readonly type: FixType;
  readonly fix: Omit<Fix, "id">;
  /** Equal for proposals with the same effect. */
  readonly key: string;
}

export interface RefusedProposal {
  readonly ok: false;
  readonly dropped: DroppedFix;
  /** Whether the model may be asked for a corrected one. */
  readonly isMendable: boolean;
  /** Benchmarks that it was made from, which stays true of a corrected one. */
  readonly derivedFrom: readonly string[];
}

export type CheckedProposal = ValidProposal | RefusedProposal;

/** Checks one proposal: a type on offer, parameters of its shape, applicable to the document, and no copy. */
export async function checkProposal(raw: unknown, context: ProposalContext): Promise<CheckedProposal> {
  const { registry, shown } = context;
  const refuse = (kind: DroppedFix["kind"], reason: string, fixType = "unknown"): RefusedProposal => ({
    ok: false,
    dropped: { kind, fixType, description: fixType, reason, benchmarkIds: shown },
    isMendable: kind === "unknown-type" || kind === "invalid",
    derivedFrom: [],
  });
  if (!isPlainObject(raw)) return refuse("invalid", "a fix must be an object with a type");
  const name = typeof raw.type === "string" ? raw.type.slice(0, 80) : "unknown";
  const type = registry.get(name);
  if (!type) return refuse("unknown-type", `"${name}" is not a kind of change on offer`, name);
  try {
    return await checkOfType(raw, type, context, (kind, reason) => refuse(kind, reason, name));
  } catch (error) {
    // A type is the user's code; what it cannot cope with is a wrong proposal, not the end of a run.
    const message = redactText(error instanceof Error ? error.message : String(error));
    return refuse("invalid", `${name} cannot handle it: ${message.slice(0, 300)}`, name);
  }
}

async function checkOfType(
  raw: Readonly<Record<string, unknown>>,
  type: FixType,
  context: ProposalContext,
  refuse: (kind: DroppedFix["kind"], reason: string) => RefusedProposal,
): Promise<CheckedProposal> {
  const { document, catalog, leakage } = context;
  const parsed = await type.schema["~standard"].validate(ownParams(raw, type));
  if (parsed.issues) {
    const problems = parsed.issues.map(
      ({ path = [], message }) => `${path.map(segment).join(".")}: ${message}`,
    );
    return refuse("invalid", problems.join("; "));
  }
  const params = parsed.value;
  const problems = type.validate(params, document, catalog);
  if (problems.length > 0)
    return refuse(
      "invalid",
      problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; "),
    );
  const application = type.apply(params, document, { newId: () => "0".repeat(32) });
  const description = type.describe(params);
  const described = (refused: RefusedProposal): RefusedProposal => ({
    ...refused,
    dropped: { ...refused.dropped, description },
  });
  if (application.status === "no-change") return described(refuse("no-effect", application.reason));
  const { refusal, derivedFrom } = leakage.judge(params);
  if (refusal) {
    const { kind, reason, isMendable } = refusal;
    return { ...described(refuse(kind, reason)), isMendable, derivedFrom };
  }
  const fix = fixOf(raw, type, params, derivedFrom, context);
  return { ok: true, type, fix, key: effectKey(type, params) };
}

function fixOf(
  { reason, claims }: Readonly<Record<string, unknown>>,
  type: FixType,
  params: JsonObject,
  derivedFrom: readonly string[],
  { document, shown, failures }: ProposalContext,
): Omit<Fix, "id"> {
  const touches = type.touches(params, document);
  const stated = Array.isArray(claims) ? shown.filter((id) => claims.includes(id)) : [];
  const likely = failuresOn(
    touches,
    failures.filter(({ id }) => shown.includes(id)),
  );
  const proposedFor = [stated, likely, shown].find(({ length }) => length > 0) ?? [];
  return {
    type: type.type,
    category: type.category,
    params,
    reason: typeof reason === "string" ? reason.slice(0, 1_000) : "",
    proposedFor,
    claims: extendClaims(proposedFor, touches, failures),
    derivedFrom,
  };
}

/** Only the parameters of the type itself: the schema of all types together makes models fill in others as null. */
function ownParams(raw: Readonly<Record<string, unknown>>, { jsonSchema }: FixType): object {
  const own = new Set(isPlainObject(jsonSchema.properties) ? Object.keys(jsonSchema.properties) : []);
  return Object.fromEntries(Object.entries(raw).filter(([name, value]) => value !== null && own.has(name)));
}

function segment(part: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof part === "object" ? part.key : part);
}

import { z } from "zod";
import type { Fix } from "../fixes/fix.js";
import type { FixType } from "../fixes/fix-type.js";
import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { Catalog } from "../sql/catalog.js";
import type { JsonObject } from "../util/json.js";

/** What the model answers. A fix is any object here; its own type checks it afterwards. */
export const AnalysisAnswerSchema = z.object({
  diagnosis: z.string().max(4_000).catch(""),
  fixes: z.array(z.record(z.string(), z.unknown())).max(50),
});

/** One fix as the model wrote it. */
export type RawProposal = z.infer<typeof AnalysisAnswerSchema>["fixes"][number];

export interface ProposalContext {
  readonly registry: FixTypeRegistry;
  readonly document: SpaceDocument;
  readonly catalog: Catalog;
  /** Benchmarks that the model was shown. */
  readonly shown: readonly string[];
}

export type CheckedProposal =
  | { readonly ok: true; readonly type: FixType; readonly fix: Omit<Fix, "id" | "derivedFrom"> }
  | {
      readonly ok: false;
      readonly raw: RawProposal;
      readonly fixType: string;
      readonly problems: readonly string[];
    };

/** Checks one proposal: a type on offer, parameters of its shape, and applicable to the document. */
export async function checkProposal(
  raw: RawProposal,
  { registry, document, catalog, shown }: ProposalContext,
): Promise<CheckedProposal> {
  const { type: name, reason, claims, ...rest } = raw;
  const fixType = typeof name === "string" ? name.slice(0, 80) : "unknown";
  const refuse = (...problems: string[]): CheckedProposal => ({ ok: false, raw, fixType, problems });
  const type = registry.get(fixType);
  if (!type) return refuse(`"${fixType}" is not a kind of change on offer`);
  const params = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  const own = new Set(Object.keys(asRecord(type.jsonSchema.properties)));
  const ownParams = Object.fromEntries(Object.entries(params).filter(([key]) => own.has(key)));
  const parsed = await type.schema["~standard"].validate(ownParams);
  if (parsed.issues) {
    return refuse(
      ...parsed.issues.map(({ path = [], message }) => `${path.map(segment).join(".")}: ${message}`),
    );
  }
  const problems = type.validate(parsed.value, document, catalog);
  if (problems.length > 0)
    return refuse(...problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)));
  const known = Array.isArray(claims) ? shown.filter((id) => claims.includes(id)) : [];
  return {
    ok: true,
    type,
    fix: {
      type: type.type,
      category: type.category,
      params: parsed.value as JsonObject,
      reason: typeof reason === "string" ? reason.slice(0, 1_000) : "",
      claims: known.length > 0 ? known : shown,
    },
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function segment(part: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof part === "object" ? part.key : part);
}

import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { LlmResponse } from "../llm/llm-client.js";
import { readAnswer } from "../llm/structured-output.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { Catalog } from "../sql/catalog.js";
import { isPlainObject } from "../util/json.js";
import { analysisOutputSchema } from "./output-schema.js";
import { AnalysisAnswerSchema } from "./proposals.js";

/** What an answer's fixes are measured against. */
export interface AnswerContext {
  readonly registry: FixTypeRegistry;
  readonly document: SpaceDocument;
  readonly catalog: Catalog;
}

/** How good one answer to an analysis is by itself, before anything of it is mended or tried. */
export interface AnswerQuality {
  /** Whether it is JSON of the agreed form, if need be cut out of the text around it. */
  readonly isValidJson: boolean;
  /** Why it is not. */
  readonly problem?: string | undefined;
  /** Fixes in it. */
  readonly proposed: number;
  /** Fixes that are of a type on offer, of its form, and applicable to the space. */
  readonly valid: number;
  /** Why the other fixes are not. */
  readonly refusals: readonly string[];
}

/** Measures one answer of a model to an analysis. */
export async function measureAnswer(response: LlmResponse, context: AnswerContext): Promise<AnswerQuality> {
  const outputSchema = analysisOutputSchema(context.registry.types);
  const reading = readAnswer(response, { schema: AnalysisAnswerSchema, outputSchema });
  if (!reading.ok)
    return { isValidJson: false, problem: reading.problem, proposed: 0, valid: 0, refusals: [] };
  const { fixes } = reading.value;
  const problems = await Promise.all(fixes.map((raw) => problemOf(raw, context)));
  const refusals = problems.filter((problem) => problem !== undefined);
  return { isValidJson: true, proposed: fixes.length, valid: fixes.length - refusals.length, refusals };
}

/** Why a proposal cannot be applied; undefined when it can. */
async function problemOf(
  raw: unknown,
  { registry, document, catalog }: AnswerContext,
): Promise<string | undefined> {
  if (!isPlainObject(raw) || typeof raw.type !== "string") return "a fix without a type";
  const type = registry.get(raw.type);
  if (!type) return `${raw.type.slice(0, 80)}: not on offer`;
  const { properties } = type.jsonSchema;
  const params = Object.entries(raw).filter(
    ([name, value]) => value !== null && isPlainObject(properties) && Object.hasOwn(properties, name),
  );
  const parsed = await type.schema["~standard"].validate(Object.fromEntries(params));
  const problems = parsed.issues ?? type.validate(parsed.value, document, catalog);
  const [problem] = problems;
  return problem && `${type.type}: ${problem.message}`;
}

import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import { estimateTokens } from "../prompts/tokens.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { JsonObject } from "../util/json.js";
import type { FailureCase, TriedFix } from "./analysis-input.js";
import { readsOf } from "./failure-difference.js";
import { fixBasis } from "./fix-basis.js";

/** A fix that was tried, as the model is told about it. */
export interface ToldTrial {
  readonly type: string;
  readonly description: string;
  readonly params?: JsonObject | undefined;
  readonly verdict: TriedFix["verdict"];
  readonly evidence: string;
  readonly when?: string | undefined;
  /** The objects that it touches are described otherwise now. */
  readonly hasChangedSince?: true | undefined;
}

export interface ToldHistory {
  readonly trials: readonly ToldTrial[];
  /** How many are left out for length. */
  readonly omitted: number;
}

/** The trials that one call is told of: those on the tables of its failures first, the latest of these first. */
export function toldHistory(
  history: readonly TriedFix[],
  failures: readonly FailureCase[],
  {
    registry,
    document,
    maxTokens,
  }: {
    readonly registry: FixTypeRegistry;
    readonly document: SpaceDocument;
    readonly maxTokens: number;
  },
): ToldHistory {
  const tables = new Set(failures.flatMap((failure) => [...readsOf(failure).tables]));
  const concerns = ({ type, params }: TriedFix): boolean => {
    const touches = params && registry.get(type)?.touches(params, document);
    return touches?.objects.some((object) => tables.has(object.split(".")[2]?.toLowerCase() ?? "")) ?? true;
  };
  const latest = history.toReversed();
  const ranked = [...latest.filter(concerns), ...latest.filter((tried) => !concerns(tried))];
  let left = maxTokens;
  const trials: ToldTrial[] = [];
  for (const tried of ranked) {
    const told = tell(tried, registry, document);
    left -= estimateTokens(JSON.stringify(told));
    if (left < 0) break;
    trials.push(told);
  }
  return { trials, omitted: history.length - trials.length };
}

function tell(tried: TriedFix, registry: FixTypeRegistry, document: SpaceDocument): ToldTrial {
  const { type: name, description, params, verdict, evidence, when, basis } = tried;
  const type = registry.get(name);
  const hasChanged =
    type && params && basis && fixBasis({ params, claims: [] }, type, document, []).objects !== basis.objects;
  return {
    type: name,
    description,
    params,
    verdict,
    evidence,
    when,
    ...(hasChanged ? { hasChangedSince: true } : {}),
  };
}

import type { FixTypeRegistry } from "../fixes/fix-type-registry.js";
import type { LlmClient, LlmMessage } from "../llm/llm-client.js";
import { LlmOutputError } from "../llm/llm-error.js";
import { generateStructured } from "../llm/structured-output.js";
import { fence } from "../prompts/fence.js";
import type { AnalysisInput } from "./analysis-input.js";
import type { AnalysisMeter } from "./analysis-usage.js";
import { limitProposals, readFixes, roomLeft } from "./limit-proposals.js";
import { analysisOutputSchema } from "./output-schema.js";
import {
  AnalysisAnswerSchema,
  type CheckedProposal,
  checkProposal,
  type ProposalContext,
  type RefusedProposal,
} from "./proposals.js";

export interface AnalysisCallOptions {
  readonly llm: LlmClient;
  readonly registry: FixTypeRegistry;
  readonly meter: AnalysisMeter;
  readonly messages: readonly LlmMessage[];
  /** What the messages were rendered from. */
  readonly input: AnalysisInput;
  readonly context: ProposalContext;
  readonly signal: AbortSignal | undefined;
}

export interface AnalysisCallResult {
  readonly diagnosis: string;
  readonly proposals: readonly CheckedProposal[];
}

/**
 * Asks for fixes for one group of failures and checks each. What can be mended goes back to the model once, with the
 * exact reasons; what is still wrong then is refused for good, and so is what goes beyond the fixes that were asked for.
 */
export async function callForFixes(options: AnalysisCallOptions): Promise<AnalysisCallResult> {
  const { messages, context, meter, input } = options;
  const most = input.maxFixes ?? Number.POSITIVE_INFINITY;
  const first = await ask(options, messages);
  if (!first.ok) return { diagnosis: "", proposals: [unusable(first.reason, context.shown)] };
  const { diagnosis } = first;
  const checked = await checkAll(first.fixes, options);
  // What there is no room for is not worth a call.
  const mendable = checked
    .filter((proposal): proposal is RefusedProposal => !proposal.ok && proposal.isMendable)
    .slice(0, roomLeft(checked, most));
  if (mendable.length === 0 || meter.spentBudget !== undefined)
    return { diagnosis, proposals: limitProposals(checked, most) };
  const second = await ask(options, [...messages, ...correction(first.text, mendable)]);
  const answers = second.ok ? await checkAll(second.fixes, options) : [];
  const others = checked.filter((proposal) => proposal.ok || !mendable.includes(proposal));
  return { diagnosis, proposals: limitProposals([...others, ...replaced(mendable, answers)], most) };
}

async function checkAll(
  raw: readonly unknown[],
  { registry, context }: AnalysisCallOptions,
): Promise<readonly CheckedProposal[]> {
  const { fixes, cut } = readFixes(raw, registry, context.shown);
  return [...(await Promise.all(fixes.map((fix) => checkProposal(fix, context)))), ...cut];
}

type GroupAnswer =
  | {
      readonly ok: true;
      readonly diagnosis: string;
      readonly fixes: readonly unknown[];
      readonly text: string;
    }
  | { readonly ok: false; readonly reason: string };

async function ask(
  { llm, registry, input, meter, signal }: AnalysisCallOptions,
  messages: readonly LlmMessage[],
): Promise<GroupAnswer> {
  try {
    const { value, text, usage } = await generateStructured({
      llm,
      request: {
        messages,
        outputSchema: analysisOutputSchema(registry.types),
        temperature: 0,
        purpose: { kind: "analyze-failures", input },
      },
      schema: AnalysisAnswerSchema,
      signal,
    });
    meter.add(usage);
    return { ok: true, ...value, text };
  } catch (error) {
    if (!(error instanceof LlmOutputError)) throw error;
    meter.add(error.usage);
    return { ok: false, reason: error.message };
  }
}

/**
 * Corrected proposals in the place of the refused ones: each takes the place of the first that is left of its type, or
 * else of the first that is left. A refused one that nothing replaces is reported as it was.
 */
function replaced(
  refused: readonly RefusedProposal[],
  answers: readonly CheckedProposal[],
): readonly CheckedProposal[] {
  const left = [...refused];
  const proposals = answers.map((answer): CheckedProposal => {
    const type = answer.ok ? answer.fix.type : answer.dropped.fixType;
    const same = left.findIndex(({ dropped }) => dropped.fixType === type);
    const [original] = left.splice(Math.max(0, same), 1);
    if (!answer.ok || !original) return answer;
    // However it reads now, it was made from these.
    const derivedFrom = [...new Set([...original.derivedFrom, ...answer.fix.derivedFrom])];
    return { ...answer, fix: { ...answer.fix, derivedFrom } };
  });
  return [...proposals, ...left];
}

/** Characters of an answer that are sent back with the reasons: far more than the fixes asked for take. */
const longestRepeat = 20_000;

/** Gives refused proposals back with the exact reasons. */
function correction(answer: string, refused: readonly RefusedProposal[]): readonly LlmMessage[] {
  const reasons = refused.map(
    ({ dropped: { fixType, description, reason } }, index) =>
      `${index + 1}. ${description === fixType ? fixType : `${fixType} (${description})`}: ${reason}`,
  );
  return [
    { role: "assistant", content: answer.slice(0, longestRepeat) },
    {
      role: "user",
      content: [
        "Some of these cannot be used. Answer once more in the same form with corrected versions of these only, in this order, or with an empty list:",
        fence("problems", reasons.join("\n")),
      ].join("\n\n"),
    },
  ];
}

function unusable(reason: string, shown: readonly string[]): RefusedProposal {
  return {
    ok: false,
    dropped: {
      kind: "unusable-answer",
      fixType: "unknown",
      description: "An answer that cannot be used",
      reason,
      benchmarkIds: shown,
    },
    isMendable: false,
    derivedFrom: [],
  };
}

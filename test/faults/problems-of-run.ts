import { GenieEnhancerError, parseMarker, SpaceDocument } from "genie-enhancer";
import { cancelReason, type FaultyRun, originalDocument, secretsOf } from "./small-run.js";

/** What is wrong with how a run ended, whatever it met on its way; empty when all is well. Clears up after it. */
export async function problemsOf(run: FaultyRun): Promise<readonly string[]> {
  return [
    ...run.unhandled.map((reason) => `unhandled rejection: ${String(reason)}`),
    ...secretsOf(run).flatMap((secret, index) =>
      run.said.includes(secret) ? [`secret ${index} was told`] : [],
    ),
    ...(run.workspace.clock.pending > 0 ? [`${run.workspace.clock.pending} timers were left`] : []),
    ...endProblems(run),
    ...journalProblems(run),
    ...productionProblems(run),
    ...(await leftovers(run)),
  ];
}

/** A right outcome, or a typed error. */
function endProblems({ result, error }: FaultyRun): readonly string[] {
  if (error !== undefined) {
    const isTyped =
      (error instanceof GenieEnhancerError && /^[A-Z_]+$/.test(error.code)) ||
      (error instanceof Error && error.message === cancelReason);
    return isTyped ? [] : [`it threw ${String(error)}`];
  }
  if (!result) return ["it neither ended nor threw"];
  const { summary } = result;
  const hasWord = summary.decided.some(({ isKept, fix }) => isKept && fix.params.synonym === "turnover");
  const expected = summary.outcome === "cancelled" ? undefined : { initial: 0.5, final: hasWord ? 1 : 0.5 };
  const wrongly = summary.decided.filter(({ isKept, fix }) => isKept && fix.params.synonym !== "turnover");
  return [
    ...wrongly.map(({ fix }) => `it kept ${fix.description}`),
    ...(expected && expected.initial !== summary.initialScore.value
      ? [`it took ${summary.initialScore.value} for the initial score`]
      : []),
    ...(expected && expected.final !== summary.finalScore.value
      ? [`it took ${summary.finalScore.value} for the final score`]
      : []),
    ...(summary.improvement < 0 ? [`the score fell by ${summary.improvement}`] : []),
  ];
}

/** The journal tells of the run from its start to its end, or of nothing when it never began. */
function journalProblems({ entries, error }: FaultyRun): readonly string[] {
  if (entries.length === 0) return error === undefined ? ["the journal is empty"] : [];
  const last = entries.at(-1);
  return [
    ...(entries[0]?.type === "run-start" || entries[0]?.sequence === 1 ? [] : ["the journal has no start"]),
    ...(entries.every(({ sequence }, index) => sequence === index + 1) ? [] : ["the journal has gaps"]),
    ...(entries.some(({ type }) => type === "run-end") ? [] : [`the journal ends with ${last?.type}`]),
  ];
}

/** Production is what it was, or what the journal says was promoted. */
function productionProblems({ workspace, spaceId, entries, result }: FaultyRun): readonly string[] {
  const production = workspace.documentOf(spaceId);
  const best = entries.findLast((entry) => entry.type === "best-document");
  const isUntouched = production.equals(SpaceDocument.parse(originalDocument));
  const isBest = best !== undefined && production.equals(SpaceDocument.parse(best.document));
  const wasIntended = entries.some((entry) => entry.type === "intent" && entry.action === "promote");
  const writes = workspace.requests.filter((one) => one.isSpaceWrite && one.spaceId === spaceId).length;
  return [
    ...(isUntouched || (isBest && wasIntended) ? [] : ["production holds what nobody decided on"]),
    ...(result?.disposition === "promoted" && best && !isBest
      ? ["it was not promoted, though it says so"]
      : []),
    ...(writes > 0 && !wasIntended ? [`${writes} writes to production`] : []),
  ];
}

/** After a promotion only production is there. Otherwise what is left says whose it is, and goes when the run is cleaned up. */
async function leftovers({ workspace, spaceId, result, enhancer }: FaultyRun): Promise<readonly string[]> {
  const copies = () => workspace.spaces.filter(({ id }) => id !== spaceId);
  if (result?.disposition === "promoted") return copies().map(({ title }) => `${title} is left`);
  const unknown = copies().filter(({ description }) => parseMarker(description)?.runId !== "run-1");
  if (copies().length > 0) await enhancer.cleanup("run-1");
  return [
    ...unknown.map(({ title }) => `${title} does not say whose it is`),
    ...copies().map(({ title }) => `${title} is left after the run was cleaned up`),
  ];
}

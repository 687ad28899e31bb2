import type { JournalEntry, RunResult } from "genie-enhancer";
import type { SimulatedWorkspace } from "genie-enhancer/testing";
import type { CachedEngine } from "./cached-engine.js";

/** What a run did and left, for comparing an interrupted one with one that was not. JSON-safe. */
export interface Story {
  readonly outcome: string;
  readonly disposition: string;
  readonly scores: readonly number[];
  /** Every decision in order, with its reason. */
  readonly decisions: readonly string[];
  /** What production holds at the end; ids of new objects are numbered. */
  readonly production: string;
  readonly spacesLeft: number;
  readonly viewsLeft: readonly string[];
  /** Requests of each kind. */
  readonly questions: number;
  readonly creations: number;
  readonly productionWrites: number;
  readonly viewsCreated: readonly string[];
  /** Answers of the model that were paid for. */
  readonly llmAnswers: number;
  /** Entries that must be there once, such as `fix-end fix-001`. */
  readonly repeatedEvents: readonly string[];
}

/** Reads the story out of the result, the journal, and the workspace. */
export async function storyOf(
  { summary, disposition }: RunResult,
  entries: readonly JournalEntry[],
  workspace: SimulatedWorkspace,
  engine: CachedEngine,
  productionId: string,
): Promise<Story> {
  const { requests } = workspace;
  return {
    outcome: summary.outcome,
    disposition,
    scores: [summary.initialScore.value, summary.finalScore.value],
    decisions: summary.decided.map(({ fix, verdict, reason }) => `${fix.description}: ${verdict}, ${reason}`),
    production: withoutNewIds(workspace.documentOf(productionId).serialize()),
    spacesLeft: workspace.spaces.length,
    viewsLeft: (await workspace.tables()).filter(({ kind }) => kind !== "table").map(({ name }) => name),
    questions: requests.filter(({ path }) => path.endsWith("/start-conversation")).length,
    creations: requests.filter(({ method, path }) => method === "POST" && path.endsWith("/genie/spaces"))
      .length,
    productionWrites: requests.filter(({ isSpaceWrite, spaceId }) => isSpaceWrite && spaceId === productionId)
      .length,
    viewsCreated: engine.createdViews,
    llmAnswers: entries.filter(({ type }) => type === "llm-end").length,
    repeatedEvents: repeatedEvents(entries),
  };
}

/**
 * What an interrupted run has otherwise than the one that was not. As many questions as were under way at once may
 * have been in flight, and so asked again.
 */
export function differences(expected: Story, actual: Story, inFlight = 1): readonly string[] {
  const names = Object.keys(expected).filter((name): name is keyof Story => name in actual);
  return names.flatMap((name) => {
    const [wanted, got] = [expected[name], actual[name]];
    if (name === "questions" && typeof got === "number" && typeof wanted === "number") {
      return got >= wanted && got <= wanted + inFlight ? [] : [`questions: ${wanted} expected, ${got} asked`];
    }
    const [left, right] = [JSON.stringify(wanted), JSON.stringify(got)];
    return left === right ? [] : [`${name}: ${left} expected, ${right} found`];
  });
}

/** Ids of objects that fixes add are made of the run's start, which an interruption before it may put off. */
function withoutNewIds(text: string): string {
  const numbers = new Map<string, string>();
  return text.replace(/"0[0-9a-f]{31}"/g, (id) => {
    const number = numbers.get(id) ?? `"new-${numbers.size + 1}"`;
    numbers.set(id, number);
    return number;
  });
}

function repeatedEvents(entries: readonly JournalEntry[]): readonly string[] {
  const once = entries.flatMap((entry) => {
    switch (entry.type) {
      case "fix-end":
      case "fix-start":
        return [`${entry.type} ${entry.fix.fixId}`];
      case "space-created":
      case "space-removed":
        return [`${entry.type} ${entry.spaceId}`];
      case "backup":
      case "run-start":
      case "loop-start":
      case "loop-end":
      case "promotion-end":
      case "run-end":
        return [entry.type];
      case "step-end":
        return [`step ${entry.step}`];
      default:
        return [];
    }
  });
  return [...new Set(once.filter((name, index) => once.indexOf(name) !== index))].sort();
}

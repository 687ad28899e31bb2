import {
  ConsoleReporter,
  MemoryRunStore,
  type RunEvent,
  SequentialEnhancer,
  type SequentialEnhancerOptions,
  type SerializedSpace,
  SpaceDocument,
  seededRandom,
  staticToken,
  WorkspaceConnection,
} from "genie-enhancer";
import { ScriptedLlm, SimulatedWorkspace, simulatedToken } from "genie-enhancer/testing";
import {
  analysisFor,
  benchmarks,
  document,
  passingWith,
  scriptedGenie,
  tables,
  title,
} from "./sample-space.js";

/** A line of the log with the time, in milliseconds of the virtual clock, at which it was written. */
export interface LoggedLine {
  readonly line: string;
  readonly at: number;
  /** Requests that the workspace had got by then. */
  readonly requests: number;
}

export interface PlanBRun {
  readonly workspace: SimulatedWorkspace;
  readonly spaceId: string;
  readonly enhancer: SequentialEnhancer;
  readonly store: MemoryRunStore;
  readonly llm: ScriptedLlm;
  readonly lines: readonly LoggedLine[];
  readonly events: readonly RunEvent[];
}

export interface PlanBRunOptions extends Partial<SequentialEnhancerOptions> {
  /** Fixes that the model proposes with each failure, before those of the script. */
  readonly alsoProposed?: readonly object[] | undefined;
  /** Failures that are analysed once more, in further loops. @default 0 */
  readonly analysedAgain?: number | undefined;
}

/** The sample run of plan B, ready to begin: scripted answers and proposals, policy `reference`, a virtual clock. */
export async function planBRun({
  alsoProposed,
  analysedAgain = 0,
  ...options
}: PlanBRunOptions = {}): Promise<PlanBRun> {
  const workspace = await SimulatedWorkspace.create({
    tables,
    genie: scriptedGenie,
    spaces: [{ title, document }],
  });
  const connection = new WorkspaceConnection({
    host: workspace.host,
    auth: staticToken(simulatedToken),
    fetch: workspace.fetch,
    clock: workspace.clock,
    random: seededRandom(1),
  });
  const passing = passingWith(dataOf(document));
  const failing = (options.benchmarks ?? benchmarks).filter(({ id }) => !passing.has(id));
  const llm = new ScriptedLlm(
    Array.from({ length: failing.length + analysedAgain }, () => ({ messages }) => {
      const prompt = messages.map(({ content }) => content).join("\n");
      return analysisFor(prompt, alsoProposed);
    }),
  );
  const lines: LoggedLine[] = [];
  const write = (line: string) =>
    void lines.push({ line, at: workspace.clock.now(), requests: workspace.requests.length });
  const store = new MemoryRunStore();
  const spaceId = workspace.spaces[0]?.id ?? "";
  const enhancer = new SequentialEnhancer({
    connection,
    store,
    spaceId,
    benchmarks,
    llm,
    reporters: [new ConsoleReporter({ write })],
    policy: "reference",
    judge: "never",
    preflight: false,
    metricViewSchema: "main.shop",
    maxLoops: 1,
    runId: "run-b",
    ...options,
  });
  const events: RunEvent[] = [];
  enhancer.on("*", (event) => events.push(event));
  return { workspace, spaceId, enhancer, store, llm, lines, events };
}

/** A document as answers are scripted for it. */
export function dataOf(space: object): SerializedSpace {
  return SpaceDocument.parse(space).data;
}

/** Share of the questions that a space answers rightly, read off its document instead of being asked. */
export function trueScore(workspace: SimulatedWorkspace, spaceId: string): number {
  return passingWith(workspace.documentOf(spaceId).data).size / benchmarks.length;
}

/** The events of one type. */
export function eventsOf<T extends RunEvent["type"]>({ events }: Pick<PlanBRun, "events">, type: T) {
  return events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
}

/** Id of the copy that a run made for a role. */
export function copyOf(run: Pick<PlanBRun, "events">, role: "dev-working" | "dev-best"): string {
  return eventsOf(run, "space-created").find((event) => event.role === role)?.spaceId ?? "";
}

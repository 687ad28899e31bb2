import {
  MemoryRunStore,
  type RunEvent,
  SequentialEnhancer,
  type SequentialEnhancerOptions,
  seededRandom,
  staticToken,
  WorkspaceConnection,
} from "genie-enhancer";
import {
  OfflineAnalyst,
  SimulatedWorkspace,
  type SimulatedWorkspaceOptions,
  simulatedToken,
  VirtualClock,
} from "genie-enhancer/testing";
import { onTestFinished } from "vitest";
import { borrowRetailEngine, retail } from "../testing/retail/retail-engine.js";

/** A few of the retail questions, by short name: small runs are quick and easy to follow. */
export function benchmarksNamed(...names: readonly string[]) {
  return retail.benchmarks.filter(({ tags = [] }) => names.includes(tags[0] ?? ""));
}

export interface RetailRun {
  readonly workspace: SimulatedWorkspace;
  readonly connection: WorkspaceConnection;
  readonly spaceId: string;
  readonly enhancer: SequentialEnhancer;
  readonly events: RunEvent[];
  readonly store: MemoryRunStore;
}

/** An enhancer over the sample company with everything at hand that a test looks at; closed when the test ends. */
export async function retailRun(
  options: Partial<SequentialEnhancerOptions> = {},
  workspaceOptions: Omit<Partial<SimulatedWorkspaceOptions>, "tables" | "setup"> = {},
): Promise<RetailRun> {
  const clock = workspaceOptions.clock ?? new VirtualClock();
  const workspace = await SimulatedWorkspace.create({
    clock,
    engine: workspaceOptions.engine ?? (await borrowRetailEngine(() => clock.now())),
    spaces: [{ title: retail.title, document: retail.spaceDocument }],
    ...workspaceOptions,
  });
  onTestFinished(() => workspace.close());
  const spaceId = workspace.spaces[0]?.id ?? "";
  const connection = new WorkspaceConnection({
    host: workspace.host,
    auth: staticToken(simulatedToken),
    fetch: workspace.fetch,
    clock,
    random: seededRandom(1),
  });
  const store = new MemoryRunStore();
  const enhancer = new SequentialEnhancer({
    connection,
    store,
    spaceId,
    llm: new OfflineAnalyst({ makesMistakes: false }),
    benchmarks: benchmarksNamed("orders-2024", "revenue-2024", "customers-by-country", "margin-by-category"),
    questionsPerMinute: 60,
    maxLoops: 2,
    runId: "run-test",
    ...options,
  });
  const events: RunEvent[] = [];
  enhancer.on("*", (event) => events.push(event));
  return { workspace, connection, spaceId, enhancer, events, store };
}

/** The events of one type. */
export function eventsOf<T extends RunEvent["type"]>(events: readonly RunEvent[], type: T) {
  return events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
}

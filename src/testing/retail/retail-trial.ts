import type { VariantTrial } from "../../analysis/compare-prompt-versions.js";
import { SequentialEnhancer, type SequentialEnhancerOptions } from "../../enhance/sequential-enhancer.js";
import { staticToken } from "../../http/static-token.js";
import { WorkspaceConnection } from "../../http/workspace-connection.js";
import type { Cancellable } from "../../util/cancellable.js";
import { seededRandom } from "../../util/random.js";
import { SimulatedWorkspace, simulatedToken } from "../simulated-workspace.js";
import { retailWorkspace } from "./retail-workspace.js";

/** A simulated workspace with the sample company in it, and an enhancer over its space. */
export interface RetailTrial {
  readonly workspace: SimulatedWorkspace;
  readonly connection: WorkspaceConnection;
  readonly spaceId: string;
  readonly enhancer: SequentialEnhancer;
}

/** What is set up on the sample workspace. */
export type RetailTrialOptions = Pick<SequentialEnhancerOptions, "llm"> &
  Partial<Omit<SequentialEnhancerOptions, "connection" | "spaceId">>;

/** The same each time for the same answers of the model. Close the workspace when done. */
export async function retailTrial(options: RetailTrialOptions): Promise<RetailTrial> {
  const retail = retailWorkspace();
  const workspace = await SimulatedWorkspace.create({
    tables: retail.tables,
    spaces: [{ title: retail.title, document: retail.spaceDocument }],
  });
  const spaceId = workspace.spaces[0]?.id ?? "";
  const connection = new WorkspaceConnection({
    host: workspace.host,
    auth: staticToken(simulatedToken),
    fetch: workspace.fetch,
    clock: workspace.clock,
    random: seededRandom(1),
  });
  const enhancer = new SequentialEnhancer({
    connection,
    spaceId,
    metricViewSchema: retail.metricViewSchema,
    questionsPerMinute: 60,
    maxLoops: 1,
    // Prompts are compared on every failure there is.
    holdout: "none",
    onComplete: "keep",
    runId: "retail-trial",
    ...options,
  });
  return { workspace, connection, spaceId, enhancer };
}

/** Runs the loop on the sample company's space and tells how many fixes were kept. */
export async function tryOnRetailWorkspace(
  options: RetailTrialOptions,
  { signal }: Cancellable = {},
): Promise<VariantTrial> {
  const { workspace, enhancer } = await retailTrial(options);
  try {
    const { summary } = await enhancer.run({ signal });
    return {
      tried: summary.decided.length,
      kept: summary.decided.filter(({ isKept }) => isKept).length,
      initialScore: summary.initialScore.value,
      finalScore: summary.finalScore.value,
    };
  } finally {
    await workspace.close();
  }
}

import type { Benchmark } from "../../benchmarks/benchmark.js";
import type { SerializedSpace } from "../../space/serialized-space.js";
import { seededRandom } from "../../util/random.js";
import { retailBenchmarks } from "./retail-benchmarks.js";
import { eventTables, foreignTables } from "./retail-event-tables.js";
import { masterTables } from "./retail-master-tables.js";
import { thinRetailSpace } from "./retail-space.js";
import { Dice, type RetailTable } from "./retail-table.js";

/** How the sample workspace is made. */
export interface RetailWorkspaceOptions {
  /** The same seed gives the same rows. @default 7 */
  readonly seed?: number | undefined;
}

/** A sample company: data, a space over it, and questions with their SQL. */
export interface RetailWorkspace {
  readonly title: string;
  readonly description: string;
  /** By three-part name; includes three tables that the space does not list. */
  readonly tables: Readonly<Record<string, RetailTable>>;
  /** The space's document, with the benchmarks in it. */
  readonly spaceDocument: SerializedSpace;
  readonly benchmarks: readonly Benchmark[];
  /** `catalog.schema` for metric views. */
  readonly metricViewSchema: string;
  /** Time at which the data ends, in milliseconds since the epoch: 2025-06-30T12:00:00Z. */
  readonly now: number;
}

/**
 * A retail company in nine tables of a space and three others, about 65,000 rows, generated in the same way each
 * time. Its space has the thin metadata that real spaces have, so that about two questions in five are answered
 * right; good fixes bring it to about nine in ten.
 */
export function retailWorkspace({ seed = 7 }: RetailWorkspaceOptions = {}): RetailWorkspace {
  const dice = new Dice(seededRandom(seed));
  const master = masterTables(dice);
  const products = master["retail.sales.products"] ?? { columns: [], rows: [] };
  return {
    title: "Retail sales",
    description: "Orders, customers, products and stores of a retail company.",
    tables: { ...master, ...eventTables(dice, products), ...foreignTables(dice) },
    spaceDocument: thinRetailSpace(retailBenchmarks),
    benchmarks: retailBenchmarks,
    metricViewSchema: "retail.sales",
    now: Date.UTC(2025, 5, 30, 12),
  };
}

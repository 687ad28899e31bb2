import { notFound } from "../service-error.js";
import type { EvalRun } from "./eval-run.js";

/** Beyond this many the oldest runs are let go. */
const mostRuns = 50;

/** The evaluation runs of a simulated workspace. */
export class EvalRunStore {
  readonly #runs = new Map<string, EvalRun>();

  add(run: EvalRun): void {
    this.#runs.set(run.id, run);
    const oldest = this.#runs.size > mostRuns ? this.#runs.keys().next().value : undefined;
    if (oldest !== undefined) this.#runs.delete(oldest);
  }

  /** Runs over a space, the newest first. */
  of(spaceId: string): readonly EvalRun[] {
    return [...this.#runs.values()].filter((run) => run.spaceId === spaceId).reverse();
  }

  /** @throws ServiceError 404 */
  run(spaceId: string, id: string): EvalRun {
    const found = this.#runs.get(id);
    if (found?.spaceId !== spaceId) throw notFound(`Evaluation run ${id}`);
    return found;
  }
}

import { readPages } from "../http/read-pages.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { Cancellable } from "../util/cancellable.js";
import {
  type EvalResult,
  type EvalResultDetails,
  type EvalRun,
  evalResultDetailsOf,
  evalRunOf,
} from "./eval-run.js";
import { EvalResultDetailsSchema, EvalResultListSchema, EvalRunSchema } from "./genie-wire.js";

/** Requests about the evaluation runs of one space. @param path of the space's evaluation runs */
export class EvalRunRequests {
  readonly #connection: WorkspaceConnection;
  readonly #path: string;

  constructor(connection: WorkspaceConnection, path: string) {
    this.#connection = connection;
    this.#path = path;
  }

  async create(benchmarkIds: readonly string[], { signal }: Cancellable): Promise<EvalRun> {
    const wire = await this.#connection.request({
      method: "POST",
      path: this.#path,
      body: { benchmark_question_ids: benchmarkIds },
      schema: EvalRunSchema,
      // A second request would start a second run.
      retry: "throttled",
      signal,
    });
    return evalRunOf(wire);
  }

  async get(runId: string, { signal }: Cancellable): Promise<EvalRun> {
    const wire = await this.#connection.request({
      method: "GET",
      path: this.#pathOf(runId),
      schema: EvalRunSchema,
      retry: "safe",
      signal,
    });
    return evalRunOf(wire);
  }

  async *results(runId: string, { signal }: Cancellable): AsyncGenerator<EvalResult> {
    const pages = readPages((pageToken) =>
      this.#connection.request({
        method: "GET",
        path: `${this.#pathOf(runId)}/results`,
        query: { page_size: 100, page_token: pageToken },
        schema: EvalResultListSchema,
        retry: "safe",
        signal,
      }),
    );
    for await (const { eval_results } of pages)
      yield* (eval_results ?? []).map(({ result_id, benchmark_question_id, status }) => ({
        id: result_id,
        benchmarkId: benchmark_question_id,
        status: status ?? undefined,
      }));
  }

  async details(runId: string, resultId: string, { signal }: Cancellable): Promise<EvalResultDetails> {
    const wire = await this.#connection.request({
      method: "GET",
      path: `${this.#pathOf(runId)}/results/${encodeURIComponent(resultId)}`,
      schema: EvalResultDetailsSchema,
      retry: "safe",
      signal,
    });
    return evalResultDetailsOf(wire);
  }

  #pathOf(runId: string): string {
    return `${this.#path}/${encodeURIComponent(runId)}`;
  }
}

import { ApiError } from "../errors/api-error.js";
import { TimeoutError } from "../errors/timeout-error.js";
import { WriteScopeError } from "../errors/write-scope-error.js";
import { readPages } from "../http/read-pages.js";
import type { WorkspaceConnection } from "../http/workspace-connection.js";
import type { ResultTable } from "../sql/result-table.js";
import type { Cancellable } from "../util/cancellable.js";
import type { Clock } from "../util/clock.js";
import { withDeadline } from "../util/deadline.js";
import { answerOf, isTerminal, lastQuery } from "./answer-of.js";
import type { EvalResult, EvalResultDetails, EvalRun } from "./eval-run.js";
import { EvalRunRequests } from "./eval-run-requests.js";
import type { GenieAnswer } from "./genie-answer.js";
import {
  EmptySchema,
  MessageSchema,
  SpaceListSchema,
  SpaceSchema,
  StartConversationSchema,
  type WireMessage,
} from "./genie-wire.js";
import { withOpenEnd } from "./left-open.js";
import { readQueryResult } from "./query-result.js";
import { type Space, spaceOf } from "./space.js";
import { unrestrictedWrites, type WriteScope } from "./write-scope.js";

/** Whatever hands out turns to ask a question, such as a `RateLimiter`. */
export interface QuestionLimiter {
  acquire(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Another turn for a question that the service refused, not before `afterMs`. @default the wait alone */
  reacquire?(options: { readonly afterMs: number; readonly signal?: AbortSignal | undefined }): Promise<void>;
}

/** What a `GenieClient` works with. */
export interface GenieClientOptions {
  readonly connection: WorkspaceConnection;
  /** Which spaces may be written to. @default all */
  readonly writeScope?: WriteScope | undefined;
  /** Waited for before each question. @default none */
  readonly questionLimiter?: QuestionLimiter | undefined;
  /** First wait between two looks at an answer; it grows by half each time. @default 1000 */
  readonly pollMs?: number | undefined;
  /** Longest wait between two looks. @default 5000 */
  readonly maxPollMs?: number | undefined;
}

/** A space that is to be created. */
export interface NewSpace {
  readonly title: string;
  readonly description?: string | undefined;
  readonly warehouseId: string;
  /** The space document as JSON text. */
  readonly serializedSpace: string;
  readonly parentPath?: string | undefined;
}

/** What is to be changed of a space; what is absent stays. */
export interface SpaceChange {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly warehouseId?: string | undefined;
  /** Replaces the whole document. */
  readonly serializedSpace?: string | undefined;
  /** The write is refused when the document changed since this was read. */
  readonly etag?: string | undefined;
}

/** Looks at an answer that fail for this long, up to its deadline, are the service's failure. */
const longestSilenceMs = 15_000;

const spacesPath = "/api/2.0/genie/spaces";

/** Genie spaces and conversations. */
export class GenieClient {
  readonly writeScope: WriteScope;
  readonly #connection: WorkspaceConnection;
  readonly #options: GenieClientOptions;
  readonly #created = new Set<string>();
  /** What was asked, by conversation and message. */
  readonly #questions = new Map<string, string>();

  constructor(options: GenieClientOptions) {
    this.#connection = options.connection;
    this.writeScope = options.writeScope ?? unrestrictedWrites;
    this.#options = options;
  }

  /** @throws ApiError NOT_FOUND when there is no such space, or the identity cannot see it. */
  async getSpace(
    spaceId: string,
    { includeDocument = false, signal }: Cancellable & { readonly includeDocument?: boolean } = {},
  ): Promise<Space> {
    const wire = await this.#connection.request({
      method: "GET",
      path: pathOf(spaceId),
      query: { include_serialized_space: includeDocument || undefined },
      schema: SpaceSchema,
      retry: "safe",
      signal,
    });
    return spaceOf(wire);
  }

  /** All spaces that the identity can see, page by page. */
  async *listSpaces({ signal }: Cancellable = {}): AsyncGenerator<Space> {
    const pages = readPages((pageToken) =>
      this.#connection.request({
        method: "GET",
        path: spacesPath,
        query: { page_size: 100, page_token: pageToken },
        schema: SpaceListSchema,
        retry: "safe",
        signal,
      }),
    );
    for await (const { spaces } of pages) yield* (spaces ?? []).map(spaceOf);
  }

  /**
   * Creates a space. It is not repeated when the connection breaks, as it may exist by then.
   * @throws ApiError whose message says so when that is left open (NETWORK, UNAVAILABLE, SERVER_ERROR,
   * INVALID_RESPONSE): look for the space before creating it again.
   */
  async createSpace(
    { title, description, warehouseId, serializedSpace, parentPath }: NewSpace,
    { signal }: Cancellable = {},
  ): Promise<Space> {
    const request = this.#connection.request({
      method: "POST",
      path: spacesPath,
      body: {
        title,
        description,
        warehouse_id: warehouseId,
        serialized_space: serializedSpace,
        parent_path: parentPath,
      },
      schema: SpaceSchema,
      retry: "throttled",
      signal,
    });
    const checked = request.then((wire) => {
      this.#refuseKnown(wire.space_id);
      return wire;
    });
    const wire = await checked.catch((error: unknown) => {
      throw withOpenEnd(
        error,
        `The space "${title}" may exist by now: look for it before creating it again.`,
      );
    });
    this.#created.add(wire.space_id);
    this.writeScope.add(wire.space_id);
    return spaceOf(wire);
  }

  /** Two spaces under one id would be one that is taken for two. */
  #refuseKnown(spaceId: string): void {
    if (!this.#created.has(spaceId)) return;
    throw new ApiError(`POST ${spacesPath} called space ${spaceId} new, which it had created before.`, {
      code: "INVALID_RESPONSE",
      request: `POST ${spacesPath}`,
    });
  }

  /**
   * Changes what is given and leaves the rest.
   * @throws WriteScopeError before any request when the space is out of scope; ApiError CONFLICT when the etag
   * is stale.
   */
  async updateSpace(spaceId: string, change: SpaceChange, { signal }: Cancellable = {}): Promise<Space> {
    this.#requireScope("update", spaceId);
    const wire = await this.#connection.request({
      method: "PATCH",
      path: pathOf(spaceId),
      body: {
        title: change.title,
        description: change.description,
        warehouse_id: change.warehouseId,
        serialized_space: change.serializedSpace,
        etag: change.etag,
      },
      schema: SpaceSchema,
      // Replacing the document twice is harmless, unless an etag ties it to the state before.
      retry: change.etag === undefined ? "safe" : "throttled",
      signal,
    });
    return spaceOf(wire);
  }

  /** Moves a space to the trash. One that is gone already counts as moved. */
  async trashSpace(spaceId: string, { signal }: Cancellable = {}): Promise<void> {
    this.#requireScope("trash", spaceId);
    try {
      await this.#connection.request({
        method: "DELETE",
        path: pathOf(spaceId),
        schema: EmptySchema,
        retry: "safe",
        signal,
      });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "NOT_FOUND") throw error;
    }
  }

  /** Asks in a new conversation. @throws ApiError */
  async startConversation(spaceId: string, question: string, { signal }: Cancellable = {}) {
    const { questionLimiter } = this.#options;
    await questionLimiter?.acquire({ signal });
    const { conversation_id, message_id } = await this.#connection.request({
      method: "POST",
      path: `${pathOf(spaceId)}/start-conversation`,
      body: { content: question },
      schema: StartConversationSchema,
      // Asking again would use up another question of the quota.
      retry: "throttled",
      waitBeforeRetry: questionLimiter?.reacquire
        ? async (afterMs, options) => questionLimiter.reacquire?.({ afterMs, ...options })
        : undefined,
      signal,
    });
    const id = `${conversation_id}/${message_id}`;
    const known = this.#questions.get(id) ?? question;
    this.#questions.set(id, known);
    if (known === question) return { conversationId: conversation_id, messageId: message_id };
    // Its answer would be taken for the answer to this question.
    throw new ApiError(`Conversation ${conversation_id} was called new, and belongs to "${known}".`, {
      code: "INVALID_RESPONSE",
      request: `POST ${pathOf(spaceId)}/start-conversation`,
    });
  }

  /**
   * Asks a question in a new conversation and waits for the answer with its rows.
   * @throws TimeoutError when there is none in time; ApiError when the service cannot be asked.
   */
  async ask(
    spaceId: string,
    question: string,
    { timeoutMs = 120_000, signal }: Cancellable & { readonly timeoutMs?: number } = {},
  ): Promise<GenieAnswer> {
    const { clock } = this.#connection;
    const { conversationId, messageId } = await this.startConversation(spaceId, question, { signal });
    const startedAt = clock.now();
    let answeredAt = startedAt;
    const onAnswer = () => {
      answeredAt = clock.now();
    };
    const deadline = {
      clock,
      timeoutMs,
      what: `answer to "${question}"`,
      uncountedMs: () => this.#connection.outageMs,
      signal,
    };
    const answer = withDeadline(deadline, async (stop) => {
      const path = `${pathOf(spaceId)}/conversations/${encodeURIComponent(conversationId)}/messages/${encodeURIComponent(messageId)}`;
      const message = await this.#untilDone(path, onAnswer, stop);
      const result = await this.#resultOf(path, message, stop);
      return { ...answerOf(message, result), conversationId, messageId, durationMs: clock.now() - startedAt };
    });
    return answer.catch((error: unknown) => {
      // The space is there, or there would be no conversation; the next question may well be answered.
      if (error instanceof ApiError && error.code === "NOT_FOUND")
        throw new ApiError(`The conversation about "${question}" is gone. Ask again. ${error.message}`, {
          code: "UNAVAILABLE",
          request: error.request,
          cause: error,
        });
      // A service that was silent at the end has not failed to answer the question: it was not there to be asked.
      const silentMs = clock.now() - answeredAt;
      if (!(error instanceof TimeoutError) || silentMs < Math.min(longestSilenceMs, timeoutMs / 2))
        throw error;
      throw new ApiError(
        `The answer to "${question}" could not be looked at for ${Math.round(silentMs / 1000)} s. Ask again.`,
        { code: "UNAVAILABLE", request: `GET ${pathOf(spaceId)}/conversations`, cause: error },
      );
    });
  }

  /** The connection's clock. */
  get clock(): Clock {
    return this.#connection.clock;
  }

  /**
   * Has the service ask and judge benchmark questions that are stored in the space. It takes its time; look at it
   * with `getEvalRun`.
   * @throws ApiError NOT_FOUND with the service's code `FEATURE_DISABLED` where there are no evaluation runs.
   */
  createEvalRun(
    spaceId: string,
    benchmarkIds: readonly string[],
    options: Cancellable = {},
  ): Promise<EvalRun> {
    return this.#evalRuns(spaceId).create(benchmarkIds, options);
  }

  /** How far an evaluation run is. */
  getEvalRun(spaceId: string, evalRunId: string, options: Cancellable = {}): Promise<EvalRun> {
    return this.#evalRuns(spaceId).get(evalRunId, options);
  }

  /** The questions of an evaluation run, page by page; their verdicts are in their details. */
  listEvalResults(spaceId: string, evalRunId: string, options: Cancellable = {}): AsyncGenerator<EvalResult> {
    return this.#evalRuns(spaceId).results(evalRunId, options);
  }

  /** What the service found out about one question of an evaluation run. */
  getEvalResultDetails(
    spaceId: string,
    evalRunId: string,
    resultId: string,
    options: Cancellable = {},
  ): Promise<EvalResultDetails> {
    return this.#evalRuns(spaceId).details(evalRunId, resultId, options);
  }

  #evalRuns(spaceId: string): EvalRunRequests {
    return new EvalRunRequests(this.#connection, `${pathOf(spaceId)}/eval-runs`);
  }

  async #untilDone(path: string, onAnswer: () => void, signal: AbortSignal): Promise<WireMessage> {
    const { pollMs = 1000, maxPollMs = 5000 } = this.#options;
    for (let waitMs = pollMs; ; waitMs = Math.min(waitMs * 1.5, maxPollMs)) {
      const message = await this.#connection.request({
        method: "GET",
        path,
        schema: MessageSchema,
        retry: "safe",
        signal,
      });
      onAnswer();
      if (isTerminal(message.status)) return message;
      await this.#connection.clock.sleep(waitMs, { signal });
    }
  }

  /** Rows that have expired are computed again; rows that cannot be had are left out. */
  async #resultOf(
    messagePath: string,
    message: WireMessage,
    signal: AbortSignal,
  ): Promise<ResultTable | undefined> {
    const { attachment_id: attachmentId, query } = lastQuery(message) ?? {};
    if (!attachmentId || message.status === "FAILED" || message.status === "CANCELLED") return undefined;
    const path = `${messagePath}/attachments/${encodeURIComponent(attachmentId)}`;
    const result = await readQueryResult(this.#connection, path, {
      isExpired: message.status === "QUERY_RESULT_EXPIRED",
      signal,
    });
    return result && query?.query_result_metadata?.is_truncated ? { ...result, truncated: true } : result;
  }

  #requireScope(action: string, spaceId: string): void {
    if (!this.writeScope.allows(spaceId)) throw new WriteScopeError(action, spaceId);
  }
}

function pathOf(spaceId: string): string {
  return `${spacesPath}/${encodeURIComponent(spaceId)}`;
}

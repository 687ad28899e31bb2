import ky from "ky";
import { ApiError } from "../errors/api-error.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import { TimeoutError } from "../errors/timeout-error.js";
import { type Clock, systemClock } from "../util/clock.js";
import { withDeadline } from "../util/deadline.js";
import { type Random, systemRandom } from "../util/random.js";
import type { AuthProvider } from "./auth-provider.js";
import { CircuitBreaker, isOutageError, type OutagePatience } from "./circuit-breaker.js";
import { workspaceOrigin } from "./host.js";
import { parseReply, type ReplySchema } from "./parse-reply.js";
import { readBody } from "./read-body.js";
import { isRedirect, redirectError, refusalError } from "./refusal.js";
import { mayRetry, type RetryClass, type RetryOptions, retryDefaults, retryDelayMs } from "./retry.js";
import { RetryBudget } from "./retry-budget.js";
import { unreachableError } from "./unreachable.js";
import { userAgentOf } from "./user-agent.js";

export type { ReplySchema } from "./parse-reply.js";

/** Where a workspace is, who calls it, and how patiently. */
export interface WorkspaceConnectionOptions {
  /** Address of the workspace; `https://` may be left out. */
  readonly host: string;
  readonly auth: AuthProvider;
  /** @default the platform's fetch */
  readonly fetch?: typeof fetch | undefined;
  /** @default the machine's clock */
  readonly clock?: Clock | undefined;
  /** @default the platform's cryptographic generator */
  readonly random?: Random | undefined;
  /** Time for one send of a request. @default 60000 */
  readonly timeoutMs?: number | undefined;
  readonly retry?: RetryOptions | undefined;
  /** Largest reply that is read. @default 67108864 */
  readonly maxResponseBytes?: number | undefined;
  /** Added to the user agent, to tell your tool's calls apart: `my-tool/1.0`. */
  readonly userAgent?: string | undefined;
}

/** One call of the workspace's API. */
export interface WorkspaceRequest<T> {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Begins with `/`; its parts are encoded by the caller. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly body?: unknown;
  readonly schema: ReplySchema<T>;
  readonly retry: RetryClass;
  /** Waits before the request is sent again, in place of the connection's clock: for a turn at a limiter, say. */
  readonly waitBeforeRetry?:
    | ((delayMs: number, options: { readonly signal?: AbortSignal | undefined }) => Promise<void>)
    | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How far one attempt got. */
interface Attempt {
  /** Whether the request left, or was still waiting for its token. */
  isSent: boolean;
  /** Header value that it was sent with. */
  authorization?: string | undefined;
}

const anything: ReplySchema<unknown> = { safeParse: (data) => ({ success: true, data }) };

/** Sends requests to one workspace: authenticated, retried, bounded in time and size, with clear errors. */
export class WorkspaceConnection {
  /** Origin of the workspace. */
  readonly host: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly #options: WorkspaceConnectionOptions;
  readonly #userAgent: string;
  readonly #retryBudget = new RetryBudget();
  readonly #breaker: CircuitBreaker;

  /** @throws ConfigurationError when the host is not https, nor http on this machine. */
  constructor(options: WorkspaceConnectionOptions) {
    this.host = workspaceOrigin(options.host);
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? systemRandom;
    this.#options = options;
    this.#userAgent = userAgentOf(options.userAgent);
    this.#breaker = new CircuitBreaker({
      host: this.host,
      clock: this.clock,
      random: this.random,
      probe: (signal) => this.#probe(signal),
    });
  }

  /**
   * From here on requests through this connection wait while the workspace is out, and are sent when it is back,
   * instead of failing one after the other. A run does this for as long as it lasts.
   * @returns ends the patience
   */
  waitOutOutages(patience: OutagePatience): () => void {
    return this.#breaker.add(patience);
  }

  /** Milliseconds of outages that requests have waited out so far. Deadlines of what the workspace works on leave them out. */
  get outageMs(): number {
    return this.#breaker.isPatient ? this.#breaker.outageMs : 0;
  }

  /**
   * Sends a request and checks its reply.
   * @throws ApiError when it is refused, fails beyond its retries, or answers in an unexpected shape;
   * `signal.reason` when the caller aborts.
   */
  async request<T>(request: WorkspaceRequest<T>): Promise<T> {
    const { signal, waitBeforeRetry = (ms, options) => this.clock.sleep(ms, options) } = request;
    const { attempts, maxDelayMs, budgetMs } = { ...retryDefaults, ...this.#options.retry };
    const url = this.#urlOf(request);
    const startedAt = this.clock.now();
    for (let number = 1; ; number += 1) {
      await this.#breaker.pass(signal);
      const attempt: Attempt = { isSent: false };
      try {
        const reply = await this.#authorized(request, url, attempt);
        this.#breaker.succeeded();
        this.#retryBudget.succeeded();
        return reply;
      } catch (error) {
        signal?.throwIfAborted();
        this.#breaker.failed(error);
        // As long as only the token was asked for, nothing can have been carried out.
        const retryClass = attempt.isSent || request.retry === "never" ? request.retry : "safe";
        if (!mayRetry(error, retryClass)) throw error;
        const delayMs = retryDelayMs(error, number, maxDelayMs, this.random);
        const tookMs = this.clock.now() - startedAt + delayMs;
        const isSpent = number >= attempts || tookMs > budgetMs;
        if (isOutageError(error)) {
          const isWaitedOut = tookMs <= this.#breaker.maxOutageMs;
          if ((isSpent || !this.#retryBudget.take()) && !isWaitedOut) throw error;
        } else if (isSpent) throw error;
        await waitBeforeRetry(delayMs, { signal });
      }
    }
  }

  /** A light request; whatever answers it is a workspace that works. */
  async #probe(signal: AbortSignal): Promise<void> {
    const request = {
      method: "GET",
      path: "/api/2.0/genie/spaces",
      query: { page_size: 1 },
      schema: anything,
      retry: "never",
      timeoutMs: 15_000,
      signal,
    } as const;
    await this.#send(request, this.#urlOf(request), { isSent: false });
  }

  #urlOf({ path, query = {} }: WorkspaceRequest<unknown>): URL {
    const url = new URL(path, this.host);
    if (url.origin !== this.host) {
      throw new ConfigurationError("request", [{ path: "path", message: `${path} leaves the workspace` }]);
    }
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(key, String(value));
    }
    return url;
  }

  /** A refused token is asked for again once: it may have expired on its way. */
  async #authorized<T>(request: WorkspaceRequest<T>, url: URL, attempt: Attempt): Promise<T> {
    const { auth } = this.#options;
    try {
      return await this.#send(request, url, attempt);
    } catch (error) {
      const isTokenRefused = error instanceof ApiError && error.code === "UNAUTHENTICATED" && attempt.isSent;
      if (!isTokenRefused || !auth.invalidate) throw error;
      auth.invalidate(attempt.authorization);
      attempt.isSent = false;
      return this.#send(request, url, attempt);
    }
  }

  async #send<T>(request: WorkspaceRequest<T>, url: URL, attempt: Attempt): Promise<T> {
    const { auth, timeoutMs = 60_000, maxResponseBytes = 64 * 1024 * 1024 } = this.#options;
    const name = `${request.method} ${request.path}`;
    const deadline = {
      clock: this.clock,
      timeoutMs: request.timeoutMs ?? timeoutMs,
      what: `answer to ${name}`,
      signal: request.signal,
    };
    const work = async (signal: AbortSignal): Promise<T> => {
      attempt.authorization = await auth.authorize({ signal });
      signal.throwIfAborted();
      attempt.isSent = true;
      const response = await this.#fetch(request, url, attempt.authorization, signal);
      if (isRedirect(response)) {
        await response.body?.cancel();
        throw redirectError(response, name, this.host);
      }
      const body = await readBody(response, name, maxResponseBytes);
      if (!response.ok) throw refusalError({ response, request: name, body, now: this.clock.now() });
      return parseReply(request.schema, { response, request: name, body });
    };
    try {
      return await withDeadline(deadline, work);
    } catch (error) {
      request.signal?.throwIfAborted();
      if (error instanceof ApiError || error instanceof ConfigurationError) throw error;
      // A send without an answer in time is a connection that does not work, and retried as such.
      const isConnectionFault = error instanceof TimeoutError || attempt.isSent;
      throw isConnectionFault ? unreachableError(name, this.host, error) : error;
    }
  }

  #fetch(
    { method, body }: WorkspaceRequest<unknown>,
    url: URL,
    authorization: string,
    signal: AbortSignal,
  ): Promise<Response> {
    return ky(url, {
      method,
      ...(body === undefined ? {} : { json: body }),
      headers: { authorization, accept: "application/json", "user-agent": this.#userAgent },
      fetch: this.#options.fetch ?? fetch,
      // Its retries and timeouts run on real timers.
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
      redirect: "manual",
      signal,
    });
  }
}

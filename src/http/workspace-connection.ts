import ky from "ky";
import { ApiError } from "../errors/api-error.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import { type Clock, systemClock } from "../util/clock.js";
import { withDeadline } from "../util/deadline.js";
import { parseJsonSafely } from "../util/parse-json.js";
import { type Random, systemRandom } from "../util/random.js";
import type { AuthProvider } from "./auth-provider.js";
import { apiErrorCode, parseErrorBody } from "./error-body.js";
import { workspaceOrigin } from "./host.js";
import { readBody } from "./read-body.js";
import {
  mayRetry,
  parseRetryAfter,
  type RetryClass,
  type RetryOptions,
  retryDefaults,
  retryDelayMs,
} from "./retry.js";

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

/** Whatever turns a parsed reply into a typed one, or says what is wrong with it; a zod schema does. */
export interface ReplySchema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

export interface WorkspaceRequest<T> {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Begins with `/`; its parts are encoded by the caller. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly body?: unknown;
  readonly schema: ReplySchema<T>;
  readonly retry: RetryClass;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Sends requests to one workspace: authenticated, retried, bounded in time and size, with clear errors. */
export class WorkspaceConnection {
  /** Origin of the workspace. */
  readonly host: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly #options: WorkspaceConnectionOptions;

  /** @throws ConfigurationError when the host is not https, nor http on this machine. */
  constructor(options: WorkspaceConnectionOptions) {
    this.host = workspaceOrigin(options.host);
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? systemRandom;
    this.#options = options;
  }

  /**
   * Sends a request and checks its reply.
   * @throws ApiError when it is refused, fails beyond its retries, or answers in an unexpected shape;
   * `signal.reason` when the caller aborts.
   */
  async request<T>(request: WorkspaceRequest<T>): Promise<T> {
    const { attempts, maxDelayMs, budgetMs } = { ...retryDefaults, ...this.#options.retry };
    const startedAt = this.clock.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#authorized(request);
      } catch (error) {
        request.signal?.throwIfAborted();
        if (!mayRetry(error, request.retry) || attempt >= attempts) throw error;
        const delayMs = retryDelayMs(error, attempt, maxDelayMs, this.random);
        if (this.clock.now() - startedAt + delayMs > budgetMs) throw error;
        await this.clock.sleep(delayMs, { signal: request.signal });
      }
    }
  }

  /** A refused token is asked for again once: it may have expired on its way. */
  async #authorized<T>(request: WorkspaceRequest<T>): Promise<T> {
    const { auth } = this.#options;
    try {
      return await this.#send(request);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "UNAUTHENTICATED" || !auth.invalidate) throw error;
      auth.invalidate();
      return this.#send(request);
    }
  }

  async #send<T>(request: WorkspaceRequest<T>): Promise<T> {
    const { auth, timeoutMs = 60_000, maxResponseBytes = 64 * 1024 * 1024 } = this.#options;
    const name = `${request.method} ${request.path}`;
    return withDeadline(
      {
        clock: this.clock,
        timeoutMs: request.timeoutMs ?? timeoutMs,
        what: `answer to ${name}`,
        signal: request.signal,
      },
      async (signal) => {
        const authorization = await auth.authorize({ signal });
        const response = await this.#fetch(request, name, authorization, signal);
        const text = await readBody(response, name, maxResponseBytes).catch((cause: unknown) => {
          throw cause instanceof ApiError || signal.aborted ? cause : this.#unreachable(name, cause);
        });
        if (!response.ok) throw this.#refused(response, name, text);
        return this.#parse(request, response, name, text);
      },
    ).catch((error: unknown) => {
      request.signal?.throwIfAborted();
      // A send without an answer in time is a connection that does not work, and retried as such.
      throw error instanceof Error && error.name === "TimeoutError" ? this.#unreachable(name, error) : error;
    });
  }

  async #fetch(
    request: WorkspaceRequest<unknown>,
    name: string,
    authorization: string,
    signal: AbortSignal,
  ): Promise<Response> {
    const { userAgent } = this.#options;
    const query = Object.entries(request.query ?? {}).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)]],
    );
    const url = new URL(request.path, this.host);
    if (url.origin !== this.host)
      throw new ConfigurationError("request", [
        { path: "path", message: `${request.path} leaves the workspace` },
      ]);
    try {
      const response = await ky(url, {
        method: request.method,
        ...(query.length > 0 ? { searchParams: new URLSearchParams(query) } : {}),
        ...(request.body === undefined ? {} : { json: request.body }),
        headers: {
          authorization,
          accept: "application/json",
          "user-agent": ["genie-enhancer", userAgent].filter(Boolean).join(" "),
        },
        fetch: this.#options.fetch ?? fetch,
        retry: 0,
        timeout: false,
        throwHttpErrors: false,
        redirect: "manual",
        signal,
      });
      if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
        throw new ApiError(
          `${name} was redirected by ${this.host}. Check that the host is the workspace itself; redirects are not followed.`,
          {
            code: "BAD_REQUEST",
            request: name,
            status: response.status,
          },
        );
      }
      return response;
    } catch (cause) {
      if (cause instanceof ApiError || signal.aborted) throw cause;
      throw this.#unreachable(name, cause);
    }
  }

  #parse<T>(request: WorkspaceRequest<T>, response: Response, name: string, text: string): T {
    const reply = text.trim() === "" ? { ok: true as const, value: {} } : parseJsonSafely(text);
    const wrong = (what: string) =>
      new ApiError(`${name} answered with ${what}. Check that the host is a Databricks workspace.`, {
        code: "INVALID_RESPONSE",
        request: name,
        status: response.status,
      });
    if (!reply.ok) throw wrong(`something that is not JSON (${reply.reason})`);
    const parsed = request.schema.safeParse(reply.value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw wrong(
      `an unexpected shape at ${issue?.path.join(".") || "its top"}: ${issue?.message ?? "unknown"}`,
    );
  }

  #refused(response: Response, name: string, text: string): ApiError {
    const { errorCode, message, retryDelayMs: bodyDelay } = parseErrorBody(text);
    const code = apiErrorCode(response.status, errorCode);
    const said = message ?? response.statusText;
    return new ApiError(
      `${name} was refused (${response.status}${errorCode ? ` ${errorCode}` : ""}): ${said || "no reason given"}.${adviceFor(code)}`,
      {
        code,
        request: name,
        status: response.status,
        errorCode,
        retryAfterMs: parseRetryAfter(response.headers.get("retry-after"), this.clock.now()) ?? bodyDelay,
      },
    );
  }

  #unreachable(name: string, cause: unknown): ApiError {
    const why =
      cause instanceof Error
        ? cause.cause instanceof Error
          ? cause.cause.message
          : cause.message
        : String(cause);
    return new ApiError(`${name} got no answer from ${this.host}: ${why}. Check the host and the network.`, {
      code: "NETWORK",
      request: name,
      cause,
    });
  }
}

function adviceFor(code: ApiError["code"]): string {
  if (code === "UNAUTHENTICATED")
    return " The credentials were refused: check the token or the client secret, and that they belong to this workspace.";
  if (code === "PERMISSION_DENIED")
    return " The identity lacks a permission for this; grant it, or use another identity.";
  return "";
}

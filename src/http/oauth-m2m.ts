import { z } from "zod";
import { ApiError } from "../errors/api-error.js";
import { type Clock, systemClock } from "../util/clock.js";
import { withDeadline } from "../util/deadline.js";
import { parseJsonSafely } from "../util/parse-json.js";
import { registerSecret } from "../util/redact.js";
import type { AuthProvider } from "./auth-provider.js";
import { apiErrorCode, parseErrorBody } from "./error-body.js";
import { workspaceOrigin } from "./host.js";
import { readBody } from "./read-body.js";

export interface OauthM2mOptions {
  /** Address of the workspace; the token is asked for at its `/oidc/v1/token`. */
  readonly host: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** @default the platform's fetch */
  readonly fetch?: typeof fetch | undefined;
  /** @default the machine's clock */
  readonly clock?: Clock | undefined;
}

/** Azure refuses tokens with less than 30 s to live, so one is taken for expired earlier. */
const expiresEarlyMs = 40_000;
const tokenTimeoutMs = 60_000;

const TokenSchema = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.number().positive().default(3600),
});

/**
 * A service principal: gets tokens with its client id and secret, and a new one when the last expires. Calls at
 * the same time share one request.
 */
export function oauthM2m(options: OauthM2mOptions): AuthProvider {
  const { clientId, clientSecret, clock = systemClock } = options;
  const request = options.fetch ?? fetch;
  const url = new URL("/oidc/v1/token", workspaceOrigin(options.host));
  registerSecret(clientSecret);
  let current: { readonly header: string; readonly expiresAt: number } | undefined;
  let pending: Promise<string> | undefined;

  const getToken = async (): Promise<string> => {
    const reply = await withDeadline(
      { clock, timeoutMs: tokenTimeoutMs, what: `token from ${url.origin}` },
      (signal) => requestToken(request, url, clientId, clientSecret, signal),
    );
    registerSecret(reply.access_token);
    current = {
      header: `Bearer ${reply.access_token}`,
      expiresAt: clock.now() + reply.expires_in * 1000 - expiresEarlyMs,
    };
    return current.header;
  };

  return {
    kind: "oauth-m2m",
    invalidate: () => {
      current = undefined;
    },
    authorize: async ({ signal } = {}) => {
      signal?.throwIfAborted();
      if (current && current.expiresAt > clock.now()) return current.header;
      pending ??= getToken().finally(() => {
        pending = undefined;
      });
      return abortable(pending, signal);
    },
  };
}

async function requestToken(
  request: typeof fetch,
  url: URL,
  clientId: string,
  clientSecret: string,
  signal: AbortSignal,
) {
  const name = `POST ${url.pathname}`;
  let response: Response;
  try {
    response = await request(url, {
      method: "POST",
      redirect: "manual",
      headers: {
        authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ grant_type: "client_credentials", scope: "all-apis" }).toString(),
      signal,
    });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new ApiError(`No token: ${url.origin} cannot be reached. Check the host and the network.`, {
      code: "NETWORK",
      request: name,
      cause,
    });
  }
  const text = await readBody(response, name, 1024 * 1024);
  if (!response.ok) {
    const { errorCode, message } = parseErrorBody(text);
    throw new ApiError(
      `No token for client ${clientId} (${response.status}): ${message ?? "no reason given"}. Check the client id and secret, and that the service principal belongs to this workspace.`,
      {
        code: response.status === 400 ? "UNAUTHENTICATED" : apiErrorCode(response.status, errorCode),
        request: name,
        status: response.status,
        errorCode,
      },
    );
  }
  const body = parseJsonSafely(text);
  const token = TokenSchema.safeParse(body.ok ? body.value : undefined);
  if (!token.success) {
    throw new ApiError(`No token: ${url.origin} answered in an unexpected shape.`, {
      code: "INVALID_RESPONSE",
      request: name,
      status: response.status,
    });
  }
  return token.data;
}

/** Lets one caller give up on a promise that others share. */
function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

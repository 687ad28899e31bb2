import * as z from "zod";
import { ApiError } from "../errors/api-error.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import { type Clock, systemClock } from "../util/clock.js";
import { withDeadline } from "../util/deadline.js";
import { registerSecret } from "../util/redact.js";
import { SharedRun } from "../util/shared-run.js";
import type { AuthProvider } from "./auth-provider.js";
import { workspaceOrigin } from "./host.js";
import { parseReply } from "./parse-reply.js";
import { readBody } from "./read-body.js";
import { isRedirect, redirectError, refusalError } from "./refusal.js";
import { unreachableError } from "./unreachable.js";

/** The service principal that signs in, and how. */
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
const maxTokenBytes = 1024 * 1024;
const path = "/oidc/v1/token";
const name = `POST ${path}`;

const TokenSchema = z.looseObject({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive().default(3600),
});
type Token = z.infer<typeof TokenSchema>;

/**
 * A service principal: gets tokens with its client id and secret, and a new one when the last expires. Calls at
 * the same time share one request. A failed one is repeated by the connection, not here.
 *
 * @throws ConfigurationError when the host is not usable, or the id or the secret is empty.
 */
export function oauthM2m(options: OauthM2mOptions): AuthProvider {
  const { clientId, clientSecret, clock = systemClock } = options;
  const origin = workspaceOrigin(options.host);
  for (const [key, value] of Object.entries({ clientId, clientSecret })) {
    if (value.trim() === "")
      throw new ConfigurationError("credentials", [{ path: key, message: "is empty" }]);
  }
  registerSecret(clientSecret);
  let current: { readonly header: string; readonly expiresAt: number } | undefined;
  let refresh: SharedRun<string> | undefined;

  const newToken = async (cancelled: AbortSignal): Promise<string> => {
    const token = await withDeadline(
      { clock, timeoutMs: tokenTimeoutMs, what: `token from ${origin}`, signal: cancelled },
      (signal) => requestToken({ ...options, origin, now: () => clock.now(), signal }),
    );
    registerSecret(token.access_token);
    const header = `Bearer ${token.access_token}`;
    current = { header, expiresAt: clock.now() + token.expires_in * 1000 - expiresEarlyMs };
    return header;
  };

  return {
    kind: "oauth-m2m",
    invalidate: (refused) => {
      if (refused === undefined || refused === current?.header) current = undefined;
    },
    authorize: async ({ signal } = {}) => {
      signal?.throwIfAborted();
      if (current && current.expiresAt > clock.now()) return current.header;
      if (!refresh || refresh.isAbandoned) {
        const started = new SharedRun(newToken);
        refresh = started;
        started.onEnd(() => {
          if (refresh === started) refresh = undefined;
        });
      }
      return refresh.wait(signal);
    },
  };
}

interface TokenRequest extends OauthM2mOptions {
  readonly origin: string;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

async function requestToken(request: TokenRequest): Promise<Token> {
  const { origin, clientId, clientSecret, signal } = request;
  const send = request.fetch ?? fetch;
  try {
    const response = await send(`${origin}${path}`, {
      method: "POST",
      redirect: "manual",
      headers: {
        authorization: `Basic ${basicCredentials(clientId, clientSecret)}`,
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ grant_type: "client_credentials", scope: "all-apis" }).toString(),
      signal,
    });
    if (isRedirect(response)) throw redirectError(response, name, origin);
    const body = await readBody(response, name, maxTokenBytes);
    if (!response.ok)
      throw noToken(clientId, refusalError({ response, request: name, body, now: request.now() }));
    return parseReply(TokenSchema, { response, request: name, body });
  } catch (error) {
    throw error instanceof ApiError || signal.aborted ? error : unreachableError(name, origin, error);
  }
}

/** Base64 of the UTF-8 bytes; `btoa` alone takes Latin-1 only. */
function basicCredentials(clientId: string, clientSecret: string): string {
  const bytes = new TextEncoder().encode(`${clientId}:${clientSecret}`);
  const encoded = btoa(String.fromCharCode(...bytes));
  registerSecret(encoded);
  return encoded;
}

/** The token endpoint answers 400 or 401 to a wrong id or secret alike. */
function noToken(clientId: string, refusal: ApiError): ApiError {
  const isCredentialRefused = refusal.status === 400 || refusal.status === 401;
  if (!isCredentialRefused) return refusal;
  return new ApiError(
    `No token for client ${clientId}. ${refusal.message} Check the client id and secret, and that the service principal belongs to this workspace.`,
    { code: "UNAUTHENTICATED", request: name, status: refusal.status, errorCode: refusal.errorCode },
  );
}

import type { Clock } from "../../util/clock.js";
import { type Random, randomHex } from "../../util/random.js";

export interface TokenStoreOptions {
  /** Tokens that are accepted for good. */
  readonly tokens: readonly string[];
  /** Secrets of service principals, by client id. */
  readonly clients: Readonly<Record<string, string>>;
  readonly lifetimeSeconds: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Knows which credentials a simulated workspace accepts. */
export class TokenStore {
  readonly #options: TokenStoreOptions;
  readonly #issued = new Map<string, number>();

  constructor(options: TokenStoreOptions) {
    this.#options = options;
  }

  /** Whether an `Authorization` header is accepted now. */
  accepts(header: string | undefined): boolean {
    const token = /^Bearer (.+)$/.exec(header ?? "")?.[1];
    if (token === undefined) return false;
    return this.#options.tokens.includes(token) || (this.#issued.get(token) ?? 0) > this.#options.clock.now();
  }

  /** A new token for the client of a `Basic` header, or of a form without one; undefined when it is not known. */
  issue(
    header: string | undefined,
    form: URLSearchParams,
  ): { readonly value: string; readonly expiresInSeconds: number } | undefined {
    const { clients, lifetimeSeconds, clock, random } = this.#options;
    const { id, secret } = credentialsOf(header, form);
    if (!Object.hasOwn(clients, id) || clients[id] !== secret) return undefined;
    const now = clock.now();
    for (const [token, expiresAt] of this.#issued) if (expiresAt <= now) this.#issued.delete(token);
    const value = `simulated-${randomHex(random, 32)}`;
    this.#issued.set(value, now + lifetimeSeconds * 1000);
    return { value, expiresInSeconds: lifetimeSeconds };
  }
}

function credentialsOf(
  header: string | undefined,
  form: URLSearchParams,
): { readonly id: string; readonly secret: string } {
  if (header === undefined)
    return { id: form.get("client_id") ?? "", secret: form.get("client_secret") ?? "" };
  const pair = Buffer.from(/^Basic (.+)$/.exec(header)?.[1] ?? "", "base64").toString();
  // A secret may hold colons, an id may not.
  const colon = pair.indexOf(":");
  return { id: pair.slice(0, Math.max(0, colon)), secret: pair.slice(colon + 1) };
}

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

  /** A new token for the client of a `Basic` header; undefined when it is not known. */
  issue(header: string): { readonly value: string; readonly expiresInSeconds: number } | undefined {
    const { clients, lifetimeSeconds, clock, random } = this.#options;
    const pair = /^Basic (.+)$/.exec(header)?.[1];
    const [id, secret] = Buffer.from(pair ?? "", "base64")
      .toString()
      .split(":");
    if (id === undefined || secret === undefined || clients[id] !== secret) return undefined;
    const value = `simulated-${randomHex(random, 32)}`;
    this.#issued.set(value, clock.now() + lifetimeSeconds * 1000);
    return { value, expiresInSeconds: lifetimeSeconds };
  }
}

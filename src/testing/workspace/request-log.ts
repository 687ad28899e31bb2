import type { Fault } from "./faults/fault.js";

/** One request that reached a simulated workspace. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** What follows the path, with its question mark; empty without any. */
  readonly query: string;
  /** Space that the path names; the new one's when it was created. */
  readonly spaceId?: string | undefined;
  /** Whether it creates, changes or trashes a space. */
  readonly isSpaceWrite: boolean;
  /** Milliseconds since the Unix epoch, of the workspace's clock. */
  readonly at: number;
  /** What it was answered, even where a fault kept the answer from arriving; 0 when it was not. */
  readonly status: number;
  /** The fault that it met. */
  readonly fault?: Fault["kind"] | undefined;
}

/** The latest requests; older ones are dropped, as a workspace may live long. */
export class RequestLog {
  readonly #size: number;
  #entries: LoggedRequest[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    // Cut rarely, because moving all entries for each new one would be slow.
    if (this.#entries.length >= this.#size * 2 + 1) this.#entries = this.#latest();
  }

  /** In the order in which they came to their end. */
  get entries(): readonly LoggedRequest[] {
    return this.#latest();
  }

  #latest(): LoggedRequest[] {
    return this.#size === 0 ? [] : this.#entries.slice(-this.#size);
  }
}

/** How a request ended. */
export interface RequestEnd {
  readonly at: number;
  readonly status: number;
  readonly response?: Response | undefined;
  readonly fault?: Fault | undefined;
}

const spacePath = /^\/api\/2\.0\/genie\/spaces(?:\/([^/]+))?$/;

/** What the log says of a request and its reply. */
export async function logEntry(
  request: Request,
  { at, status, response, fault }: RequestEnd,
): Promise<LoggedRequest> {
  const { pathname: path, search: query } = new URL(request.url);
  const match = spacePath.exec(path);
  const isSpaceWrite = match !== null && !["GET", "HEAD", "OPTIONS"].includes(request.method);
  const created = isSpaceWrite && !match[1] && response?.ok ? await createdId(response) : undefined;
  const spaceId = /^\/api\/2\.0\/genie\/spaces\/([^/]+)/.exec(path)?.[1] ?? created;
  return {
    method: request.method,
    path,
    query,
    spaceId,
    isSpaceWrite,
    at,
    status,
    fault: fault?.kind,
  };
}

async function createdId(response: Response): Promise<string | undefined> {
  const body: unknown = await response.clone().json();
  return typeof body === "object" && body !== null && "space_id" in body ? String(body.space_id) : undefined;
}

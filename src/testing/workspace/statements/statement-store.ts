import type { VirtualClock } from "../../virtual-clock.js";
import type { WorkspaceKnobs } from "../knobs.js";
import type { SqlEngine } from "../ports.js";
import { notFound } from "../service-error.js";
import type { Warehouse } from "../warehouse.js";
import { cutResult } from "./result-chunks.js";
import { hasEnded, type Statement, type StatementOutcome } from "./statement.js";
import type { StatementRequest } from "./statement-request.js";

export interface StatementStoreParts {
  readonly clock: VirtualClock;
  readonly engine: SqlEngine;
  readonly knobs: WorkspaceKnobs;
  readonly warehouse: Warehouse;
  readonly newId: () => string;
}

interface Entry extends Statement {
  outcome: StatementOutcome;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** The most that a result may hold that comes with the reply. */
const largestInlineBytes = 25 * 1024 * 1024;
/** Time after which the service knows nothing of a statement any more. */
const statementLifetimeMs = 12 * 3_600_000;
const mostStatements = 10_000;

/**
 * The statements of a workspace, from submission until they are forgotten. Rows are kept for `resultLifetimeMs`
 * and as long as all of them together stay below `keptResultBytes`; then a statement is CLOSED. Statements
 * themselves are kept for 12 hours, and 10,000 of them at the most.
 */
export class StatementStore {
  readonly #parts: StatementStoreParts;
  /** In the order of submission. */
  readonly #entries = new Map<string, Entry>();
  /** Statements that hold rows, in the order in which they ended, with that time. */
  readonly #held = new Map<Entry, number>();
  #heldBytes = 0;

  constructor(parts: StatementStoreParts) {
    this.#parts = parts;
  }

  /** Begins a statement, which goes on whether anybody waits for it or not. */
  submit(request: StatementRequest): Statement {
    return this.#add(request, (entry) => this.#carryOut(entry, request));
  }

  #add(request: StatementRequest, carryOut: (entry: Entry) => Promise<void>): Entry {
    const { clock, newId } = this.#parts;
    const stop = new AbortController();
    const entry: Entry = {
      id: newId(),
      disposition: request.disposition,
      format: request.format,
      submittedAt: clock.now(),
      outcome: { state: "PENDING" },
      stop,
      done: Promise.resolve().then(() => carryOut(entry)),
    };
    this.#entries.set(entry.id, entry);
    this.#forget();
    return entry;
  }

  /** Runs a statement to its end, whatever state the warehouse is in, and without its time. */
  async run(request: StatementRequest): Promise<Statement> {
    const entry = this.#add(request, (added) => this.#execute(added, request));
    await entry.done;
    return entry;
  }

  /** Waits until a statement has ended, but no longer than `ms`. For use inside tracked work. */
  async wait({ id }: Statement, ms: number, signal: AbortSignal): Promise<void> {
    const entry = this.#entries.get(id);
    // Who has gone by now is never told of again by the signal, and would be waited for until the statement ends.
    if (!entry || hasEnded(entry) || signal.aborted) return;
    const over = new AbortController();
    const stop = () => over.abort();
    signal.addEventListener("abort", stop, { once: true });
    void entry.done.then(stop);
    await this.#parts.clock.sleepInside(ms, { signal: over.signal }).catch(() => undefined);
    signal.removeEventListener("abort", stop);
  }

  /** @throws ServiceError RESOURCE_DOES_NOT_EXIST */
  get(id: string): Statement {
    this.#forget();
    const entry = this.#entries.get(id);
    if (!entry) throw notFound(`Statement ${id}`);
    return entry;
  }

  /** Stops a statement; does nothing to one that has ended. */
  cancel(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) throw notFound(`Statement ${id}`);
    if (hasEnded(entry)) return;
    entry.outcome = { state: "CANCELED" };
    entry.stop.abort();
  }

  async #carryOut(entry: Entry, request: StatementRequest): Promise<void> {
    const { clock, knobs, warehouse } = this.#parts;
    const { signal } = entry.stop;
    if (hasEnded(entry)) return;
    try {
      const startMs = warehouse.wake();
      if (startMs > 0) await clock.sleep(startMs, { signal });
      entry.outcome = { state: "RUNNING" };
      if (knobs.statementMs > 0) await clock.sleep(knobs.statementMs, { signal });
    } catch {
      return; // It was cancelled, which is noted already.
    }
    await this.#execute(entry, request);
  }

  async #execute(entry: Entry, request: StatementRequest): Promise<void> {
    const { clock, engine } = this.#parts;
    const { signal } = entry.stop;
    if (hasEnded(entry)) return;
    try {
      const { sql, parameters, catalog, schema } = request;
      const result = await clock.track(() => engine.run(sql, { parameters, signal, catalog, schema }));
      if (!hasEnded(entry)) this.#end(entry, this.#succeeded(request, result));
    } catch (error) {
      if (!hasEnded(entry)) this.#end(entry, failed(error));
    }
  }

  #succeeded(request: StatementRequest, all: Parameters<typeof cutResult>[0]): StatementOutcome {
    const { rowLimit, byteLimit, disposition } = request;
    const rows = cutResult(all, { rowLimit, byteLimit, chunkRows: this.#parts.knobs.chunkRows });
    if (disposition === "INLINE" && rows.byteCount > largestInlineBytes) {
      return {
        state: "FAILED",
        failure: {
          errorCode: "BAD_REQUEST",
          message: `The result holds ${rows.byteCount} bytes, but the disposition INLINE allows ${largestInlineBytes}. Use EXTERNAL_LINKS, or read less.`,
        },
      };
    }
    return { state: "SUCCEEDED", rows };
  }

  #end(entry: Entry, outcome: StatementOutcome): void {
    entry.outcome = outcome;
    if (outcome.state !== "SUCCEEDED") return;
    this.#held.set(entry, this.#parts.clock.now());
    this.#heldBytes += outcome.rows.byteCount;
    this.#forget();
  }

  #forget(): void {
    const { clock, knobs } = this.#parts;
    const now = clock.now();
    for (const [entry, endedAt] of this.#held) {
      const isOver = now - endedAt >= knobs.resultLifetimeMs;
      // The last result is kept whatever its size, or it could never be read.
      const isTooMuch = this.#heldBytes > knobs.keptResultBytes && this.#held.size > 1;
      if (!isOver && !isTooMuch) break;
      this.#close(entry);
    }
    for (const entry of this.#entries.values()) {
      const isOver = now - entry.submittedAt >= statementLifetimeMs;
      if (!isOver && this.#entries.size <= mostStatements) break;
      if (!hasEnded(entry)) continue;
      this.#close(entry);
      this.#entries.delete(entry.id);
    }
  }

  #close(entry: Entry): void {
    if (!this.#held.delete(entry) || entry.outcome.state !== "SUCCEEDED") return;
    this.#heldBytes -= entry.outcome.rows.byteCount;
    entry.outcome = { state: "CLOSED" };
  }
}

function failed(error: unknown): StatementOutcome {
  const sqlState =
    error instanceof Error && "sqlState" in error && typeof error.sqlState === "string"
      ? error.sqlState
      : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return { state: "FAILED", failure: { errorCode: "BAD_REQUEST", message, sqlState } };
}

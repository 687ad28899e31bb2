import { EventEmitter } from "eventemitter3";
import type { RunEvent, RunEventOf, RunEventType } from "./run-event.js";

/** What a consumer of events may do: listen. */
export interface RunEvents {
  /** Calls `listener` for each event of one type, or of every type with `"*"`. Returns the function that stops it. */
  on<T extends RunEventType>(type: T, listener: (event: RunEventOf<T>) => void): () => void;
  on(type: "*", listener: (event: RunEvent) => void): () => void;
}

/**
 * Delivers events to listeners, each in isolation: what a listener throws goes to `onListenerError` and to
 * nobody else.
 */
export class RunEmitter implements RunEvents {
  readonly #emitter = new EventEmitter<Record<string, [RunEvent]>>();
  readonly #onListenerError: (error: unknown, event: RunEvent) => void;

  constructor({
    onListenerError = () => {},
  }: { readonly onListenerError?: ((error: unknown, event: RunEvent) => void) | undefined } = {}) {
    this.#onListenerError = onListenerError;
  }

  on<T extends RunEventType>(type: T, listener: (event: RunEventOf<T>) => void): () => void;
  on(type: "*", listener: (event: RunEvent) => void): () => void;
  on(type: string, listener: (event: never) => void): () => void {
    const deliver = (event: RunEvent) => {
      try {
        listener(event as never);
      } catch (error) {
        this.#onListenerError(error, event);
      }
    };
    this.#emitter.on(type, deliver);
    return () => this.#emitter.off(type, deliver);
  }

  emit(event: RunEvent): void {
    this.#emitter.emit(event.type, event);
    this.#emitter.emit("*", event);
  }
}

/** Accepted by every asynchronous call: aborting rejects it with `signal.reason`. */
export interface Cancellable {
  readonly signal?: AbortSignal | undefined;
}

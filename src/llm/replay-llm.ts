import type { Cancellable } from "../util/cancellable.js";
import type { LlmClient, LlmRequest, LlmResponse } from "./llm-client.js";
import { type RecordedCall, readRecording, requestHash } from "./llm-recording.js";
import { LlmReplayError } from "./llm-replay-error.js";

/** What is replayed, and under which name. */
export interface ReplayLlmOptions {
  /** The lines that a `RecordingLlm` wrote. */
  readonly recording: string;
  /** @default "replay" */
  readonly id?: string | undefined;
}

/**
 * Answers from a recording, without a model. Requests are told apart by all that a model sees of them, in any order;
 * a request that was recorded several times gets its answers one after the other. Strict: a request that the
 * recording does not hold is an error, since the prompt or the data have changed since.
 */
export class ReplayLlm implements LlmClient {
  readonly id: string;
  readonly #left = new Map<string, RecordedCall[]>();

  /** @throws ConfigurationError when the recording cannot be read. */
  constructor({ recording, id = "replay" }: ReplayLlmOptions) {
    this.id = id;
    for (const call of readRecording(recording)) {
      const known = this.#left.get(call.request);
      if (known) known.push(call);
      else this.#left.set(call.request, [call]);
    }
  }

  /** @throws LlmReplayError when the recording has no answer (left) for this request. */
  async generate(request: LlmRequest, { signal }: Cancellable = {}): Promise<LlmResponse> {
    signal?.throwIfAborted();
    const hash = requestHash(request);
    const calls = this.#left.get(hash);
    const call = calls?.shift();
    if (call) return call.response;
    const asked = request.messages.at(-1)?.content.slice(0, 200);
    throw new LlmReplayError(
      calls
        ? `The recording has no answer left for this ${request.purpose.kind} request: it was recorded less often. Record again.`
        : `The recording has no answer for this ${request.purpose.kind} request: prompt, data or settings have changed since. Record again.`,
      { context: { request: hash, asked } },
    );
  }

  /** @throws LlmReplayError when answers of the recording were not asked for. */
  assertDone(): void {
    const unused = [...this.#left.values()].flat();
    const [first] = unused;
    if (first) {
      throw new LlmReplayError(
        `The recording has ${unused.length} answers that nobody asked for, the first to a ${first.purpose} request.`,
        { context: { asked: first.asked } },
      );
    }
  }
}

import type { Cancellable } from "../util/cancellable.js";
import { redactText } from "../util/redact.js";
import type { LlmClient, LlmRequest, LlmResponse } from "./llm-client.js";
import { writeRecordedCall } from "./llm-recording.js";

/** Which model is recorded, and where to. */
export interface RecordingLlmOptions {
  /** The model whose answers are recorded. */
  readonly llm: LlmClient;
  /**
   * Takes each call as one line of JSON, without line break: append it to a file or a list. An answer is handed on
   * once this has settled.
   */
  readonly write: (line: string) => void | Promise<void>;
}

/**
 * Passes requests on to a model and records its answers, to be replayed with `ReplayLlm`. A call that fails is not
 * recorded. Secrets in an answer are masked, in the recording and in what is handed on: a replay must go on as the
 * recorded conversation did.
 */
export class RecordingLlm implements LlmClient {
  readonly id: string;
  readonly #options: RecordingLlmOptions;

  constructor(options: RecordingLlmOptions) {
    this.id = options.llm.id;
    this.#options = options;
  }

  async generate(request: LlmRequest, options: Cancellable = {}): Promise<LlmResponse> {
    const { llm, write } = this.#options;
    const answer = await llm.generate(request, options);
    const response = { ...answer, text: redactText(answer.text) };
    await write(writeRecordedCall(request, response));
    return response;
  }
}

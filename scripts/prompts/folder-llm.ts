import type { Cancellable, LlmClient, LlmRequest, LlmResponse } from "genie-enhancer";
import type { PromptFolder } from "./prompt-folder.js";

/**
 * Answers with what lies beside the prompts of a folder. A question back is written to the folder, to be answered
 * before the next time; a judgement that nobody gave is that of the comparison: the answer differs.
 */
export class FolderLlm implements LlmClient {
  readonly id = "prompt-folder";
  /** Questions back that are written to the folder and have no answer yet. */
  unansweredFollowUps = 0;
  /** Analyses of failures that the folder does not hold. */
  unknownAnalyses = 0;
  readonly #folder: PromptFolder;

  constructor(folder: PromptFolder) {
    this.#folder = folder;
  }

  async generate(request: LlmRequest, { signal }: Cancellable = {}): Promise<LlmResponse> {
    signal?.throwIfAborted();
    return { text: await this.#answer(request), finishReason: "stop" };
  }

  async #answer(request: LlmRequest): Promise<string> {
    const { messages, purpose } = request;
    if (purpose.kind === "probe") return '{"ready":true}';
    const prompt = this.#folder.find(request);
    const answer = prompt && (await this.#folder.answerTo(prompt));
    if (answer !== undefined) return answer;
    if (purpose.kind === "judge-answer")
      return '{"isCorrect":false,"confidence":0,"reason":"Nobody judged it.","failureCategory":null}';
    const previous = messages.findLast(({ role }) => role === "assistant");
    if (!previous && !prompt) this.unknownAnalyses += 1;
    // Nothing more is asked about an answer that was never given.
    if (previous && previous.content !== "(no answer)") {
      this.unansweredFollowUps += 1;
      await this.#folder.add("follow-up", previous.content.slice(0, 80), request);
    }
    return "";
  }
}

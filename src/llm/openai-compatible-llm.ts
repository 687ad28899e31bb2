import { staticToken } from "../http/static-token.js";
import { WorkspaceConnection } from "../http/workspace-connection.js";
import type { Clock } from "../util/clock.js";
import type { Random } from "../util/random.js";
import { ChatLlm } from "./chat-llm.js";

export interface OpenAiCompatibleLlmOptions {
  /** Base of the API, up to but without `/chat/completions`: `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Sent as bearer token. Leave it out for local servers that ask for none. */
  readonly apiKey?: string | undefined;
  /** @default 120000 */
  readonly timeoutMs?: number | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

/** Any model behind an endpoint that speaks OpenAI's chat completions: hosted, a gateway, or a local server. */
export class OpenAiCompatibleLlm extends ChatLlm {
  constructor({
    baseUrl,
    model,
    apiKey,
    timeoutMs = 120_000,
    fetch,
    clock,
    random,
  }: OpenAiCompatibleLlmOptions) {
    const { origin, pathname } = new URL(baseUrl);
    super({
      id: `openai-compatible:${model}`,
      connection: new WorkspaceConnection({
        host: origin,
        auth: staticToken(apiKey ?? "none"),
        fetch,
        clock,
        random,
      }),
      path: `${pathname.replace(/\/+$/, "")}/chat/completions`,
      extraBody: { model },
      timeoutMs,
    });
  }
}

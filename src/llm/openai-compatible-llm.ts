import { ConfigurationError } from "../errors/configuration-error.js";
import { staticToken } from "../http/static-token.js";
import { WorkspaceConnection } from "../http/workspace-connection.js";
import type { Clock } from "../util/clock.js";
import type { Random } from "../util/random.js";
import { ChatLlm } from "./chat-llm.js";

/** Which endpoint and model are used, and how. */
export interface OpenAiCompatibleLlmOptions {
  /**
   * Base of the API, up to but without `/chat/completions`: `https://api.openai.com/v1`. A query, such as an
   * `api-version`, goes with every request.
   */
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
  /** @throws ConfigurationError when the address or the key cannot be used. */
  constructor({
    baseUrl,
    model,
    apiKey,
    timeoutMs = 120_000,
    fetch,
    clock,
    random,
  }: OpenAiCompatibleLlmOptions) {
    const { origin, pathname, searchParams } = parsedUrl(baseUrl);
    super({
      id: `openai-compatible:${model}`,
      connection: new WorkspaceConnection({
        host: origin,
        auth: staticToken(apiKey ?? "none"),
        fetch,
        clock,
        random,
      }),
      path: `${pathname.replace(/(\/chat\/completions)?\/*$/, "")}/chat/completions`,
      query: queryOf(searchParams),
      extraBody: { model },
      timeoutMs,
    });
  }
}

function parsedUrl(baseUrl: string): URL {
  if (URL.canParse(baseUrl)) return new URL(baseUrl);
  const message = `"${baseUrl}" is no address; it must be one such as https://api.openai.com/v1`;
  throw new ConfigurationError("OpenAI-compatible LLM", [{ path: "baseUrl", message }]);
}

function queryOf(params: URLSearchParams): Readonly<Record<string, string>> {
  const query: Record<string, string> = {};
  params.forEach((value, name) => {
    query[name] = value;
  });
  return query;
}

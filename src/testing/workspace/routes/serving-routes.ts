import { type Context, Hono } from "hono";
import type { LlmClient, LlmResponse } from "../../../llm/llm-client.js";
import { ChatSchema, llmRequest } from "../chat-request.js";
import { bodyOf } from "../request-body.js";
import { invalid, ServiceError } from "../service-error.js";
import type { WorkspaceState } from "../workspace-state.js";

/** Chat completions at a serving endpoint, answered by the LLM client that the workspace was given. */
export function servingRoutes(state: WorkspaceState): Hono {
  const routes = new Hono();
  const requireLlm = (): LlmClient => {
    const { llm } = state.parts;
    if (llm) return llm;
    throw new ServiceError(
      404,
      "RESOURCE_DOES_NOT_EXIST",
      "The given endpoint does not exist, please retry after checking the specified model and version deployment exists.",
    );
  };
  const chat = async (c: Context, named: string | undefined) => {
    const llm = requireLlm();
    const body = await bodyOf(c.req.raw, ChatSchema);
    const endpoint = named ?? body.model;
    if (!endpoint) throw invalid("model: the name of a serving endpoint is required");
    const response = await llm.generate(llmRequest(body), { signal: c.req.raw.signal });
    const base = {
      id: state.newId(),
      created: Math.floor(state.now / 1000),
      model: response.model ?? endpoint,
    };
    c.header("served-model-name", base.model);
    if (body.stream) {
      c.header("content-type", "text/event-stream");
      return c.body(eventsOf(base, response));
    }
    return c.json({
      ...base,
      object: "chat.completion",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: response.text },
          finish_reason: finishReason(response),
        },
      ],
      usage: usageOf(response),
    });
  };
  routes.post("/serving-endpoints/:name/invocations", (c) => chat(c, c.req.param("name")));
  routes.post("/serving-endpoints/chat/completions", (c) => chat(c, undefined));
  routes.get("/api/2.0/serving-endpoints", (c) => {
    const { llm } = state.parts;
    return c.json({ endpoints: llm ? [endpointView(llm.id)] : [] });
  });
  routes.get("/api/2.0/serving-endpoints/:name", (c) => {
    requireLlm();
    return c.json(endpointView(c.req.param("name")));
  });
  return routes;
}

/** The answer as server-sent events: the text at once, then its end. */
function eventsOf(base: object, response: LlmResponse): string {
  const event = (delta: object, reason: string | null, more: object = {}) =>
    JSON.stringify({
      ...base,
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta, finish_reason: reason }],
      ...more,
    });
  return [
    event({ role: "assistant", content: response.text }, null),
    event({}, finishReason(response), { usage: usageOf(response) }),
    "[DONE]",
  ]
    .map((line) => `data: ${line}\n\n`)
    .join("");
}

function usageOf({ usage }: LlmResponse) {
  if (!usage) return null;
  const { inputTokens, outputTokens } = usage;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

function finishReason({ finishReason: reason }: LlmResponse): string {
  if (reason === "content-filter") return "content_filter";
  return reason === "length" ? "length" : "stop";
}

const endpointView = (name: string) => ({
  name,
  task: "llm/v1/chat",
  state: { ready: "READY", config_update: "NOT_UPDATING" },
});

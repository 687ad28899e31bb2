import { type Context, Hono } from "hono";
import { z } from "zod";
import type { LlmMessage } from "../../../llm/llm-client.js";
import type { JsonObject } from "../../../util/json.js";
import { bodyOf } from "../request-body.js";
import { ServiceError } from "../service-error.js";
import type { WorkspaceState } from "../workspace-state.js";

const ChatSchema = z.looseObject({
  model: z.string().optional(),
  messages: z
    .array(z.looseObject({ role: z.enum(["system", "user", "assistant"]), content: z.string() }))
    .min(1),
  temperature: z.number().nullish(),
  max_tokens: z.number().nullish(),
  response_format: z
    .looseObject({
      type: z.string(),
      json_schema: z
        .looseObject({
          name: z.string(),
          schema: z.custom<JsonObject>((value) => typeof value === "object" && value !== null),
        })
        .optional(),
    })
    .nullish(),
});

/** Chat completions at a serving endpoint, answered by the LLM client that the workspace was given. */
export function servingRoutes(state: WorkspaceState): Hono {
  const routes = new Hono();
  const chat = async (c: Context, endpoint: string | undefined) => {
    const { llm } = state.parts;
    if (!llm)
      throw new ServiceError(
        404,
        "RESOURCE_DOES_NOT_EXIST",
        "The given endpoint does not exist, please retry after checking the specified model and version deployment exists.",
      );
    const body = await bodyOf(c.req.raw, ChatSchema);
    const format = body.response_format?.json_schema;
    const response = await llm.generate(
      {
        messages: body.messages.map(({ role, content }): LlmMessage => ({ role, content })),
        temperature: body.temperature ?? undefined,
        maxOutputTokens: body.max_tokens ?? undefined,
        outputSchema: format ? { name: format.name, schema: format.schema } : undefined,
        purpose: { kind: "other" },
      },
      { signal: c.req.raw.signal },
    );
    const { inputTokens = 0, outputTokens = 0 } = response.usage ?? {};
    return c.json({
      id: state.newId(),
      object: "chat.completion",
      created: Math.floor(state.now / 1000),
      model: response.model ?? endpoint ?? body.model ?? llm.id,
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: response.text },
          finish_reason: response.finishReason === "length" ? "length" : "stop",
        },
      ],
      usage: {
        prompt_tokens: inputTokens,
        completion_tokens: outputTokens,
        total_tokens: inputTokens + outputTokens,
      },
    });
  };
  routes.post("/serving-endpoints/:name/invocations", (c) => chat(c, c.req.param("name")));
  routes.post("/serving-endpoints/chat/completions", (c) => chat(c, undefined));
  return routes;
}

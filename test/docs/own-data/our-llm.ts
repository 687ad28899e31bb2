import type { LlmClient } from "genie-enhancer";

const fix = { type: "name_column", table: "shop.core.orders", column: "amt_net", name: "Revenue" };

/** Stands where your client of a model would. */
export const ourLlm: LlmClient = {
  id: "ours",
  generate: async ({ purpose }) => ({
    text: JSON.stringify(
      purpose.kind === "probe" ? { ready: true } : { diagnosis: "No name.", fixes: [fix] },
    ),
    finishReason: "stop",
  }),
};

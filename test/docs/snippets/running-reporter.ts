import { type Reporter, renderMarkdownSummary } from "genie-enhancer";

declare const post: (text: string) => Promise<void>;

const toSlack: Reporter = {
  name: "slack",
  handle: async (event) => {
    if (event.type === "run-end") await post(renderMarkdownSummary(event.summary, event.disposition));
  },
};

export {};

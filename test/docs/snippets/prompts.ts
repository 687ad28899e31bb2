import { PromptLoader } from "genie-enhancer";
import { directoryPrompts } from "genie-enhancer/node";

const prompts = new PromptLoader({ source: directoryPrompts("./my-prompts"), version: "v3" });

export {};

import { fileURLToPath } from "node:url";
import { PromptLoader } from "genie-enhancer";
import { directoryPrompts } from "genie-enhancer/node";

const own = fileURLToPath(new URL("../../prompts", import.meta.url));

/** Prompts as they stand in a folder, so that an edit shows at once, compiled or not. */
export function loadPrompts(folder: string = own, version?: string | undefined): PromptLoader {
  return new PromptLoader({ source: directoryPrompts(folder), version });
}

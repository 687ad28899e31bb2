import { PromptError } from "../errors/prompt-error.js";
import { compiledPrompts } from "./compiled-prompts.js";

/** Where prompt texts come from. */
export interface PromptSource {
  /** The text of a file, by its path in the folder: `manifest.json`, `v2/fix-generation.md`. */
  read(path: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<string>;
}

/** The prompts that come with the package. */
export const packagedPrompts: PromptSource = {
  read: async (path) => {
    const text = compiledPrompts[path];
    if (text === undefined) throw new PromptError(`The package has no prompt file ${path}.`);
    return text;
  },
};

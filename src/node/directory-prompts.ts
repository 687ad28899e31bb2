import { readFile } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { PromptError } from "../errors/prompt-error.js";
import type { PromptSource } from "../prompts/prompt-source.js";

/** Prompts in a folder of the same layout as the package's `prompts` folder. */
export function directoryPrompts(folder: string): PromptSource {
  const root = resolve(folder);
  return {
    read: async (path, { signal } = {}) => {
      const file = resolve(root, path);
      if (!file.startsWith(root + sep)) throw new PromptError(`${path} lies outside the prompt folder.`);
      try {
        return await readFile(file, { encoding: "utf8", signal });
      } catch (cause) {
        signal?.throwIfAborted();
        throw new PromptError(
          `Prompt file ${file} cannot be read. The folder needs manifest.json and the files it names.`,
          { cause },
        );
      }
    },
  };
}

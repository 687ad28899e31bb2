import * as z from "zod";
import { PromptError } from "../errors/prompt-error.js";
import { parseJsonSafely } from "../util/parse-json.js";

/** Which versions of prompts there are, which prompts each has, and which one is used. */
export interface PromptManifest {
  readonly active: string;
  readonly versions: Readonly<Record<string, readonly string[]>>;
}

/** `manifest.json` of a folder of prompts. */
export const PromptManifestSchema = z
  .strictObject({
    active: z.string().min(1),
    versions: z.record(
      z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
      z.array(z.string().regex(/^[a-z][a-z0-9-]*$/)).min(1),
    ),
  })
  .refine(({ active, versions }) => Object.hasOwn(versions, active), {
    path: ["active"],
    message: "names no version",
  });

/** @throws PromptError when the text is no manifest. */
export function parsePromptManifest(text: string): PromptManifest {
  // Editors of some systems begin a file with a byte order mark.
  const parsed = parseJsonSafely(text.replace(/^\uFEFF/, ""));
  if (!parsed.ok) throw new PromptError(`The prompt manifest is not JSON: ${parsed.reason}.`);
  const manifest = PromptManifestSchema.safeParse(parsed.value);
  if (manifest.success) return manifest.data;
  const issues = manifest.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new PromptError(`The prompt manifest is wrong: ${issues.join("; ")}.`);
}

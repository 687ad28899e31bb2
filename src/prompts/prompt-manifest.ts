import { z } from "zod";

/** `manifest.json` of a folder of prompts: which versions there are and which one is used. */
export const PromptManifestSchema = z
  .strictObject({
    active: z.string().min(1),
    versions: z.record(
      z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
      z.array(z.string().regex(/^[a-z][a-z0-9-]*$/)).min(1),
    ),
  })
  .refine(({ active, versions }) => active in versions, { path: ["active"], message: "names no version" });

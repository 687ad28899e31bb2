import { PromptManifestSchema } from "../src/prompts/prompt-manifest.js";

/** Source text of the module that holds all prompts. */
export function compilePrompts(read: (path: string) => string): string {
  const manifest = PromptManifestSchema.parse(JSON.parse(read("manifest.json")));
  const paths = Object.entries(manifest.versions).flatMap(([version, ids]) =>
    ids.map((id) => `${version}/${id}.md`),
  );
  const entries = ["manifest.json", ...paths].map(
    (path) => `  ${JSON.stringify(path)}:\n    ${JSON.stringify(read(path))},`,
  );
  return [
    "// Made from the files in prompts/ by `npm run prompts:compile`; edit those.",
    "export const compiledPrompts: Readonly<Record<string, string>> = {",
    ...entries,
    "};",
    "",
  ].join("\n");
}

import { PromptError } from "../errors/prompt-error.js";
import type { Cancellable } from "../util/cancellable.js";
import { parseJsonSafely } from "../util/parse-json.js";
import { PromptManifestSchema } from "./prompt-manifest.js";
import { type PromptSource, packagedPrompts } from "./prompt-source.js";
import { type PromptTemplate, parsePromptTemplate, renderTemplate } from "./prompt-template.js";

export interface PromptLoaderOptions {
  /** @default the prompts that come with the package */
  readonly source?: PromptSource | undefined;
  /** @default the active version of the source's manifest */
  readonly version?: string | undefined;
}

/** A prompt ready to be sent. */
export interface RenderedPrompt {
  readonly text: string;
  /** Which text made it. */
  readonly prompt: { readonly id: string; readonly version: string; readonly hash: string };
}

/** Loads prompts from a source, each once, and fills them in. */
export class PromptLoader {
  readonly #source: PromptSource;
  readonly #version: string | undefined;
  readonly #templates = new Map<string, Promise<PromptTemplate>>();
  #activeVersion: Promise<string> | undefined;

  constructor({ source = packagedPrompts, version }: PromptLoaderOptions = {}) {
    this.#source = source;
    this.#version = version;
  }

  /** @throws PromptError when the prompt is missing or malformed. */
  load(id: string, options: Cancellable = {}): Promise<PromptTemplate> {
    const known = this.#templates.get(id);
    if (known) return known;
    const loading = this.#load(id, options);
    this.#templates.set(id, loading);
    loading.catch(() => this.#templates.delete(id));
    return loading;
  }

  /** @throws PromptError when a variable is missing, or one is given that the prompt does not have. */
  async render(
    id: string,
    values: Readonly<Record<string, string>>,
    options: Cancellable = {},
  ): Promise<RenderedPrompt> {
    const template = await this.load(id, options);
    const { version, hash } = template;
    return { text: renderTemplate(template, values), prompt: { id, version, hash } };
  }

  async #load(id: string, options: Cancellable): Promise<PromptTemplate> {
    if (!/^[a-z][a-z0-9-]*$/.test(id)) throw new PromptError(`"${id}" is not the id of a prompt.`);
    this.#activeVersion ??= this.#readVersion(options);
    const version = await this.#activeVersion;
    const path = `${version}/${id}.md`;
    const template = parsePromptTemplate(await this.#source.read(path, options), { path, version });
    if (template.id !== id) throw new PromptError(`${path} says that it is "${template.id}".`);
    return template;
  }

  async #readVersion(options: Cancellable): Promise<string> {
    const text = await this.#source.read("manifest.json", options);
    const json = parseJsonSafely(text);
    if (!json.ok) throw new PromptError(`The prompt manifest is not JSON: ${json.reason}.`);
    const manifest = PromptManifestSchema.safeParse(json.value);
    if (!manifest.success)
      throw new PromptError(`The prompt manifest is wrong: ${manifest.error.issues[0]?.message}.`);
    const version = this.#version ?? manifest.data.active;
    if (!Object.hasOwn(manifest.data.versions, version)) {
      throw new PromptError(
        `There is no prompt version "${version}". There are: ${Object.keys(manifest.data.versions).join(", ")}.`,
      );
    }
    return version;
  }
}

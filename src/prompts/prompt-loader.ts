import { PromptError } from "../errors/prompt-error.js";
import type { Cancellable } from "../util/cancellable.js";
import { hashText } from "../util/hash.js";
import type { JsonObject } from "../util/json.js";
import { SharedRun } from "../util/shared-run.js";
import { type PromptManifest, parsePromptManifest } from "./prompt-manifest.js";
import { type PromptSource, packagedPrompts } from "./prompt-source.js";
import { type PromptTemplate, parsePromptTemplate, renderTemplate } from "./prompt-template.js";
import { estimateTokens } from "./tokens.js";

/** Which prompts are loaded, and from where. */
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
  /** Roughly how many tokens it takes, rather too many than too few. */
  readonly tokens: number;
  /** JSON Schema of the answer that it asks for, where the prompt itself says so. */
  readonly outputSchema?: JsonObject | undefined;
}

/** What is loaded or under way, by path. */
type SharedLoads<T> = Map<string, SharedRun<T>>;

/** Loads prompts from a source, each once, and fills them in. */
export class PromptLoader {
  readonly #source: PromptSource;
  readonly #version: string | undefined;
  readonly #manifests: SharedLoads<PromptManifest> = new Map();
  readonly #templates: SharedLoads<PromptTemplate> = new Map();

  constructor({ source = packagedPrompts, version }: PromptLoaderOptions = {}) {
    this.#source = source;
    this.#version = version;
  }

  /**
   * The version whose prompts are loaded.
   * @throws PromptError when there is none of this name.
   */
  async activeVersion({ signal }: Cancellable = {}): Promise<string> {
    const { active, versions } = await this.#manifest(signal);
    const version = this.#version ?? active;
    if (!Object.hasOwn(versions, version)) {
      const known = Object.keys(versions).join(", ");
      throw new PromptError(`There is no prompt version "${version}". There are: ${known}.`);
    }
    return version;
  }

  /** @throws PromptError when the prompt is missing or malformed. */
  async load(id: string, { signal }: Cancellable = {}): Promise<PromptTemplate> {
    if (!/^[a-z][a-z0-9-]*$/.test(id)) throw new PromptError(`"${id}" is not the id of a prompt.`);
    const version = await this.activeVersion({ signal });
    const ids = (await this.#manifest(signal)).versions[version] ?? [];
    const template = await this.#file(id, version, ids, signal);
    if (template.sentWith.length === 0) return template;
    const companions = await Promise.all(
      template.sentWith.map((other) => this.#file(other, version, ids, signal)),
    );
    const hashes = [template, ...companions].map(({ hash }) => hash);
    return { ...template, hash: hashText(hashes.join("\n")) };
  }

  /** @throws PromptError when a variable is missing, or one is given that the prompt does not have. */
  async render(
    id: string,
    values: Readonly<Record<string, string>>,
    options: Cancellable = {},
  ): Promise<RenderedPrompt> {
    const template = await this.load(id, options);
    const { version, hash, outputSchema } = template;
    const text = renderTemplate(template, values);
    return { text, prompt: { id, version, hash }, tokens: estimateTokens(text), outputSchema };
  }

  #manifest(signal: AbortSignal | undefined): Promise<PromptManifest> {
    return loadOnce(this.#manifests, "manifest.json", signal, async (shared) =>
      parsePromptManifest(await this.#source.read("manifest.json", { signal: shared })),
    );
  }

  async #file(
    id: string,
    version: string,
    ids: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<PromptTemplate> {
    if (!ids.includes(id))
      throw new PromptError(`Prompt version "${version}" has no "${id}". It has: ${ids.join(", ")}.`);
    const path = `${version}/${id}.md`;
    return loadOnce(this.#templates, path, signal, async (shared) => {
      const text = await this.#source.read(path, { signal: shared });
      const template = parsePromptTemplate(text, { path, version });
      if (template.id !== id) throw new PromptError(`${path} says that it is "${template.id}".`);
      return template;
    });
  }
}

/** A failed load, and one that all gave up on, is tried again by the next who asks. */
function loadOnce<T>(
  loads: SharedLoads<T>,
  path: string,
  signal: AbortSignal | undefined,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const known = loads.get(path);
  if (known && !known.isAbandoned) return known.wait(signal);
  const load = new SharedRun(async (shared) => {
    try {
      return await read(shared);
    } catch (error) {
      if (loads.get(path) === load) loads.delete(path);
      throw error;
    }
  });
  loads.set(path, load);
  return load.wait(signal);
}

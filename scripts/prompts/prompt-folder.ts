import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LlmRequest } from "genie-enhancer";
import { z } from "zod";
import { requestHash } from "../../src/llm/llm-recording.js";

const IndexSchema = z.strictObject({
  /** Version of the prompts. */
  version: z.string(),
  /** Short names of the questions that were asked; all when absent. */
  questions: z.array(z.string()).optional(),
  prompts: z.array(
    z.strictObject({
      /** Hash of the request: tells which answer belongs to which request of a run. */
      request: z.string(),
      folder: z.string(),
      kind: z.enum(["analysis", "judge", "follow-up"]),
      /** What it is about. */
      about: z.string(),
    }),
  ),
});

export type PromptIndex = z.infer<typeof IndexSchema>;
export type FolderPrompt = PromptIndex["prompts"][number];

/** Names under which an answer may lie beside its prompt. */
const answerFiles = ["answer.json", "answer.md", "answer.txt"];

/**
 * Prompts as plain files: each in a folder of its own, with the schema of its answer and, once somebody has put it
 * there, the answer.
 */
export class PromptFolder {
  readonly #root: string;
  #index: PromptIndex;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(root: string, index: PromptIndex) {
    this.#root = root;
    this.#index = index;
  }

  static create(root: string, settings: Omit<PromptIndex, "prompts">): PromptFolder {
    return new PromptFolder(root, { ...settings, prompts: [] });
  }

  static async open(root: string): Promise<PromptFolder> {
    const index = await readFile(join(root, "index.json"), "utf8").catch((cause: unknown) => {
      throw new Error(`${root} holds no prompts (index.json): write them with prompts:render first.`, {
        cause,
      });
    });
    return new PromptFolder(root, IndexSchema.parse(JSON.parse(index)));
  }

  get index(): PromptIndex {
    return this.#index;
  }

  find(request: LlmRequest): FolderPrompt | undefined {
    const hash = requestHash(request);
    return this.#index.prompts.find((prompt) => prompt.request === hash);
  }

  /** Adds a prompt, once. */
  add(kind: FolderPrompt["kind"], about: string, request: LlmRequest): Promise<void> {
    const adding = this.#writing.then(() => this.#add(kind, about, request));
    this.#writing = adding.catch(() => undefined);
    return adding;
  }

  async #add(kind: FolderPrompt["kind"], about: string, request: LlmRequest): Promise<void> {
    if (this.find(request)) return;
    const number = this.#index.prompts.filter((prompt) => prompt.kind === kind).length + 1;
    const folder = `${kind}/${String(number).padStart(3, "0")}-${slugOf(about)}`;
    const path = join(this.#root, folder);
    await mkdir(path, { recursive: true });
    const text = request.messages.map(({ role, content }) => `<!-- ${role} -->\n\n${content}\n`).join("\n");
    await writeFile(join(path, "prompt.md"), text);
    if (request.outputSchema)
      await writeFile(join(path, "schema.json"), `${JSON.stringify(request.outputSchema.schema, null, 2)}\n`);
    const prompt = { request: requestHash(request), folder, kind, about };
    this.#index = { ...this.#index, prompts: [...this.#index.prompts, prompt] };
    await writeFile(join(this.#root, "index.json"), `${JSON.stringify(this.#index, null, 2)}\n`);
  }

  /** The answer that lies beside a prompt; undefined when there is none. */
  async answerTo({ folder }: FolderPrompt): Promise<string | undefined> {
    for (const name of answerFiles) {
      try {
        return await readFile(join(this.#root, folder, name), "utf8");
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
      }
    }
    return undefined;
  }
}

function slugOf(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.slice(0, 6).join("-") || "prompt";
}

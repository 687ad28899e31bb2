import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { RunEvent } from "../events/run-event.js";
import type { Reporter } from "../reporting/reporter.js";

/**
 * Writes every event as one line of JSON to a file, which it creates with its folder and appends to. Readable
 * by its owner only: events tell of business questions and SQL.
 */
export class JsonlReporter implements Reporter {
  readonly name = "jsonl";
  readonly #path: string;
  #file: Promise<FileHandle> | undefined;

  constructor({ path }: { readonly path: string }) {
    this.#path = path;
  }

  async handle(event: RunEvent): Promise<void> {
    this.#file ??= openForAppending(this.#path);
    const file = await this.#file;
    await file.appendFile(`${JSON.stringify(event)}\n`);
  }

  async flush(): Promise<void> {
    const file = await this.#file;
    await file?.sync();
  }

  async close(): Promise<void> {
    const file = await this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

async function openForAppending(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return open(path, "a", 0o600);
}

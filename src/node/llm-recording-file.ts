import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * A recording of a model's answers in a file: `write` is for `RecordingLlm`, `read` for `ReplayLlm`. The file is
 * created with its folder, appended to, and readable by its owner only: prompts tell of business questions and SQL.
 */
export class LlmRecordingFile {
  readonly #path: string;
  #last: Promise<void> = Promise.resolve();

  constructor({ path }: { readonly path: string }) {
    this.#path = path;
  }

  readonly write = (line: string): Promise<void> => {
    // One after the other, so that the lines of concurrent calls do not mix.
    const written = this.#last.then(() => append(this.#path, line));
    this.#last = written.catch(() => undefined);
    return written;
  };

  read({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<string> {
    return readFile(this.#path, { encoding: "utf8", signal });
  }
}

async function append(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, `${line}\n`, { mode: 0o600 });
}

import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { RunEvent } from "../events/run-event.js";
import { renderMarkdownSummary } from "../reporting/markdown-summary.js";
import type { Reporter } from "../reporting/reporter.js";

/** Writes the summary of a run as a Markdown file when it ends. */
export class MarkdownReporter implements Reporter {
  readonly name = "markdown";
  readonly #path: string;

  constructor({ path }: { readonly path: string }) {
    this.#path = path;
  }

  async handle(event: RunEvent): Promise<void> {
    if (event.type !== "run-end") return;
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    await writeFileAtomic(this.#path, renderMarkdownSummary(event.summary, event.disposition), {
      mode: 0o600,
    });
  }
}

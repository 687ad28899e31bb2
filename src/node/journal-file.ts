import { type FileHandle, mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";
import { JournalError } from "../errors/journal-error.js";
import type { JournalEntry } from "../runs/journal-entry.js";
import {
  decodeJournal,
  decodeJournalLine,
  encodeJournalLine,
  journalConflict,
} from "../runs/journal-line.js";
import { failedWith } from "./file-error.js";

/** Bytes in which the first line of a journal is looked for. */
const firstLineBytes = 65_536;

/** What is known of a file since it was last read or written. */
interface Known {
  readonly bytes: number;
  readonly entries: number;
}

/** One journal as a file of lines: append-only, flushed entry by entry, readable by its owner only. */
export class JournalFile {
  readonly #path: string;
  readonly #runId: string;
  #known: Known | undefined;
  #tail: Promise<void> = Promise.resolve();

  constructor(path: string, runId: string) {
    this.#path = path;
    this.#runId = runId;
  }

  /** One after the other, in the order of the calls. */
  append(entry: JournalEntry): Promise<void> {
    const appended = this.#tail
      .then(() => this.#append(entry))
      .catch((error: unknown) => {
        throw error instanceof GenieEnhancerError ? error : this.#unwritable(entry, error);
      });
    this.#tail = appended.catch(() => undefined);
    return appended;
  }

  async read(): Promise<readonly JournalEntry[]> {
    return this.#decode(await readIfThere(this.#path));
  }

  /** When the first entry was written; empty when that cannot be told. */
  async startedAt(): Promise<string> {
    const file = await open(this.#path, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(firstLineBytes), 0, firstLineBytes, 0);
      const [line = ""] = buffer.toString("utf8", 0, bytesRead).split("\n");
      return decodeJournalLine(line, `${this.#path}:1`).timestamp;
    } catch {
      return "";
    } finally {
      await file.close();
    }
  }

  async #append(entry: JournalEntry): Promise<void> {
    const folder = dirname(this.#path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(this.#path, "a+", 0o600);
    try {
      const { bytes, entries } = await this.#look(file, entry);
      if (entry.sequence !== entries + 1) return await this.#confirm(entry);
      // Until it is known to be there, the end of the file is looked at again before the next append.
      this.#known = undefined;
      const line = Buffer.from(`${encodeJournalLine(entry)}\n`);
      await file.appendFile(line);
      await file.datasync();
      if (entries === 0) await flushFolder(folder);
      const after = await file.stat();
      // Another process has written at the same moment. The line that stands first counts, for both of them.
      if (after.size !== bytes + line.byteLength) return await this.#confirm(entry);
      this.#known = { bytes: after.size, entries: entries + 1 };
    } finally {
      await file.close();
    }
  }

  /** The system's own words name neither the file nor what can be done. */
  #unwritable({ sequence, runId }: JournalEntry, cause: unknown): JournalError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new JournalError(
      "JOURNAL_UNWRITABLE",
      this.#path,
      `Entry ${sequence} of run ${runId} could not be written to ${this.#path}: ${why}. Make it writable, then go on with resume("${runId}").`,
      cause,
    );
  }

  /** @throws JournalError JOURNAL_CONFLICT unless the file says just this under the entry's number. */
  async #confirm(entry: JournalEntry): Promise<void> {
    const written = (await this.read())[entry.sequence - 1];
    if (!written || encodeJournalLine(written) !== encodeJournalLine(entry))
      throw journalConflict(entry, this.#path);
  }

  /** Reads the file again unless it is as it was left, and cuts off a last line that a crash left unfinished. */
  async #look(file: FileHandle, entry: JournalEntry): Promise<Known> {
    const { size } = await file.stat();
    if (this.#known?.bytes === size) return this.#known;
    const content = await readFile(this.#path);
    const complete = content.lastIndexOf("\n") + 1;
    if (complete < content.byteLength) {
      // A file that grows is being written to: what looks cut off is the line of a process that lives.
      if ((await file.stat()).size !== size || content.byteLength !== size)
        throw journalConflict(entry, this.#path);
      await file.truncate(complete);
    }
    const entries = this.#decode(content.toString("utf8", 0, complete));
    return { bytes: complete, entries: entries.length };
  }

  /** What stands after the last line break was being written when the process died, and was never relied on. */
  #decode(text: string): readonly JournalEntry[] {
    const lines = text
      .split("\n")
      .slice(0, -1)
      .map((line, index) => ({ text: line, place: `${this.#path}:${index + 1}` }));
    return decodeJournal(this.#runId, lines, { second: "too-late" });
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (failedWith(error, "ENOENT")) return "";
    throw error;
  }
}

/** Makes the name of a new file survive a power cut, where the system can do that for folders. */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!failedWith(error, "EPERM", "EISDIR", "EINVAL", "EACCES")) throw error;
  }
}

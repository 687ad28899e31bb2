import { GenieEnhancerError } from "./genie-enhancer-error.js";

/** What is wrong with a journal. */
export type JournalErrorCode =
  /** A line is not what was written: changed, lost, or written twice in different words. */
  | "JOURNAL_DAMAGED"
  /** Written by a newer version of this package. */
  | "JOURNAL_TOO_NEW"
  /** Another process wrote to the same journal. */
  | "JOURNAL_CONFLICT"
  /** The file cannot be written: the disk is full, the folder may not be written to. */
  | "JOURNAL_UNWRITABLE";

/** A journal that cannot be read, or not be written to. Nothing is guessed from what is left of it. */
export class JournalError extends GenieEnhancerError {
  readonly code: JournalErrorCode;
  /** Where, such as `/runs/run-1.journal.jsonl:17`. */
  readonly place: string;

  constructor(code: JournalErrorCode, place: string, message: string, cause?: unknown) {
    super(message, { context: { place }, cause });
    this.code = code;
    this.place = place;
  }
}

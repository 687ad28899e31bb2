import * as z from "zod";
import { JournalError } from "../errors/journal-error.js";
import { hashText } from "../util/hash.js";
import { parseJsonSafely } from "../util/parse-json.js";
import type { JournalEntry } from "./journal-entry.js";

/** Version of the envelope around each entry. A line of a higher one is refused. */
export const journalVersion = 1;

const VersionSchema = z.looseObject({ v: z.number() });
const LineSchema = z.object({
  v: z.literal(journalVersion),
  /** Of the text of `entry`. */
  sum: z.string(),
  /** As text inside the text, so that the checksum covers exactly what was written. */
  entry: z.string(),
});
const EnvelopeSchema = z.looseObject({
  type: z.string().min(1),
  runId: z.string().min(1),
  sequence: z.int().min(1),
  timestamp: z.string(),
});

/** An entry as one line of text, without the line break, in an envelope with a version and a checksum. */
export function encodeJournalLine(entry: JournalEntry): string {
  const text = JSON.stringify(entry);
  return JSON.stringify({ v: journalVersion, sum: checksumOf(text), entry: text });
}

/**
 * The entry of one line.
 * @param place where the line stands, for the error: `/runs/run-1.journal.jsonl:17`
 * @throws JournalError when the line is damaged, or of a newer version.
 */
export function decodeJournalLine(line: string, place: string): JournalEntry {
  const damaged = (why: string) =>
    new JournalError(
      "JOURNAL_DAMAGED",
      place,
      `The journal is damaged at ${place}: ${why}. Restore it from a copy; what it says cannot be relied on.`,
    );
  const outer = parseJsonSafely(line);
  if (!outer.ok) throw damaged(`the line is not JSON (${outer.reason})`);
  const version = VersionSchema.safeParse(outer.value);
  if (version.success && version.data.v > journalVersion) {
    throw new JournalError(
      "JOURNAL_TOO_NEW",
      place,
      `The journal at ${place} has format ${version.data.v}; this version of genie-enhancer reads up to ${journalVersion}. Update the package.`,
    );
  }
  const parsed = LineSchema.safeParse(outer.value);
  if (!parsed.success) throw damaged("the line has no version, checksum and entry");
  const { sum, entry: text } = parsed.data;
  if (sum !== checksumOf(text)) throw damaged("its checksum does not fit");
  const inner = parseJsonSafely(text);
  if (!inner.ok) throw damaged(`its entry is not JSON (${inner.reason})`);
  if (!isEntry(inner.value)) throw damaged("its entry lacks a type, a run, a number or a time");
  return inner.value;
}

export interface JournalDecoding {
  /**
   * What is made of a second entry with a number: damage; or, where lines stand in the order in which they were
   * written, the word of a writer that came too late, was told so and stopped: it counts as never written.
   * @default "damage"
   */
  readonly second?: "damage" | "too-late" | undefined;
}

/**
 * The entries of one run, from its lines.
 * @throws JournalError when a line is damaged, foreign or missing, or two say different things under one number.
 */
export function decodeJournal(
  runId: string,
  lines: readonly { readonly text: string; readonly place: string }[],
  { second = "damage" }: JournalDecoding = {},
): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const { text, place } of lines) {
    const entry = decodeJournalLine(text, place);
    const expected = entries.length + 1;
    const why =
      entry.runId !== runId
        ? `it belongs to run ${entry.runId}`
        : entry.sequence > expected
          ? `entry ${expected} is missing before entry ${entry.sequence}`
          : second === "damage" &&
              entry.sequence < expected &&
              JSON.stringify(entries[entry.sequence - 1]) !== JSON.stringify(entry)
            ? `there are two entries with number ${entry.sequence}`
            : undefined;
    if (why) {
      throw new JournalError(
        "JOURNAL_DAMAGED",
        place,
        `The journal of run ${runId} is damaged at ${place}: ${why}. Restore it from a copy; what it says cannot be relied on.`,
      );
    }
    // A repeated append that was carried out twice says the same twice.
    if (entry.sequence === expected) entries.push(entry);
  }
  return entries;
}

/** The error of an append that found its number taken by other words. */
export function journalConflict(entry: JournalEntry, place: string): JournalError {
  return new JournalError(
    "JOURNAL_CONFLICT",
    place,
    `Entry ${entry.sequence} of run ${entry.runId} cannot be appended: ${place} has gone another way. Another process works on this run; let one of them end.`,
  );
}

/** The checksum vouches for the rest: these are the words of this package. */
function isEntry(value: unknown): value is JournalEntry {
  return EnvelopeSchema.safeParse(value).success;
}

function checksumOf(text: string): string {
  return hashText(text).slice(0, 16);
}

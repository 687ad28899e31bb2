import * as z from "zod";
import type { AnalysisReport } from "../analysis/failure-analyzer.js";
import type { Step } from "../runs/run-steps.js";
import { SpaceDocument } from "../space/space-document.js";
import { isPlainObject, type JsonValue, jsonCopy } from "../util/json.js";
import { redactText, redactValue } from "../util/redact.js";
import type { CompletionChoice } from "./run-result.js";

/** How an outcome is put into the journal and read from it. */
type Codec<T> = Pick<Step<T>, "write" | "read">;

/** A step of which only matters that it is done. */
export const doneCodec: Codec<void> = { write: () => true, read: () => undefined };

const MadeSpaceSchema = z.object({ spaceId: z.string().min(1), title: z.string() });
/** A space that was created. */
export const madeSpaceCodec: Codec<z.infer<typeof MadeSpaceSchema>> = {
  write: jsonCopy,
  read: (value) => MadeSpaceSchema.parse(value),
};

/** A document, as its canonical text. */
export const documentCodec: Codec<SpaceDocument> = {
  write: (document) => document.serialize(),
  read: (value) => SpaceDocument.parse(z.string().parse(value)),
};

/** What came of applying a fix to dev-working. */
export type AppliedStep =
  | { readonly status: "skipped"; readonly reason: string }
  | { readonly status: "applied"; readonly changes: readonly string[]; readonly document: SpaceDocument };

const AppliedSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("skipped"), reason: z.string() }),
  z.object({
    status: z.literal("applied"),
    changes: z.array(z.string()),
    document: z.string().transform((text) => SpaceDocument.parse(text)),
  }),
]);
export const appliedCodec: Codec<AppliedStep> = {
  write: (applied): JsonValue =>
    applied.status === "applied"
      ? { status: "applied", changes: applied.changes, document: applied.document.serialize() }
      : { status: "skipped", reason: redactText(applied.reason) },
  read: (value) => AppliedSchema.parse(value),
};

const WrittenSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("taken") }),
  z.object({ status: z.literal("refused"), reason: z.string() }),
]);
/** Whether the service takes a document. */
export type WrittenStep = z.infer<typeof WrittenSchema>;
export const writtenCodec: Codec<WrittenStep> = {
  write: jsonCopy,
  read: (value) => WrittenSchema.parse(value),
};

const ReportSchema = z.custom<AnalysisReport>(
  (value) =>
    isPlainObject(value) &&
    isPlainObject(value.prompt) &&
    isPlainObject(value.usage) &&
    Array.isArray(value.dropped) &&
    Array.isArray(value.fixes) &&
    value.fixes.every((fix) => isPlainObject(fix) && isPlainObject(fix.params) && typeof fix.id === "string"),
);
/** The fixes that a loop will try, to the letter, and what people are told of the others, secrets masked. */
export const reportCodec: Codec<AnalysisReport> = {
  write: ({ dropped, diagnoses, ...report }) =>
    jsonCopy({ ...report, dropped: redactValue(dropped), diagnoses: redactValue(diagnoses) }),
  read: (value) => ReportSchema.parse(value),
};

export const ChoiceSchema = z.enum(["promote", "keep", "continue", "later"]);
/** What was decided on the result. */
export const choiceCodec: Codec<CompletionChoice> = {
  write: (choice) => choice,
  read: (value) => ChoiceSchema.parse(value),
};

import type { DocumentFinding } from "../src/space/document-finding.js";
import { SpaceDocument } from "../src/space/space-document.js";
import { documentRules } from "../src/space/validate-space.js";
import { tryFixes } from "./corpus-fixes.js";

/** What became of one document of a corpus. */
export interface CorpusReport {
  readonly file: string;
  /** Why the document could not be examined; absent when it could. */
  readonly problem?: string | undefined;
  /** Whether it means the same after being written and read, and after a patch to its mended form and back. */
  readonly isRoundTripped: boolean;
  /** Whether it breaks no rule that the format's documentation lays down. */
  readonly isClean: boolean;
  readonly findings: readonly DocumentFinding[];
  /** How the fixes that apply to it went. */
  readonly fixes?: string | undefined;
}

export interface CorpusSummary {
  readonly documents: number;
  readonly roundTripped: number;
  readonly clean: number;
  readonly crashed: number;
}

const formatRules = new Set(documentRules.filter(({ kind }) => kind === "format").map(({ id }) => id));

/** Takes one document through parsing, validation, canonical form, round trip and every fix that applies. */
export function examineDocument(file: string, text: string): CorpusReport {
  try {
    const document = SpaceDocument.parse(text);
    const findings = document.validate();
    const isClean = !findings.some(({ rule, severity }) => formatRules.has(rule) && severity !== "info");
    const isRoundTripped = survives(document) && survives(document.normalize());
    const fixes = tryFixes(document);
    return { file, isRoundTripped, isClean, findings, fixes };
  } catch (error) {
    const problem = `CRASHED: ${error instanceof Error ? error.message : String(error)}`;
    return { file, problem, isRoundTripped: false, isClean: false, findings: [] };
  }
}

/** Counts for the last line of the script. */
export function summarize(reports: readonly CorpusReport[]): CorpusSummary {
  return {
    documents: reports.length,
    roundTripped: reports.filter(({ isRoundTripped }) => isRoundTripped).length,
    clean: reports.filter(({ isClean }) => isClean).length,
    crashed: reports.filter(({ problem }) => problem !== undefined).length,
  };
}

function survives(document: SpaceDocument): boolean {
  const again = SpaceDocument.parse(document.serialize());
  const normal = document.normalize();
  const there = document.applyPatch(document.diff(normal).patch);
  const back = there.applyPatch(there.diff(document).patch);
  return (
    again.equals(document) && again.hash === document.hash && there.equals(normal) && back.equals(document)
  );
}

import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";
import type { DocumentFinding } from "./document-finding.js";

/**
 * `NOT_JSON`: the text is no JSON; `WRONG_SHAPE`: it is no space document, or a member has the wrong type;
 * `UNSUPPORTED_VERSION`: neither version 1 nor 2; `NO_DOCUMENT`: the service left the document out, because the
 * caller may not edit the space; `BAD_PATCH`: a patch that does not fit the document.
 */
export type SpaceDocumentErrorCode =
  | "NOT_JSON"
  | "WRONG_SHAPE"
  | "UNSUPPORTED_VERSION"
  | "NO_DOCUMENT"
  | "BAD_PATCH";

/** What should be a space document cannot be read as one. */
export class SpaceDocumentError extends GenieEnhancerError {
  readonly code: SpaceDocumentErrorCode;
  /** Every problem found, each with its place; empty where the message says it all. */
  readonly findings: readonly DocumentFinding[];

  constructor(
    code: SpaceDocumentErrorCode,
    message: string,
    findings: readonly DocumentFinding[] = [],
    cause?: unknown,
  ) {
    const shown = findings.slice(0, 10).map(({ pointer, message: text }) => `  ${pointer || "/"}: ${text}`);
    const rest = findings.length > shown.length ? [`  and ${findings.length - shown.length} more`] : [];
    super([message, ...shown, ...rest].join("\n"), { context: { findings: findings.slice(0, 50) }, cause });
    this.code = code;
    this.findings = findings;
  }
}

/** `error`: the service refuses or misreads the document; `warning`: answers suffer; `info`: worth knowing. */
export type FindingSeverity = "error" | "warning" | "info";

/** One thing that is wrong with a space document. JSON-safe. */
export interface DocumentFinding {
  /** JSON pointer (RFC 6901) of the member at fault; empty for the document itself. */
  readonly pointer: string;
  /** Stable id of the rule, such as `id-format`. */
  readonly rule: string;
  readonly severity: FindingSeverity;
  /** What is wrong, naming the value. */
  readonly message: string;
  /** What to do about it. */
  readonly mend: string;
  /** Whether `SpaceDocument.normalize` does it. */
  readonly isFixable: boolean;
}

/**
 * The findings of `after` that `before` does not have: what an edit broke. Findings are matched by rule and
 * message, so that an item which merely moved in its list does not count as new.
 */
export function newFindings(
  before: readonly DocumentFinding[],
  after: readonly DocumentFinding[],
): readonly DocumentFinding[] {
  const left = new Map<string, number>();
  const nameOf = ({ rule, message }: DocumentFinding) => `${rule}\n${message}`;
  for (const finding of before) left.set(nameOf(finding), (left.get(nameOf(finding)) ?? 0) + 1);
  return after.filter((finding) => {
    const count = left.get(nameOf(finding)) ?? 0;
    left.set(nameOf(finding), count - 1);
    return count <= 0;
  });
}

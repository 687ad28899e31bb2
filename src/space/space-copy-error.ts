import { GenieEnhancerError } from "../errors/genie-enhancer-error.js";

/** A space does not hold the document that was written to it. */
export class SpaceCopyError extends GenieEnhancerError {
  readonly code = "SPACE_COPY";
  readonly spaceId: string;
  /** What leads from the document written to the one read back. */
  readonly differences: readonly string[];

  constructor(spaceId: string, differences: readonly string[]) {
    const shown = differences.slice(0, 20).map((line) => `  ${line}`);
    const rest = differences.length > shown.length ? [`  and ${differences.length - shown.length} more`] : [];
    const message = `Space ${spaceId} does not hold the document that was written to it; the service may have refused parts, or somebody edits the space. It differs in:`;
    super([message, ...shown, ...rest].join("\n"), {
      context: { spaceId, differences: differences.slice(0, 50) },
    });
    this.spaceId = spaceId;
    this.differences = differences;
  }
}

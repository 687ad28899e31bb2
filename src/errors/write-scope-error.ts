import { GenieEnhancerError } from "./genie-enhancer-error.js";

/** A write to a space that the client may not write to. No request was sent. */
export class WriteScopeError extends GenieEnhancerError {
  readonly code = "WRITE_OUT_OF_SCOPE";

  constructor(action: string, spaceId: string) {
    super(
      `Refused to ${action} space ${spaceId}: this client may write only to spaces that its run created.`,
      {
        context: { action, spaceId },
      },
    );
  }
}

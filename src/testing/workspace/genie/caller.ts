/** Number of the one user of a simulated workspace. */
export const callerId = 1_000_000_000_001;
/** Name of that user. */
export const callerName = "someone@example.com";

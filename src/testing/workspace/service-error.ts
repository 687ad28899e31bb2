/** A refusal as the service words it. */
export class ServiceError extends Error {
  constructor(
    readonly status: number,
    readonly errorCode: string,
    message: string,
    readonly retryAfterSeconds?: number | undefined,
  ) {
    super(message);
    this.name = "ServiceError";
  }
}

export const notFound = (what: string) =>
  new ServiceError(404, "RESOURCE_DOES_NOT_EXIST", `${what} does not exist.`);
export const invalid = (message: string) => new ServiceError(400, "INVALID_PARAMETER_VALUE", message);

/** The connection breaks instead of an answer. */
export class DroppedConnection extends Error {
  constructor() {
    super("The connection was reset");
    this.name = "DroppedConnection";
  }
}

import { ConfigurationError } from "../errors/configuration-error.js";

/** Version of this package, as the service's logs tell of it. */
export const packageVersion = "0.1.0";

const products = /^[\w.+-]+\/[\w.+-]+(?: [\w.+-]+\/[\w.+-]+)*$/;

/**
 * Value of the `User-Agent` header.
 * @param caller products that are added, such as `my-tool/1.0`
 * @throws ConfigurationError when they are not of that form
 */
export function userAgentOf(caller: string | undefined): string {
  const own = `genie-enhancer/${packageVersion}`;
  if (caller === undefined || caller === "") return own;
  if (!products.test(caller)) {
    throw new ConfigurationError("connection", [
      { path: "userAgent", message: 'must look like "my-tool/1.0"' },
    ]);
  }
  return `${own} ${caller}`;
}

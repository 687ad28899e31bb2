import { ConfigurationError } from "../errors/configuration-error.js";
import { registerSecret } from "../util/redact.js";
import type { AuthProvider } from "./auth-provider.js";

/**
 * A personal access token, or any other bearer token that does not change.
 * @throws ConfigurationError when it is empty or holds characters that a header cannot carry.
 */
export function staticToken(token: string): AuthProvider {
  const clean = token.trim();
  if (!/^[\x21-\x7e]+$/.test(clean)) {
    throw new ConfigurationError("token", [
      { path: "token", message: "must be one word of printable characters" },
    ]);
  }
  registerSecret(clean);
  return { kind: "pat", authorize: async () => `Bearer ${clean}` };
}

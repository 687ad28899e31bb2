import { ConfigurationError } from "../errors/configuration-error.js";

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The origin of a workspace: `https://` is added where no scheme is given, and a trailing slash is cut.
 * @throws ConfigurationError for anything but https, or http on this machine.
 */
export function workspaceOrigin(host: string): string {
  const refuse = (message: string) => new ConfigurationError("host", [{ path: "host", message }]);
  const text = host.trim();
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  } catch {
    throw refuse("must be the address of a workspace, such as https://example.cloud.databricks.com");
  }
  if (url.username || url.password) throw refuse("must not hold credentials");
  const isLocal = url.protocol === "http:" && loopback.test(url.hostname);
  if (url.protocol !== "https:" && !isLocal) throw refuse("must use https (http only on this machine)");
  return url.origin;
}

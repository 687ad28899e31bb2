import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "../errors/configuration-error.js";
import type { AuthProvider } from "../http/auth-provider.js";
import { oauthM2m } from "../http/oauth-m2m.js";
import { staticToken } from "../http/static-token.js";
import type { Clock } from "../util/clock.js";
import { parseDatabricksConfig } from "./parse-databricks-config.js";

/** Where credentials are looked for. */
export interface DatabricksCredentialsOptions {
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Profile of the configuration file. @default DATABRICKS_CONFIG_PROFILE, or else the file's default */
  readonly profile?: string | undefined;
  /** @default DATABRICKS_CONFIG_FILE, or else ~/.databrickscfg */
  readonly configFile?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
}

/** Where a workspace is and how to prove who is calling: what `WorkspaceConnection` takes. */
export interface DatabricksCredentials {
  readonly host: string;
  readonly auth: AuthProvider;
}

/**
 * Credentials from the environment (DATABRICKS_HOST with DATABRICKS_TOKEN, or with DATABRICKS_CLIENT_ID and
 * DATABRICKS_CLIENT_SECRET), or else from a profile of the configuration file. The two are never mixed: the file
 * is not read when the environment holds a host or a credential and no profile is asked for.
 *
 * Where both a token and a client are given, DATABRICKS_AUTH_TYPE, or `auth_type` in the profile, says which to
 * use: `pat` or `oauth-m2m`.
 *
 * @throws ConfigurationError naming what was looked for, and where.
 */
export async function databricksCredentials(
  options: DatabricksCredentialsOptions = {},
): Promise<DatabricksCredentials> {
  const env = options.env ?? process.env;
  const profile = options.profile || env.DATABRICKS_CONFIG_PROFILE || undefined;
  const fromEnvironment: Settings = {
    host: env.DATABRICKS_HOST,
    token: env.DATABRICKS_TOKEN,
    client_id: env.DATABRICKS_CLIENT_ID,
    client_secret: env.DATABRICKS_CLIENT_SECRET,
  };
  const isInEnvironment = Object.values(fromEnvironment).some(Boolean);
  if (profile === undefined && isInEnvironment) {
    const settings = { ...fromEnvironment, auth_type: env.DATABRICKS_AUTH_TYPE };
    return credentialsOf(settings, "the environment", options);
  }
  const file = inHome(options.configFile || env.DATABRICKS_CONFIG_FILE || "~/.databrickscfg");
  const { name, settings } = await readProfile(file, profile);
  return credentialsOf(settings, `profile ${name} of ${file}`, options);
}

interface Settings {
  readonly host?: string | undefined;
  readonly token?: string | undefined;
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
  readonly auth_type?: string | undefined;
}

function credentialsOf(
  settings: Settings,
  where: string,
  { fetch, clock }: DatabricksCredentialsOptions,
): DatabricksCredentials {
  const { host, token, client_id: clientId, client_secret: clientSecret, auth_type: authType } = settings;
  const refuse = (message: string) =>
    new ConfigurationError("credentials", [{ path: "", message: `${where} ${message}` }]);
  if (!host) throw refuse("has no host (DATABRICKS_HOST, or host in the profile)");
  if (authType && authType !== "pat" && authType !== "oauth-m2m") {
    throw refuse(
      `asks for the authentication ${authType}, which is not supported here; use a token or a client id and secret, or give WorkspaceConnection an AuthProvider of your own`,
    );
  }
  if (token && clientId && clientSecret && !authType) {
    throw refuse(
      "has a token as well as a client id and secret; leave one of them out, or set auth_type (DATABRICKS_AUTH_TYPE) to pat or oauth-m2m",
    );
  }
  if (token && authType !== "oauth-m2m") return { host, auth: staticToken(token) };
  if (clientId && clientSecret && authType !== "pat")
    return { host, auth: oauthM2m({ host, clientId, clientSecret, fetch, clock }) };
  if (authType) throw refuse(`asks for the authentication ${authType}, but does not hold what that needs`);
  throw refuse(
    "has neither a token (DATABRICKS_TOKEN) nor a client id and secret (DATABRICKS_CLIENT_ID, DATABRICKS_CLIENT_SECRET)",
  );
}

async function readProfile(
  file: string,
  profile: string | undefined,
): Promise<{ readonly name: string; readonly settings: Settings }> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    const wanted = profile === undefined ? "DATABRICKS_HOST is not set" : `profile ${profile} is asked for`;
    const message = `${wanted}, and ${file} cannot be read${why}; set DATABRICKS_HOST and DATABRICKS_TOKEN, or create the file`;
    throw new ConfigurationError("credentials", [{ path: "", message }]);
  }
  const profiles = parseDatabricksConfig(text);
  const name = profile ?? (profiles.get(settingsSection)?.get("default_profile") || "DEFAULT");
  const settings = profiles.get(name);
  if (!settings || name === settingsSection) {
    const known = [...profiles.keys()].filter((one) => one !== settingsSection).join(", ") || "none";
    throw new ConfigurationError("credentials", [
      { path: "profile", message: `${file} has no profile "${name}"; it has ${known}` },
    ]);
  }
  return { name, settings: Object.fromEntries(settings) };
}

/** Holds settings of the tools that share the file; it is no profile. */
const settingsSection = "__settings__";

function inHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}

import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "../errors/configuration-error.js";
import type { AuthProvider } from "../http/auth-provider.js";
import { oauthM2m } from "../http/oauth-m2m.js";
import { staticToken } from "../http/static-token.js";
import type { Clock } from "../util/clock.js";
import { parseDatabricksConfig } from "./parse-databricks-config.js";

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
 * DATABRICKS_CLIENT_SECRET), or else from a profile of the configuration file. The file is not read when the
 * environment suffices and no profile is asked for.
 *
 * @throws ConfigurationError naming what was looked for, and where.
 */
export async function databricksCredentials(
  options: DatabricksCredentialsOptions = {},
): Promise<DatabricksCredentials> {
  const env = options.env ?? process.env;
  const profile = options.profile ?? env.DATABRICKS_CONFIG_PROFILE;
  const fromEnvironment: Settings = {
    host: env.DATABRICKS_HOST,
    token: env.DATABRICKS_TOKEN,
    client_id: env.DATABRICKS_CLIENT_ID,
    client_secret: env.DATABRICKS_CLIENT_SECRET,
  };
  if (profile === undefined && fromEnvironment.host)
    return credentialsOf(fromEnvironment, "the environment", options);
  const file = options.configFile ?? env.DATABRICKS_CONFIG_FILE ?? join(homedir(), ".databrickscfg");
  const settings = await readProfile(file, profile);
  return credentialsOf(settings, `profile ${profile ?? "DEFAULT"} of ${file}`, options);
}

interface Settings {
  readonly host?: string | undefined;
  readonly token?: string | undefined;
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
}

function credentialsOf(
  settings: Settings,
  where: string,
  { fetch, clock }: DatabricksCredentialsOptions,
): DatabricksCredentials {
  const { host, token, client_id: clientId, client_secret: clientSecret } = settings;
  const refuse = (message: string) =>
    new ConfigurationError("credentials", [{ path: "", message: `${where} ${message}` }]);
  if (!host) throw refuse("has no host (DATABRICKS_HOST, or host in the profile)");
  const isClient = Boolean(clientId && clientSecret);
  if (token && isClient) throw refuse("has a token as well as a client id and secret; leave one of them out");
  if (token) return { host, auth: staticToken(token) };
  if (clientId && clientSecret)
    return { host, auth: oauthM2m({ host, clientId, clientSecret, fetch, clock }) };
  throw refuse(
    "has neither a token (DATABRICKS_TOKEN) nor a client id and secret (DATABRICKS_CLIENT_ID, DATABRICKS_CLIENT_SECRET)",
  );
}

async function readProfile(file: string, profile: string | undefined): Promise<Settings> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    const message = `DATABRICKS_HOST is not set, and ${file} cannot be read; set the one or create the other`;
    throw new ConfigurationError("credentials", [{ path: "", message }]);
  }
  const profiles = parseDatabricksConfig(text);
  const name = profile ?? profiles.get("__settings__")?.get("default_profile") ?? "DEFAULT";
  const settings = profiles.get(name);
  if (!settings) {
    const known = [...profiles.keys()].filter((one) => one !== "__settings__").join(", ") || "none";
    throw new ConfigurationError("credentials", [
      { path: "profile", message: `${file} has no profile "${name}"; it has ${known}` },
    ]);
  }
  return Object.fromEntries(settings);
}

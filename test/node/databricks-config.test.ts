import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { databricksCredentials } from "genie-enhancer/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;
let configFile: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "databrickscfg-"));
  configFile = join(folder, ".databrickscfg");
  await writeFile(
    configFile,
    `; comment
[DEFAULT]
host = https://default.example
token = dapi;a=b#c

[prod.eu]
host=https://prod.example # the real one
client_id = id-1
client_secret = secret-1

[both]
host = https://both.example
token = t-12345
client_id = id
client_secret = s-12345
[empty]
[cli]
host = https://cli.example
auth_type = databricks-cli
[chosen] # of two
host = https://chosen.example
token = t-67890
client_id = id
client_secret = s-67890
auth_type = pat
[unset]
host = https://unset.example
token = # none
[lacking]
host = https://lacking.example
token = t-67890
auth_type = oauth-m2m
`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

const credentials = (profile?: string, env: Record<string, string> = {}) =>
  databricksCredentials({ env, profile, configFile });

describe("databricksCredentials", () => {
  it("takes the environment first and does not read the file then", async () => {
    const env = { DATABRICKS_HOST: "https://env.example", DATABRICKS_TOKEN: "env-token" };
    const { host, auth } = await databricksCredentials({ env, configFile: "/nowhere" });
    expect(host).toBe("https://env.example");
    expect(await auth.authorize()).toBe("Bearer env-token");
  });

  it("keeps tokens whole that hold ';', '=' and '#'", async () => {
    const { auth } = await credentials();
    expect(await auth.authorize()).toBe("Bearer dapi;a=b#c");
  });

  it("reads profiles with dots in their names, and cuts comments after a blank", async () => {
    const { host, auth } = await credentials("prod.eu");
    expect([host, auth.kind]).toEqual(["https://prod.example", "oauth-m2m"]);
  });

  it.each([
    ["an unknown profile", "nope", {}, 'has no profile "nope"'],
    ["a profile without a host", "empty", {}, "has no host"],
    ["two kinds of credentials", "both", {}, "as well as a client id"],
    ["an authentication that it does not know", "cli", {}, "databricks-cli, which is not supported"],
    ["an authentication whose credentials are missing", "lacking", {}, "oauth-m2m, but does not hold"],
    ["a token that is only a comment", "unset", {}, "neither a token"],
    ["the section that is no profile", "__settings__", {}, "has no profile"],
    [
      "a token without a host, instead of mixing it with the file",
      undefined,
      { DATABRICKS_TOKEN: "t" },
      "has no host",
    ],
    ["a host without credentials", undefined, { DATABRICKS_HOST: "https://x.example" }, "neither a token"],
  ])("refuses %s", async (_, profile, env, message) => {
    await expect(credentials(profile, env)).rejects.toThrow(message);
  });

  it("takes the credentials that auth_type names, where there are several", async () => {
    const { auth } = await credentials("chosen");
    expect(auth.kind).toBe("pat");
    const env = {
      DATABRICKS_HOST: "app.example",
      DATABRICKS_TOKEN: "user-token",
      DATABRICKS_CLIENT_ID: "id",
      DATABRICKS_CLIENT_SECRET: "app-secret",
    };
    const kindOf = async (DATABRICKS_AUTH_TYPE: string) =>
      (await credentials(undefined, { ...env, DATABRICKS_AUTH_TYPE })).auth.kind;
    expect([await kindOf("pat"), await kindOf("oauth-m2m")]).toEqual(["pat", "oauth-m2m"]);
  });

  it("takes the file's own default profile, and empty variables for unset ones", async () => {
    const file = join(folder, "other.cfg");
    await writeFile(
      file,
      "\uFEFF[__settings__]\r\ndefault_profile = dev\r\n[dev]\r\nhost = https://dev.example\r\ntoken = t-12345\r\n",
    );
    const env = { DATABRICKS_HOST: "", DATABRICKS_CONFIG_PROFILE: "", DATABRICKS_CONFIG_FILE: file };
    expect((await databricksCredentials({ env })).host).toBe("https://dev.example");
  });

  it("prefers a profile that is asked for over the environment, whole", async () => {
    const env = {
      DATABRICKS_HOST: "https://env.example",
      DATABRICKS_TOKEN: "env-token",
      DATABRICKS_CONFIG_PROFILE: "prod.eu",
    };
    const { host, auth } = await databricksCredentials({ env, configFile });
    expect([host, auth.kind]).toEqual(["https://prod.example", "oauth-m2m"]);
  });

  it("never repeats a secret in an error", async () => {
    for (const profile of ["both", "lacking"]) {
      const error: unknown = await credentials(profile).catch((thrown: unknown) => thrown);
      expect(`${String(error)}${JSON.stringify(error)}`).not.toMatch(/t-12345|s-12345|t-67890/);
    }
  });

  it("names the file that it looked for", async () => {
    await expect(databricksCredentials({ env: {}, configFile: "/nowhere/.databrickscfg" })).rejects.toThrow(
      "/nowhere/.databrickscfg",
    );
  });
});

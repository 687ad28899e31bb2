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
    ["a host without credentials", undefined, { DATABRICKS_HOST: "https://x.example" }, "neither a token"],
  ])("refuses %s", async (_, profile, env, message) => {
    await expect(credentials(profile, env)).rejects.toThrow(message);
  });

  it("names the file that it looked for", async () => {
    await expect(databricksCredentials({ env: {}, configFile: "/nowhere/.databrickscfg" })).rejects.toThrow(
      "/nowhere/.databrickscfg",
    );
  });
});

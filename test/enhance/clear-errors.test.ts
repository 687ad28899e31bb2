import {
  ApiError,
  ConfigurationError,
  PreflightError,
  SequentialEnhancer,
  staticToken,
  WorkspaceConnection,
} from "genie-enhancer";
import { OfflineAnalyst, SimulatedWorkspace } from "genie-enhancer/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { type RetailRun, retailRun } from "./retail-run.js";

describe("what goes wrong before a run is said clearly", () => {
  let run: RetailRun;
  beforeEach(async () => {
    run = await retailRun();
  });

  const enhancerOf = (connection: WorkspaceConnection, spaceId: string) =>
    new SequentialEnhancer({ connection, spaceId, llm: new OfflineAnalyst() });

  it("names every wrong and unknown key of a configuration", () => {
    const wrong = () =>
      new SequentialEnhancer({
        connection: run.connection,
        llm: new OfflineAnalyst(),
        spaceId: "nope",
        targetScore: 90,
        // @ts-expect-error: not a key of the configuration
        maxLoop: 3,
      });
    expect(wrong).toThrow(ConfigurationError);
    for (const name of ["spaceId", "targetScore", "maxLoop"]) expect(wrong).toThrow(name);
  });

  it("says that a space does not exist", async () => {
    const missing = enhancerOf(run.connection, "0".repeat(32)).run();
    await expect(missing).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("0".repeat(32)),
    });
    await expect(missing).rejects.toBeInstanceOf(ApiError);
  });

  it("says that a token was refused, without the token", async () => {
    const { workspace, spaceId } = run;
    const auth = staticToken("dapi-wrong-canary-token");
    const connection = new WorkspaceConnection({
      host: workspace.host,
      fetch: workspace.fetch,
      clock: workspace.clock,
      auth,
    });
    const error: unknown = await enhancerOf(connection, spaceId)
      .run()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "UNAUTHENTICATED",
      message: expect.stringContaining("check the token"),
    });
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain("canary");
  });

  it("says that a space has no benchmarks, and what to do", async () => {
    const { workspace, connection } = run;
    const bare = workspace.addSpace({
      title: "Bare",
      document: { version: 2, data_sources: { tables: [{ identifier: "retail.sales.orders" }] } },
    });
    const refused = enhancerOf(connection, bare).run();
    await expect(refused).rejects.toBeInstanceOf(PreflightError);
    await expect(refused).rejects.toThrow(/benchmarks.*holds no benchmark questions; add some/s);
  });

  it("says that a host cannot be reached", async () => {
    const { workspace, spaceId } = run;
    const connection = new WorkspaceConnection({
      host: "https://nowhere.databricks.example",
      auth: staticToken("some-token"),
      clock: workspace.clock,
      fetch: () =>
        Promise.reject(new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") })),
    });
    await expect(enhancerOf(connection, spaceId).run()).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringMatching(/nowhere\.databricks\.example.*ENOTFOUND.*Check the host/),
    });
  });

  it("says that somebody below CAN EDIT cannot read the document", async () => {
    const { workspace, connection, spaceId } = run;
    const blind: typeof fetch = async (input, init) => {
      const response = await workspace.fetch(input, init);
      const body: unknown = await response.json();
      return Response.json(
        typeof body === "object" && body && "serialized_space" in body
          ? { ...body, serialized_space: "" }
          : body,
      );
    };
    const limited = new WorkspaceConnection({
      host: connection.host,
      auth: staticToken("simulated-token"),
      clock: workspace.clock,
      fetch: blind,
    });
    await expect(enhancerOf(limited, spaceId).run()).rejects.toThrow(/CAN EDIT/);
  });
});

describe("a simulated workspace", () => {
  it("is closed without leaving anything open", async () => {
    const workspace = await SimulatedWorkspace.create({});
    await workspace.listen();
    await workspace.close();
    expect(workspace.clock.pending).toBe(0);
  });
});

import { GenieClient, RunWriteScope, WriteScopeError } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { json, scriptedWorkspace } from "../http/scripted-workspace.js";

const production = "01f0aaaaaaaaaaaaaaaaaaaaaaaaaaaa";

describe("RunWriteScope", () => {
  it("never lets production in, not even when the service calls it newly created", async () => {
    const { connection, requests } = scriptedWorkspace([json({ space_id: production, title: "t" })]);
    const client = new GenieClient({ connection, writeScope: new RunWriteScope({ never: [production] }) });
    await client.createSpace({ title: "t", warehouseId: "w", serializedSpace: "{}" });
    await expect(client.updateSpace(production, { serializedSpace: "{}" })).rejects.toThrow(WriteScopeError);
    await expect(client.trashSpace(production)).rejects.toThrow(WriteScopeError);
    expect(requests).toHaveLength(1);
  });
});

import { describe, expect, it } from "vitest";
import { ApiError, type ApiErrorCode } from "../../src/errors/api-error.js";
import type { NewSpace, SpaceChange } from "../../src/genie/genie-client.js";
import type { Space } from "../../src/genie/space.js";
import { formatMarker, parseMarker } from "../../src/space/ownership-marker.js";
import { type SpaceClient, SpaceCloner } from "../../src/space/space-cloner.js";
import { SpaceCopyError } from "../../src/space/space-copy-error.js";
import { SpaceDocument } from "../../src/space/space-document.js";
import { SpaceDocumentError } from "../../src/space/space-document-error.js";
import type { Clock } from "../../src/util/clock.js";
import { sample, sampleWith } from "./sample-space.js";

const marker = { productionId: "prod", runId: "run-1", role: "dev-working" } as const;
const apiError = (code: ApiErrorCode) => new ApiError(code, { code, request: "test" });

/** Spaces in memory. Each hook runs before the call it is named for and may throw or change the spaces. */
class FakeClient implements SpaceClient {
  readonly spaces = new Map<string, Space>();
  readonly calls: string[] = [];
  readonly scope = new Set<string>();
  readonly writeScope = { allows: () => true, add: (id: string) => void this.scope.add(id) };
  onUpdate: (id: string, change: SpaceChange) => void = () => {};
  onCreate: (space: Space) => void = () => {};
  onStore: (document: string) => string = (document) => document;
  listsDescriptions = true;

  add(space: Partial<Space> & { id: string }): void {
    this.spaces.set(space.id, {
      title: space.id,
      warehouseId: "wh",
      etag: "1",
      serializedSpace: sample.serialize(),
      ...space,
    });
  }

  async getSpace(
    id: string,
    { includeDocument = false }: { includeDocument?: boolean } = {},
  ): Promise<Space> {
    this.calls.push(`get ${id}`);
    const space = this.spaces.get(id);
    if (!space) throw apiError("NOT_FOUND");
    const { serializedSpace, etag, ...rest } = space;
    return includeDocument ? space : rest;
  }

  async *listSpaces(): AsyncGenerator<Space> {
    for (const { serializedSpace, etag, description, ...space } of this.spaces.values()) {
      yield this.listsDescriptions ? { ...space, description } : space;
    }
  }

  async createSpace({ serializedSpace, ...rest }: NewSpace): Promise<Space> {
    const id = `new-${this.calls.filter((call) => call === "create").length + 1}`;
    this.calls.push("create");
    const space: Space = { ...rest, id, etag: "1", serializedSpace: this.onStore(serializedSpace) };
    this.onCreate(space);
    this.spaces.set(id, space);
    this.scope.add(id);
    return space;
  }

  async updateSpace(id: string, change: SpaceChange): Promise<Space> {
    this.calls.push(`update ${id}`);
    this.onUpdate(id, change);
    const space = this.spaces.get(id);
    if (!space) throw apiError("NOT_FOUND");
    if (change.etag !== undefined && change.etag !== space.etag) throw apiError("CONFLICT");
    const serializedSpace = this.onStore(change.serializedSpace ?? "");
    const updated = { ...space, serializedSpace, etag: String(Number(space.etag) + 1) };
    this.spaces.set(id, updated);
    return updated;
  }

  async trashSpace(id: string): Promise<void> {
    this.calls.push(`trash ${id}`);
    if (!this.spaces.delete(id)) throw apiError("NOT_FOUND");
  }

  documentOf(id: string): SpaceDocument {
    return SpaceDocument.parse(this.spaces.get(id)?.serializedSpace ?? "");
  }
}

function setUp() {
  const client = new FakeClient();
  client.add({ id: "prod", title: "Sales", description: "매출" });
  const slept: number[] = [];
  const clock: Clock = { now: () => 0, sleep: async (ms) => void slept.push(ms) };
  return { client, slept, cloner: new SpaceCloner({ client, clock }) };
}

const edited = sampleWith({ "/data_sources/tables/0/description": ["Customers."] });

describe("SpaceCloner.exportSpace", () => {
  it("gives the space with its document", async () => {
    const { cloner } = setUp();
    const snapshot = await cloner.exportSpace("prod");
    expect(snapshot).toMatchObject({ id: "prod", title: "Sales", warehouseId: "wh", etag: "1" });
    expect(snapshot.document.equals(sample)).toBe(true);
  });

  it.each(["", undefined])(
    "says that CAN EDIT is missing when the document is %j",
    async (serializedSpace) => {
      const { client, cloner } = setUp();
      client.add({ id: "closed", serializedSpace });
      const error = await cloner.exportSpace("closed").catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(SpaceDocumentError);
      expect(error).toMatchObject({ code: "NO_DOCUMENT", message: expect.stringContaining("CAN EDIT") });
    },
  );
});

describe("SpaceCloner.clone", () => {
  const clone = async ({ cloner }: ReturnType<typeof setUp>) =>
    cloner.clone(await cloner.exportSpace("prod"), { title: "Sales_dev_working", marker });

  it("makes a marked copy on the same warehouse", async () => {
    const world = setUp();
    const space = await clone(world);
    expect(space).toMatchObject({ title: "Sales_dev_working", warehouseId: "wh" });
    expect(space.description?.split("\n")[0]).toBe("매출");
    expect(parseMarker(space.description)).toEqual(marker);
    expect(world.client.documentOf(space.id).equals(sample)).toBe(true);
    expect(world.client.calls.filter((call) => call.startsWith("update"))).toEqual([]);
  });

  it("finds the copy whose creation was not confirmed instead of making another", async () => {
    const world = setUp();
    world.client.onCreate = (space) => {
      world.client.spaces.set("lost", { ...space, id: "lost" });
      throw apiError("NETWORK");
    };
    world.client.listsDescriptions = false;
    expect((await clone(world)).id).toBe("lost");
    expect(world.client.scope.has("lost")).toBe(true);
    expect(world.client.calls.filter((call) => call === "create")).toHaveLength(1);
  });

  it("creates again when nothing turned up, and gives up when that fails too", async () => {
    const world = setUp();
    let failures = 1;
    world.client.onCreate = () => {
      failures -= 1;
      if (failures >= 0) throw apiError("NETWORK");
    };
    expect((await clone(world)).id).toBe("new-2");
    expect(world.slept.length).toBeGreaterThan(0);
  });

  it("gives up when creating fails again, though not on a copy that turns up late", async () => {
    const world = setUp();
    world.client.onCreate = () => {
      throw apiError("NETWORK");
    };
    await expect(clone(world)).rejects.toMatchObject({ code: "NETWORK" });
    let isFirst = true;
    world.client.onCreate = (space) => {
      if (!isFirst) world.client.spaces.set("late", { ...space, id: "late" });
      isFirst = false;
      throw apiError("SERVER_ERROR");
    };
    expect((await clone(world)).id).toBe("late");
  });

  it("does not look for what was refused", async () => {
    const world = setUp();
    world.client.onCreate = () => {
      throw apiError("BAD_REQUEST");
    };
    await expect(clone(world)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(world.client.calls.filter((call) => call === "create")).toHaveLength(1);
  });

  it("writes the document to a copy that was made without it", async () => {
    const world = setUp();
    world.client.onCreate = (space) => void Object.assign(space, { serializedSpace: "" });
    const { id } = await clone(world);
    expect(world.client.documentOf(id).equals(sample)).toBe(true);
  });

  it("trashes a copy that does not take the document", async () => {
    const world = setUp();
    world.client.onStore = () => edited.serialize();
    await expect(clone(world)).rejects.toBeInstanceOf(SpaceCopyError);
    expect([...world.client.spaces.keys()]).toEqual(["prod"]);
  });
});

describe("SpaceCloner.copyConfig", () => {
  it("writes with the etag it read, and not at all when nothing differs", async () => {
    const { client, cloner } = setUp();
    const etags: (string | undefined)[] = [];
    client.onUpdate = (_, { etag }) => void etags.push(etag);
    await cloner.copyConfig(edited, "prod");
    await cloner.copyConfig(edited, "prod");
    expect(etags).toEqual(["1"]);
    expect(client.documentOf("prod").equals(edited)).toBe(true);
  });

  it("reads and writes once more when the space changed meanwhile", async () => {
    const { client, cloner } = setUp();
    let intrusions = 1;
    client.onUpdate = () => {
      if (intrusions-- > 0) client.add({ id: "prod", etag: "9" });
    };
    await cloner.copyConfig(edited, "prod");
    expect(client.documentOf("prod").equals(edited)).toBe(true);
    intrusions = 2;
    let etag = 20;
    client.onUpdate = () => {
      etag += 1;
      client.add({ id: "prod", etag: String(etag) });
    };
    await expect(cloner.copyConfig(sampleWith({ "/config": undefined }), "prod")).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  it("leaves a space alone that no longer has the caller's etag", async () => {
    const { client, cloner } = setUp();
    client.add({ id: "prod", etag: "5" });
    await expect(cloner.copyConfig(edited, "prod", { etag: "4" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(client.documentOf("prod").equals(sample)).toBe(true);
  });

  it("says what differs when the service kept something else", async () => {
    const { client, cloner } = setUp();
    client.onStore = () => sampleWith({ "/data_sources/tables/0/description": ["Clients."] }).serialize();
    const error = await cloner.copyConfig(edited, "prod").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SpaceCopyError);
    expect(error).toMatchObject({ differences: ["customers: description 'Customers.' → 'Clients.'"] });
  });

  it("takes a metric view that the service lists among the tables for the one written", async () => {
    const { client, cloner } = setUp();
    const { data } = sampleWith({ "/data_sources/metric_views": [{ identifier: "main.shop.sales" }] });
    const tables = [...(data.data_sources?.tables ?? []), ...(data.data_sources?.metric_views ?? [])];
    client.onStore = () => JSON.stringify({ ...data, data_sources: { tables } });
    await expect(cloner.copyConfig(sample.with(data), "prod")).resolves.toBeUndefined();
  });
});

describe("SpaceCloner.findOwned", () => {
  it.each([true, false])(
    "gives this production's copies only (descriptions listed: %s)",
    async (listsDescriptions) => {
      const { client, cloner } = setUp();
      client.listsDescriptions = listsDescriptions;
      client.add({ id: "mine-1", description: formatMarker(marker) });
      client.add({
        id: "mine-2",
        description: `Sales\n\n${formatMarker({ ...marker, runId: "old", role: "dev-best" })}`,
      });
      client.add({ id: "others", description: formatMarker({ ...marker, productionId: "prod2" }) });
      client.add({ id: "plain" });
      client.add({ id: "prod", description: formatMarker(marker) });
      const found: string[] = [];
      for await (const { id } of cloner.findOwned("prod")) {
        found.push(id);
        await cloner.trash(id);
        await cloner.trash(id);
      }
      expect(found).toEqual(["mine-1", "mine-2"]);
      expect([...client.spaces.keys()]).toEqual(["prod", "others", "plain"]);
    },
  );
});

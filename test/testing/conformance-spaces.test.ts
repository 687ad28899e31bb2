import { describe, expect, it } from "vitest";
import { genieFaces, idOf, salesDocument, spacesPath } from "./genie-face.js";
import { faceNames } from "./workspace-faces.js";

const withText = (text: string) => ({
  ...salesDocument,
  instructions: { text_instructions: [{ id: idOf("a"), content: [text] }] },
});

describe.each(faceNames)("spaces reached by %s", (name) => {
  const open = genieFaces(name);

  const creation = (document: object, more: object = {}) => ({
    title: "New",
    warehouse_id: "5a17ed0000000001",
    serialized_space: JSON.stringify(document),
    ...more,
  });

  it("are listed without documents, at most 100 on a page", async () => {
    const { workspace, call, refusal, pages } = await open();
    for (let count = 0; count < 120; count += 1)
      workspace.addSpace({ title: `Space ${count}`, document: salesDocument });
    const usual = await call("GET", spacesPath);
    expect(usual.body.spaces).toHaveLength(20);
    expect(Object.keys(usual.body.spaces[0])).not.toContain("serialized_space");
    expect((await call("GET", `${spacesPath}?page_size=1000`)).body.spaces).toHaveLength(100);
    const all = await pages(`${spacesPath}?page_size=50`, "spaces");
    expect(new Set(all.items.map(({ space_id: id }) => id)).size).toBe(121);
    expect(all.count).toBe(3);
    for (const query of ["page_size=-1", "page_size=many", "page_token=none"])
      expect(await refusal("GET", `${spacesPath}?${query}`)).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  });

  it("are read as the service prints them", async () => {
    const { call, path } = await open({}, { version: 2, data_sources: {} });
    const text = async () =>
      (await call("GET", `${path}?include_serialized_space=true`)).body.serialized_space;
    await call("PATCH", path, {
      serialized_space: '{"version":1,"config":{},"benchmarks":{"questions":[]}}',
    });
    expect(await text()).toBe('{\n  "version": 2,\n  "data_sources": {}\n}\n');
  });

  it("sort sample questions without a word, and leave the order of benchmarks", async () => {
    const { call, path, workspace, spaceId } = await open();
    const question = (digit: string) => ({ id: idOf(digit), question: ["?"] });
    const answer = [{ format: "SQL", content: ["SELECT 1"] }];
    const document = {
      ...salesDocument,
      config: { sample_questions: [question("c"), question("a")] },
      benchmarks: { questions: ["f", "e"].map((digit) => ({ ...question(digit), answer })) },
    };
    const { status, body } = await call("PATCH", path, { serialized_space: JSON.stringify(document) });
    expect(status).toBe(200);
    const readBack = JSON.parse(body.serialized_space);
    const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id[0]);
    expect(ids(readBack.config.sample_questions)).toEqual(["a", "c"]);
    expect(ids(readBack.benchmarks.questions)).toEqual(["f", "e"]);
    expect(workspace.documentOf(spaceId).data.benchmarks?.questions).toHaveLength(2);
  });

  it("change their etag with the document and with nothing else", async () => {
    const { call, path } = await open();
    const etag = async () => (await call("GET", `${path}?include_serialized_space=true`)).body.etag;
    const before = await etag();
    await call("PATCH", path, { title: "A", description: "B", parent_path: "/Workspace/Shared" });
    await call("PATCH", path, { serialized_space: JSON.stringify(salesDocument) });
    expect(await etag()).toBe(before);
    expect((await call("GET", path)).body).toMatchObject({
      title: "A",
      description: "B",
      parent_path: "/Shared",
    });
    const changed = await call("PATCH", path, { serialized_space: JSON.stringify(withText("Net.")) });
    expect(changed.body.etag).not.toBe(before);
    expect(await etag()).toBe(changed.body.etag);
  });

  it("let one of two updates win that come at the same time with the same etag", async () => {
    const { call, path, workspace, spaceId } = await open();
    const { etag } = (await call("GET", `${path}?include_serialized_space=true`)).body;
    const texts = ["One.", "Two."];
    const replies = await Promise.all(
      texts.map((text) => call("PATCH", path, { serialized_space: JSON.stringify(withText(text)), etag })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = texts[replies.findIndex(({ status }) => status === 200)];
    expect(workspace.documentOf(spaceId).data.instructions?.text_instructions?.[0]?.content).toEqual([
      winner,
    ]);
  });

  it("answer HEAD without a body, which writes nothing", async () => {
    const { call, workspace } = await open();
    expect(await call("HEAD", spacesPath)).toMatchObject({ status: 200, body: undefined });
    expect(workspace.requests.at(-1)).toMatchObject({ method: "HEAD", isSpaceWrite: false });
  });

  it("refuse a stale etag with everything that came with it, and take an empty one", async () => {
    const { call, refusal, path } = await open();
    const { etag } = (await call("GET", `${path}?include_serialized_space=true`)).body;
    await call("PATCH", path, { serialized_space: JSON.stringify(withText("Net.")), etag });
    expect(await refusal("PATCH", path, { title: "Late", etag })).toEqual([409, "ABORTED"]);
    expect((await call("GET", path)).body.title).toBe("Sales");
    expect((await call("PATCH", path, { title: "Free", etag: "" })).body.title).toBe("Free");
  });

  it("are created apart each time, and refuse what makes no space", async () => {
    const { call, refusal } = await open();
    const made = [];
    for (let count = 0; count < 2; count += 1)
      made.push(await call("POST", spacesPath, creation(salesDocument)));
    expect(new Set(made.map(({ body }) => body.space_id)).size).toBe(2);
    expect(made[0]?.body.space_id).toMatch(/^[0-9a-f]{32}$/);
    expect(made[0]?.body.etag).toEqual(expect.any(String));
    const bad = [400, "INVALID_PARAMETER_VALUE"];
    expect(await refusal("POST", spacesPath, creation(salesDocument, { title: "a/b" }))).toEqual(bad);
    expect(await refusal("POST", spacesPath, creation(salesDocument, { warehouse_id: undefined }))).toEqual(
      bad,
    );
    expect(
      await refusal("POST", spacesPath, creation(salesDocument, { serialized_space: undefined })),
    ).toEqual(bad);
    expect(await refusal("POST", spacesPath, creation(salesDocument, { serialized_space: {} }))).toEqual(bad);
  });

  it("refuse tables that the catalog lacks, where the workspace looks", async () => {
    const { call, refusal, path, workspace } = await open();
    const lacking = { version: 2, data_sources: { tables: [{ identifier: "shop.core.none" }] } };
    const change = { serialized_space: JSON.stringify(lacking) };
    expect((await call("PATCH", path, change)).status).toBe(200);
    workspace.knobs.requiresTables = true;
    expect(await refusal("PATCH", path, change)).toEqual([403, "PERMISSION_DENIED"]);
    expect(await refusal("POST", spacesPath, creation(lacking))).toEqual([403, "PERMISSION_DENIED"]);
    expect((await call("POST", spacesPath, creation(salesDocument))).status).toBe(200);
  });

  it("answer to the caller's permission", async () => {
    const { call, refusal, path, workspace, spaceId } = await open();
    const set = (level: (typeof workspace.knobs.permissions)[string]) => {
      workspace.knobs.permissions[spaceId] = level;
    };
    const denied = [403, "PERMISSION_DENIED"];
    set("CAN_RUN");
    const whole = (await call("GET", `${path}?include_serialized_space=true`)).body;
    expect(whole).toMatchObject({ title: "Sales", serialized_space: "" });
    expect(whole).not.toHaveProperty("etag");
    expect(await refusal("PATCH", path, { title: "Mine" })).toEqual(denied);
    set("CAN_EDIT");
    expect((await call("GET", `${path}?include_serialized_space=true`)).body.serialized_space).not.toBe("");
    expect((await call("PATCH", path, { title: "Mine" })).status).toBe(200);
    expect(await refusal("DELETE", path)).toEqual(denied);
    set("NO_PERMISSION");
    expect(await refusal("GET", path)).toEqual(denied);
    expect((await call("GET", spacesPath)).body.spaces).toEqual([]);
    set("CAN_MANAGE");
    expect((await call("DELETE", path)).status).toBe(200);
    expect(await refusal("DELETE", path)).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  });

  it("begin with the permission that they are given", async () => {
    const { call, workspace } = await open();
    const id = workspace.addSpace({ title: "Theirs", document: salesDocument, permission: "CAN_VIEW" });
    const { body } = await call("GET", `${spacesPath}/${id}?include_serialized_space=true`);
    expect(body.serialized_space).toBe("");
  });

  it("keep lists of who may do what", async () => {
    const { call, refusal, spaceId, workspace } = await open();
    const path = `/api/2.0/permissions/genie/${spaceId}`;
    const grants = async () =>
      (await call("GET", path)).body.access_control_list.map(
        // biome-ignore lint/suspicious/noExplicitAny: users, groups and principals
        ({ all_permissions: [{ permission_level }], ...who }: any) => [
          ...Object.values(who),
          permission_level,
        ],
      );
    const owner = ["someone@example.com", "CAN_MANAGE"];
    expect(await grants()).toEqual([owner]);
    const list = (...entries: readonly object[]) => ({ access_control_list: entries });
    await call("PATCH", path, list({ group_name: "analysts", permission_level: "CAN_RUN" }));
    await call("PATCH", path, list({ user_name: "a@example.com", permission_level: "CAN_READ" }));
    expect(await grants()).toEqual([owner, ["analysts", "CAN_RUN"], ["a@example.com", "CAN_VIEW"]]);
    await call("PUT", path, list({ group_name: "analysts", permission_level: "CAN_EDIT" }));
    expect(await grants()).toEqual([owner, ["analysts", "CAN_EDIT"]]);
    const bad = [400, "INVALID_PARAMETER_VALUE"];
    expect(await refusal("PUT", path, list({ group_name: "x", permission_level: "CAN_DANCE" }))).toEqual(bad);
    expect(await refusal("PUT", path, list({ permission_level: "CAN_RUN" }))).toEqual(bad);
    workspace.knobs.permissions[spaceId] = "CAN_EDIT";
    expect(await refusal("PUT", path, list())).toEqual([403, "PERMISSION_DENIED"]);
    expect(await refusal("GET", "/api/2.0/permissions/genie/none")).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  });
});

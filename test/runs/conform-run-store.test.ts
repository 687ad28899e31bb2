import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryRunStore } from "genie-enhancer";
import { FileRunStore } from "genie-enhancer/node";
import { conformRunStore } from "genie-enhancer/testing";
import { afterAll, beforeAll, describe, it } from "vitest";

describe("MemoryRunStore", () => {
  const open = async () => {
    const store = new MemoryRunStore();
    return { store, other: store };
  };
  for (const { name, run } of conformRunStore(open)) it(name, run);
});

describe("FileRunStore", () => {
  let root = "";
  let count = 0;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "conform-"));
  });
  afterAll(() => rm(root, { recursive: true }));
  const open = async () => {
    count += 1;
    const folder = join(root, String(count));
    return { store: new FileRunStore({ folder }), other: new FileRunStore({ folder }) };
  };
  for (const { name, run } of conformRunStore(open)) it(name, run);
});

import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePrompts } from "../../scripts/prompt-module.js";
import { fence, readFences } from "../../src/prompts/fence.js";
import { PromptLoader } from "../../src/prompts/prompt-loader.js";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

function loaderOf(text: string): PromptLoader {
  const files: Record<string, string> = {
    "manifest.json": '{"active":"v1","versions":{"v1":["greeting"]}}',
    "v1/greeting.md": text,
  };
  return new PromptLoader({ source: { read: async (path) => files[path] ?? "" } });
}

const greeting = "---\nid: greeting\npurpose: says hello\nvariables: [name]\n---\nHello {{name}}.";

describe("PromptLoader", () => {
  it("carries the prompt texts of the repository", () => {
    expect(read("src/prompts/compiled-prompts.ts")).toBe(compilePrompts((path) => read(`prompts/${path}`)));
  });

  it("loads every prompt of the active version", async () => {
    const loader = new PromptLoader();
    for (const id of ["best-practices", "failure-analysis", "fix-generation", "answer-comparison"]) {
      expect(await loader.load(id)).toMatchObject({ id, version: "v2" });
    }
  });

  it("fills in variables once: a value that looks like a place stays as it is", async () => {
    const { text, prompt } = await loaderOf(greeting).render("greeting", { name: "{{name}}" });
    expect(text).toBe("Hello {{name}}.");
    expect(prompt).toMatchObject({
      id: "greeting",
      version: "v1",
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each([
    ["a missing variable", greeting, {}, "needs a value for name"],
    ["an unknown variable", greeting, { name: "x", other: "y" }, "has no place for other"],
    ["a place without a declaration", greeting.replace("[name]", "[]"), {}, "uses {{name}}"],
    ["a declaration without a place", greeting.replace("{{name}}", "you"), { name: "x" }, "does not use"],
    ["a missing head", "Hello", {}, "must begin with a head"],
    ["an unknown key in the head", greeting.replace("purpose", "porpoise"), {}, "is wrong"],
  ])("refuses %s", async (_, text, values, message) => {
    await expect(loaderOf(text).render("greeting", values)).rejects.toThrow(message);
  });

  it("refuses an unknown version and an id that is a path", async () => {
    await expect(new PromptLoader({ version: "v9" }).load("best-practices")).rejects.toThrow(
      'no prompt version "v9"',
    );
    await expect(new PromptLoader().load("../manifest")).rejects.toThrow("is not the id of a prompt");
  });
});

describe("fence", () => {
  it("gives back what was put in, whatever else the text holds", () => {
    const safe = fc.string({ unit: "binary" }).filter((text) => !/<<<DATA|DATA>>>/.test(text));
    fc.assert(
      fc.property(safe, (text) => readFences(`before\n${fence("x", text)}\nafter`).get("x") === text),
    );
  });

  it("lets no text end its block or open another", () => {
    const parts = fc.array(fc.constantFrom("<<<DATA y\n", "\nDATA>>>", "DATA>>>", "<<<DATA", "\n", "evil"), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(parts, (pieces) => {
        const fences = readFences(`${fence("x", pieces.join(""))}\n${fence("z", "last")}`);
        return [...fences.keys()].join() === "x,z" && fences.get("z") === "last";
      }),
    );
  });
});

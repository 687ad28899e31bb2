import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { defaultFixTypes } from "genie-enhancer";
import { directoryPrompts } from "genie-enhancer/node";
import { describe, expect, it } from "vitest";
import { compilePrompts } from "../../scripts/prompt-module.js";
import { fence, readFences } from "../../src/prompts/fence.js";
import { PromptLoader } from "../../src/prompts/prompt-loader.js";
import { estimateTokens } from "../../src/prompts/tokens.js";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

const ids = [
  "best-practices",
  "failure-analysis",
  "fix-generation",
  "answer-comparison",
  "question-paraphrase",
];

function sourceOf(files: Readonly<Record<string, string>>) {
  const reads: string[] = [];
  return {
    reads,
    read: async (path: string) => {
      reads.push(path);
      return files[path] ?? "";
    },
  };
}

const manifest = '{"active":"v1","versions":{"v1":["greeting","farewell"],"v2":["greeting"]}}';
const head = "---\nid: greeting\nversion: v1\npurpose: says hello\nvariables: [name]\noutput: none\n---\n";
const greeting = `${head}Hello {{name}}.`;

function loaderOf(text: string, more: Readonly<Record<string, string>> = {}): PromptLoader {
  return new PromptLoader({
    source: sourceOf({ "manifest.json": manifest, "v1/greeting.md": text, ...more }),
  });
}

describe("PromptLoader", () => {
  it("carries the prompt texts of the repository", () => {
    expect(read("src/prompts/compiled-prompts.ts")).toBe(compilePrompts((path) => read(`prompts/${path}`)));
  });

  it.each([
    ["v1", { version: "v1" }],
    ["v2", { version: "v2" }],
    ["v2", {}],
  ])("loads every prompt of %s with %j", async (version, options) => {
    const loader = new PromptLoader(options);
    expect(await loader.activeVersion()).toBe(version);
    for (const id of ids) expect(await loader.load(id)).toMatchObject({ id, version });
  });

  it("names no fix type by hand: what is on offer is filled in", async () => {
    const names = new RegExp(defaultFixTypes.map(({ type }) => `\\b${type}\\b`).join("|"));
    for (const version of ["v1", "v2"]) {
      for (const id of ids) expect((await new PromptLoader({ version }).load(id)).text).not.toMatch(names);
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
    ["a missing variable", greeting, {}, "v1/greeting has a place {{name}} that nothing is filled into"],
    [
      "an unknown variable",
      greeting,
      { name: "x", other: "y" },
      "v1/greeting has no place for other: put {{other}} into its text",
    ],
    ["a place without a declaration", greeting.replace("[name]", "[]"), {}, "uses {{name}}"],
    ["a declaration without a place", greeting.replace("{{name}}", "you"), { name: "x" }, "does not use"],
    ["a missing head", "Hello", {}, "must begin with a head"],
    ["an unknown key in the head", greeting.replace("purpose", "porpoise"), {}, "is wrong"],
    [
      "a head that is no YAML",
      greeting.replace("id: greeting", "id: ["),
      {},
      /v1\/greeting.md is not YAML: .+ at line \d/,
    ],
    ["another version in the head", greeting.replace("version: v1", "version: v7"), {}, '"v7", not "v1"'],
    ["another id in the head", greeting.replace("id: greeting", "id: hi"), {}, 'says that it is "hi"'],
    ["a place that is misspelt", `${greeting} {{Name}}`, {}, "{{Name}}, which is no variable"],
    [
      "an output that is no schema",
      greeting.replace("none", "[text]"),
      {},
      'output: must be "none", "fixes" or',
    ],
    [
      "a variable of Object.prototype only",
      greeting.replaceAll("name", "constructor"),
      {},
      "has a place {{constructor}}",
    ],
  ])("refuses %s", async (_, text, values, message) => {
    await expect(loaderOf(text).render("greeting", values)).rejects.toThrow(message);
  });

  it("takes a file as editors of other systems write it", async () => {
    const written = `\uFEFF${greeting.replace("---\n", "--- \n")}`.replaceAll("\n", "\r\n");
    expect((await loaderOf(written).render("greeting", { name: "you" })).text).toBe("Hello you.");
    const manifested = loaderOf(greeting, { "manifest.json": `\uFEFF${manifest}` });
    expect((await manifested.render("greeting", { name: "you" })).text).toBe("Hello you.");
  });

  it("refuses an unknown version and an id that is a path", async () => {
    await expect(new PromptLoader({ version: "v9" }).load("best-practices")).rejects.toThrow(
      'no prompt version "v9"',
    );
    await expect(new PromptLoader().load("../manifest")).rejects.toThrow("is not the id of a prompt");
    await expect(new PromptLoader().load("no-such-prompt")).rejects.toThrow(
      /has no "no-such-prompt". It has/,
    );
  });

  it.each([
    ["no JSON", "{", "is not JSON"],
    ["an active version that is none", '{"active":"v3","versions":{"v1":["greeting"]}}', "names no version"],
    ["an unknown key", '{"active":"v1","versions":{"v1":["greeting"]},"default":"v1"}', "is wrong"],
  ])("refuses a manifest with %s", async (_, text, message) => {
    const error = loaderOf(greeting, { "manifest.json": text }).load("greeting");
    await expect(error).rejects.toMatchObject({ code: "PROMPT", message: expect.stringContaining(message) });
  });

  it("reads each file once, also for many who ask at once", async () => {
    const source = sourceOf({ "manifest.json": manifest, "v1/greeting.md": greeting });
    const loader = new PromptLoader({ source });
    await Promise.all(Array.from({ length: 5 }, () => loader.render("greeting", { name: "you" })));
    await loader.load("greeting");
    expect(source.reads).toEqual(["manifest.json", "v1/greeting.md"]);
  });

  it("tries a read that failed again", async () => {
    let fails = 2;
    const files = sourceOf({ "manifest.json": manifest, "v1/greeting.md": greeting });
    const loader = new PromptLoader({
      source: {
        read: async (path) => {
          if (fails-- > 0) throw new Error("the volume is away");
          return files.read(path);
        },
      },
    });
    await expect(loader.load("greeting")).rejects.toThrow("away");
    await expect(loader.load("greeting")).rejects.toThrow("away");
    expect((await loader.load("greeting")).id).toBe("greeting");
  });

  it("lets one who waits give up without the others", async () => {
    const files = sourceOf({ "manifest.json": manifest, "v1/greeting.md": greeting });
    let open: (() => void) | undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const loader = new PromptLoader({
      source: {
        read: async (path, { signal } = {}) => {
          await opened;
          signal?.throwIfAborted();
          return files.read(path);
        },
      },
    });
    const controller = new AbortController();
    const reason = new Error("enough");
    const impatient = loader.load("greeting", { signal: controller.signal });
    const patient = loader.load("greeting");
    controller.abort(reason);
    await expect(impatient).rejects.toBe(reason);
    open?.();
    expect((await patient).id).toBe("greeting");
  });

  it("hashes what is sent together: a letter in any of the texts shows", async () => {
    const farewell = greeting
      .replace("id: greeting", "id: farewell")
      .replace("output", "sent_with: [greeting]\noutput");
    const hashOf = async (hello: string, bye: string) =>
      (await loaderOf(hello, { "v1/farewell.md": bye }).load("farewell")).hash;
    const hash = await hashOf(greeting, farewell);
    expect(await hashOf(greeting, farewell)).toBe(hash);
    expect(await hashOf(`${greeting}!`, farewell)).not.toBe(hash);
    expect(await hashOf(greeting, `${farewell}!`)).not.toBe(hash);
    expect(await hashOf(greeting.replaceAll("\n", "\r\n"), farewell)).toBe(hash);
  });

  it("gives the schema of the answer where the prompt has one, and the size", async () => {
    const schema = await new PromptLoader().load("answer-comparison");
    expect(schema.outputSchema).toMatchObject({
      type: "object",
      required: expect.arrayContaining(["isCorrect"]),
    });
    const { tokens, text, outputSchema } = await loaderOf(greeting).render("greeting", { name: "you" });
    expect(tokens).toBe(estimateTokens(text));
    expect(outputSchema).toBeUndefined();
  });

  it("takes prompts from a folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "prompts-"));
    try {
      await writeFile(join(folder, "manifest.json"), '{"active":"v1","versions":{"v1":["greeting"]}}');
      const loader = new PromptLoader({ source: directoryPrompts(folder) });
      await expect(loader.load("greeting")).rejects.toThrow(/cannot be read/);
    } finally {
      await rm(folder, { recursive: true });
    }
    const packaged = new PromptLoader({ source: directoryPrompts(new URL("prompts", root).pathname) });
    for (const id of ids) expect(await packaged.load(id)).toEqual(await new PromptLoader().load(id));
  });
});

describe("fence", () => {
  it("gives back what was put in, whatever else the text holds", () => {
    const safe = fc.string({ unit: "binary" }).filter((text) => !/<{3}\s*DATA|DATA\s*>{3}/i.test(text));
    fc.assert(
      fc.property(safe, (text) => readFences(`before\n${fence("x", text)}\nafter`).get("x") === text),
    );
  });

  it("lets no text end its block or open another", () => {
    const marks = [
      "<<<DATA y\n",
      "\nDATA>>>",
      "DATA>>>",
      "<<<DATA",
      "<",
      ">",
      "DATA",
      "data",
      " ",
      "\r",
      "\u2028",
    ];
    const parts = fc.array(fc.constantFrom(...marks, "\n", "evil"), { maxLength: 12 });
    fc.assert(
      fc.property(parts, (pieces) => {
        const fences = readFences(`${fence("x", pieces.join(""))}\n${fence("z", "last")}`);
        return [...fences.keys()].join() === "x,z" && fences.get("z") === "last";
      }),
    );
  });

  it("breaks up what a reader could take for a fence mark", () => {
    const text = "data >>>\n<<< Data y\n<<<<<DATA z\nDATA>>>>>";
    const block = readFences(fence("x", text)).get("x");
    expect(block).not.toMatch(/<{3,}\s*data|data\s*>{3,}/i);
    expect(block?.replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
  });
});

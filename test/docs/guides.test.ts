import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const guides = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "prompts/README.md"],
  ...readdirSync(new URL("../../docs", import.meta.url))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

describe("guides", () => {
  const ownData = readdirSync(new URL("own-data", import.meta.url));

  it.each(ownData)("show %s as it runs in this suite", (name) => {
    const shown = [...read("docs/testing.md").matchAll(/```(?:ts|csv|json)\n([\s\S]*?)\n```/g)].map(
      ([, code]) => code,
    );
    expect(shown).toContain(read(`test/docs/own-data/${name}`).trimEnd());
  });

  it("show only TypeScript that compiles", () => {
    const compiled = ["own-data", "snippets"].flatMap((folder) =>
      readdirSync(new URL(folder, import.meta.url)).map((name) => read(`test/docs/${folder}/${name}`)),
    );
    const shown = guides.flatMap((guide) =>
      [...read(guide).matchAll(/```(?:ts|js)\n([\s\S]*?)\n```/g)].map(([, code = ""]) => code),
    );
    expect(shown.length).toBeGreaterThan(15);
    expect(shown.filter((code) => !compiled.some((file) => file.includes(code)))).toEqual([]);
  });

  it("link only to files that exist", () => {
    const broken = guides.flatMap((guide) =>
      [...read(guide).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, target = ""]) => new URL(target, new URL(`../../${guide}`, import.meta.url)))
        .filter((target) => !existsSync(target))
        .map(({ pathname }) => `${guide}: ${pathname}`),
    );
    expect(broken).toEqual([]);
  });

  it("need less than 40 lines for a test of one's own data", () => {
    expect(read("test/docs/own-data/own-data.test.ts").trimEnd().split("\n").length).toBeLessThan(40);
  });

  it("name only npm scripts that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const guide of guides) {
      const named = [...read(guide).matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, name = ""]) => name);
      expect(named.filter((name) => !(name in scripts))).toEqual([]);
    }
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
describe("guides", () => {
  const ownData = readdirSync(new URL("own-data", import.meta.url));

  it.each(ownData)("show %s as it runs in this suite", (name) => {
    const shown = [...read("docs/testing.md").matchAll(/```(?:ts|csv|json)\n([\s\S]*?)\n```/g)].map(
      ([, code]) => code,
    );
    expect(shown).toContain(read(`test/docs/own-data/${name}`).trimEnd());
  });

  it("need less than 40 lines for a test of one's own data", () => {
    expect(read("test/docs/own-data/own-data.test.ts").trimEnd().split("\n").length).toBeLessThan(40);
  });

  it("name only npm scripts that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const guide of ["README.md", "CONTRIBUTING.md", "docs/testing.md", "prompts/README.md"]) {
      const named = [...read(guide).matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, name = ""]) => name);
      expect(named.filter((name) => !(name in scripts))).toEqual([]);
    }
  });
});

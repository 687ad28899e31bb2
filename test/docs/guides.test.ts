import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
/** Code without the line breaks that a formatter may put elsewhere. */
const plain = (code: string) => code.replace(/\s+/g, "").replace(/,([)\]}])/g, "$1");

describe("guides", () => {
  it("show the test of one's own data as it runs in this suite", () => {
    const shown = [...read("docs/testing.md").matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) =>
      plain(code),
    );
    expect(shown).toContain(plain(read("test/docs/own-data.test.ts")));
  });

  it("name only npm scripts that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const guide of ["README.md", "CONTRIBUTING.md", "docs/testing.md", "prompts/README.md"]) {
      const named = [...read(guide).matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, name = ""]) => name);
      expect(named.filter((name) => !(name in scripts))).toEqual([]);
    }
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const src = fileURLToPath(new URL("../../src", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

interface Import {
  readonly from: string;
  readonly to: string;
}

/** Imports and re-exports of the project's own files, types included. */
const imports: readonly Import[] = files.flatMap((from) =>
  [...readFileSync(join(src, from), "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)].map(
    ([, path = ""]) => ({
      from,
      to: relative(src, resolve(dirname(join(src, from)), path)).replace(/\.js$/, ".ts"),
    }),
  ),
);

const areaOf = (file: string) => (file.includes("/") ? (file.split("/")[0] ?? file) : "index");

/** What each area may import besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  util: ["errors"],
  errors: ["util"],
  events: ["util", "errors"],
  http: ["util", "errors"],
  genie: ["util", "errors", "http", "sql"],
  sql: ["util", "errors", "http"],
  space: ["util", "errors", "http", "genie", "sql"],
  benchmarks: ["util", "errors", "sql", "space"],
  llm: ["util", "errors", "http", "prompts"],
  prompts: ["util", "errors"],
  fixes: ["util", "errors", "events", "genie", "sql", "space"],
  scoring: ["util", "errors", "genie", "sql", "space", "benchmarks", "llm", "prompts"],
  analysis: ["util", "errors", "sql", "space", "benchmarks", "scoring", "fixes", "llm", "prompts"],
  decide: ["util", "errors"],
  runs: ["util", "errors", "events", "reporting", "sql"],
  reporting: ["util", "errors", "events"],
};

describe("structure", () => {
  it("lets imports point in one direction", () => {
    const wrong = imports.filter(({ from, to }) => {
      const [area, target] = [areaOf(from), areaOf(to)];
      if (area === target || area === "node" || area === "testing" || area === "index") return false;
      if (target === "node" || target === "testing" || target === "index") return true;
      return area !== "enhance" && !allowed[area]?.includes(target);
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it("has no cycles", () => {
    const targets = new Map<string, Import[]>();
    for (const one of imports) targets.set(one.from, [...(targets.get(one.from) ?? []), one]);
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
        return;
      }
      if (done.has(file)) return;
      for (const { to } of targets.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it("keeps the core free of Node, real time and real randomness", () => {
    const core = files.filter(
      (file) => !/^(node|testing)\//.test(file) && !["util/clock.ts", "util/random.ts"].includes(file),
    );
    const forbidden =
      /from "node:|\bprocess\.|\bBuffer\.|\bsetTimeout\(|\bsetInterval\(|\bDate\.now\(|\bMath\.random\(|new Date\(\)/;
    const code = (file: string) =>
      readFileSync(join(src, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    const guilty = core.filter((file) => forbidden.test(code(file)));
    expect(guilty).toEqual([]);
  });

  it("keeps files small", () => {
    const lengths = files
      .filter((file) => file !== "prompts/compiled-prompts.ts")
      .map((file) => ({ file, lines: readFileSync(join(src, file), "utf8").split("\n").length }));
    expect(lengths.filter(({ lines }) => lines > 401)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).toSorted((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(110);
  });

  it("has no wildcard exports", () => {
    const wildcard = files.filter((file) => /export \*/.test(readFileSync(join(src, file), "utf8")));
    expect(wildcard).toEqual([]);
  });
});

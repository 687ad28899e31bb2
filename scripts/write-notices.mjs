/** Writes the licences of the packages whose code the build has bundled beside that code. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const dist = join(root, "dist");

/** esbuild heads what it bundles with a comment that names the file it comes from. */
const source = /^\s*\/\/ (?:\S*\/)?node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm;
const packages = new Set(
  readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.c?js$/.test(file))
    .flatMap((file) => [...readFileSync(join(dist, file), "utf8").matchAll(source)].map(([, name]) => name)),
);
if (packages.size === 0) throw new Error("No bundled package was found: has the build changed its comments?");

const notices = [...packages].sort().map((name) => {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : undefined;
  if (!text) throw new Error(`${name} has no licence file to pass on.`);
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(
  join(dist, "THIRD-PARTY-LICENSES.txt"),
  `Code of these packages is part of the files in this folder.\n\n${notices.join(`\n${"-".repeat(80)}\n\n`)}`,
);
console.log(`Licences of ${[...packages].sort().join(", ")}`);

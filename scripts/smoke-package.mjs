/** Installs the packed package into an empty project and loads every entry, as ES modules and as CommonJS. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");
const declarations = ["index.d.ts", "index.d.cts"].map((file) =>
  readFileSync(join(root, "dist", file), "utf8"),
);
if (declarations.some((text) => /from ['"](zod|ky|p-queue|eventemitter3)['"]/.test(text))) {
  throw new Error(
    "The public declarations name a type of a dependency; write an interface of our own instead.",
  );
}
const folder = mkdtempSync(join(tmpdir(), "smoke-package-"));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
try {
  const [packed] = JSON.parse(
    run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root),
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "smoke", private: true }));
  run(
    "npm",
    ["install", "--no-audit", "--no-fund", "--legacy-peer-deps", join(folder, packed.filename)],
    folder,
  );
  // The optional peers are large; those of the repository will do.
  for (const scope of ["@duckdb", "@polyglot-sql", "msw"]) {
    symlinkSync(join(root, "node_modules", scope), join(folder, "node_modules", scope), "junction");
  }
  const entries = ["", "/node", "/testing", "/testing/msw", "/schemas"].map(
    (entry) => `genie-enhancer${entry}`,
  );
  const use = `
    const workspace = await testing.SimulatedWorkspace.create({ tables: { "a.b.t": { columns: [{ name: "n", type: "INT" }], rows: [[41]] } } });
    const connection = new core.WorkspaceConnection({ host: workspace.host, fetch: workspace.fetch, clock: workspace.clock, auth: core.staticToken(testing.simulatedToken) });
    const { rows } = await new core.SqlClient({ connection, warehouseId: workspace.warehouseId }).query("SELECT n + 1 AS n FROM a.b.t");
    await workspace.close();
    if (rows[0]?.[0] !== "42") throw new Error("expected 42, got " + JSON.stringify(rows));`;
  const names = entries.map((_, index) => ["core", "node", "testing", "handlers", "schemas"][index]);
  writeFileSync(
    join(folder, "esm.mjs"),
    `${entries.map((entry, index) => `import * as ${names[index]} from "${entry}";`).join("\n")}${use}`,
  );
  writeFileSync(
    join(folder, "cjs.cjs"),
    `${entries.map((entry, index) => `const ${names[index]} = require("${entry}");`).join("\n")}(async () => {${use}})();`,
  );
  for (const script of ["esm.mjs", "cjs.cjs"]) run(process.execPath, [script], folder);
  const bundled = async (contents) => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder },
      bundle: true,
      minify: true,
      platform: "browser",
      format: "esm",
      write: false,
      logLevel: "error",
    });
    return outputFiles[0].text.length;
  };
  const whole = await bundled('export * from "genie-enhancer";');
  // What a bundle takes along for one function must not grow with the rest of the package.
  for (const [name, mostKb] of [
    ["compareResults", 60],
    ["checkReadOnlySql", 25],
    ["GenieClient", 150],
  ]) {
    const kb = Math.round((await bundled(`export { ${name} } from "genie-enhancer";`)) / 1024);
    if (kb > mostKb)
      throw new Error(`A bundle of ${name} alone takes ${kb} KB; it should not exceed ${mostKb}.`);
  }
  createRequire(join(folder, "package.json")).resolve("genie-enhancer/prompts/manifest.json");
  console.log(
    `The packed package (${Math.round(packed.size / 1024)} KB) loads as ES module, as CommonJS and in a browser bundle (${Math.round(whole / 1024)} KB for all of it).`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

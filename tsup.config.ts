import { dirname, relative, resolve } from "node:path";
import { buildSync, type Plugin } from "esbuild";
import { defineConfig, type Options } from "tsup";

const entry = {
  index: "src/index.ts",
  "node/index": "src/node/index.ts",
  "testing/index": "src/testing/index.ts",
  "testing/msw": "src/testing/msw.ts",
  schemas: "src/schemas.ts",
};

/** The source files of the core that have code at run time, by their place in `dist`. */
function coreModules(): Record<string, string> {
  const { metafile } = buildSync({
    entryPoints: Object.values(entry),
    bundle: true,
    packages: "external",
    platform: "neutral",
    outdir: "dist",
    write: false,
    metafile: true,
  });
  const files = Object.keys(metafile.inputs).filter((file) => /^src\/(?!testing\/)/.test(file));
  return Object.fromEntries(files.map((file) => [file.slice("src/".length, -".ts".length), file]));
}

/**
 * Makes each file of the core a module of its own, so that a bundler takes along only what is used. The files of
 * `testing` become one, which loads faster and is never bundled by users.
 */
const separateModules: Plugin = {
  name: "separate-modules",
  setup: (build) =>
    build.onResolve({ filter: /^\.\.?\// }, ({ path, importer, kind }) => {
      if (kind === "entry-point" || importer.includes("node_modules")) return undefined;
      const testing = resolve("src/testing");
      const file = resolve(dirname(importer), path);
      if (!importer.startsWith(testing)) return { path, external: true };
      if (file.startsWith(testing)) return undefined;
      return { path: relative(testing, file).replaceAll("\\", "/"), external: true };
    }),
};

const shared: Options = {
  target: "es2022",
  platform: "neutral",
  splitting: true,
  external: [/^node:/, "@duckdb/node-api", "@polyglot-sql/sdk", "msw"],
};

export default defineConfig([
  {
    ...shared,
    format: "esm",
    entry: { ...coreModules(), ...entry },
    esbuildPlugins: [separateModules],
    dts: { entry },
    clean: true,
    noExternal: ["hono", "@hono/node-server"],
  },
  {
    ...shared,
    format: "cjs",
    entry,
    treeshake: true,
    dts: { entry },
    // These packages are published as ES modules only, which `require` cannot load on Node 20.
    noExternal: ["hono", "@hono/node-server", "ky", "p-queue", "canonicalize", "jsonrepair"],
  },
]);

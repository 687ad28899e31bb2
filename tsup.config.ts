import { defineConfig, type Options } from "tsup";

const entry = {
  index: "src/index.ts",
  node: "src/node/index.ts",
  testing: "src/testing/index.ts",
  "testing-msw": "src/testing/msw.ts",
  schemas: "src/schemas.ts",
};

const shared: Options = {
  entry,
  target: "es2022",
  platform: "neutral",
  sourcemap: true,
  splitting: true,
  treeshake: true,
  external: [/^node:/, "@duckdb/node-api", "@polyglot-sql/sdk", "msw"],
};

export default defineConfig([
  { ...shared, format: "esm", dts: true, clean: true, noExternal: ["hono", "@hono/node-server"] },
  {
    ...shared,
    format: "cjs",
    dts: true,
    // These packages are published as ES modules only, which `require` cannot load on Node 20.
    noExternal: ["hono", "@hono/node-server", "ky", "p-queue", "canonicalize", "jsonrepair"],
  },
]);

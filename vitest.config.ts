import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^genie-enhancer\/testing\/msw$/, replacement: source("testing/msw.ts") },
      { find: /^genie-enhancer\/testing$/, replacement: source("testing/index.ts") },
      { find: /^genie-enhancer\/node$/, replacement: source("node/index.ts") },
      { find: /^genie-enhancer\/schemas$/, replacement: source("schemas.ts") },
      { find: /^genie-enhancer$/, replacement: source("index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    // Loading the modules, DuckDB and the parser for every file again would take longer than most files. No file
    // leaves anything behind that another one sees; the order is shuffled to keep it so.
    isolate: false,
    // The main process only waits while the workers work, so that each processor can have one.
    maxWorkers: "100%",
    sequence: { shuffle: true },
  },
});

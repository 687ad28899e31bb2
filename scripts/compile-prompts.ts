/** Writes the prompt texts into a module, so that they work in every bundler: `npm run prompts:compile`. */
import { readFileSync, writeFileSync } from "node:fs";
import { compilePrompts } from "./prompt-module.js";

const target = new URL("../src/prompts/compiled-prompts.ts", import.meta.url);
writeFileSync(
  target,
  compilePrompts((path) => readFileSync(new URL(`../prompts/${path}`, import.meta.url), "utf8")),
);

import { shortened } from "../util/shortened.js";
import type { Benchmark } from "./benchmark.js";

/** Ids longer than this tell people nothing: those of the service have 32 hexadecimal digits. */
const longestTellingId = 16;

/** A question as reasons name it: `q12 "Total revenue by region…"`, without an id that nobody would know it by. */
export function questionName({ id, question }: Pick<Benchmark, "id" | "question">): string {
  const text = `"${shortened(question, 48)}"`;
  return id.length <= longestTellingId ? `${id} ${text}` : text;
}

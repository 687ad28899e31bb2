import type { Fix } from "../fixes/fix.js";
import type { FixType } from "../fixes/fix-type.js";
import { normalizeSql } from "../sql/normalize-sql.js";

/** Parameters that hold words for people, which may say the same in other spelling. */
const proseMembers = ["description", "content", "comment", "usageGuidance", "synonym"];

/** Words without which a description says the same. */
const fillers = new Set("a an the of is are this that it its".split(" "));

/**
 * Equal for fixes with the same effect, over all types: the type's own key, taken of parameters whose prose is
 * brought to one spelling. Examples with the same SQL teach the same, whatever their questions and the names of their
 * parameters.
 */
export function effectKey(type: FixType, params: Fix["params"]): string {
  const { question, sql } = params;
  if (typeof question === "string" && typeof sql === "string")
    return `${type.type}:${withNumberedParameters(normalizeSql(sql))}`;
  const plain = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      proseMembers.includes(name) && typeof value === "string" ? plainProse(value) : value,
    ]),
  );
  return `${type.type}:${type.key(plain)}`;
}

/** Prose without case, bullets, articles and punctuation. Marks that carry meaning in formulas and codes stay. */
export function plainProse(text: string): string {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/^\s*[-*•]\s+/gm, " ")
    .replace(/(?<=\s)-(?=\s)/g, " minus ")
    .replace(/[^\p{L}\p{N}\p{M}=<>+*/%$€£.]+/gu, " ")
    .replace(/[=<>+*/%]/g, " $& ")
    .replace(/\.(?=\s|$)|(?<=\s|^)\./g, " ")
    .split(" ")
    .filter((word) => word !== "");
  const telling = words.filter((word) => !fillers.has(word));
  return (telling.length > 0 ? telling : words).join(" ");
}

function withNumberedParameters(sql: string): string {
  const names: string[] = [];
  return sql.replace(/(?<![:\w]):([A-Za-z_]\w*)/g, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `:p${names.indexOf(name) + 1}`;
  });
}

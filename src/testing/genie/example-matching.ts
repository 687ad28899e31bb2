import type { ExampleQuery, SerializedSpace } from "../../space/serialized-space.js";
import { joined } from "./lexicon.js";
import { indexOfPhrase, nameStems, stemsOf } from "./stemmer.js";
import type { Token } from "./tokenizer.js";

/** An example close enough to a question, with how close: 0 to 1. */
export interface ExampleMatch {
  readonly example: ExampleQuery;
  readonly score: number;
  readonly shared: readonly string[];
}

/** From this closeness on, an example's SQL is taken. */
export const closeEnough = 0.74;

const denial = /\b(?:do not|don['’]t|not (?:for|when|if|to)|never|except|unlike)\b/i;
const unsaid = new Set(
  stemsOf(
    `given particular certain specific selected chosen period year date range user users ask asks asked question
     questions use using whenever want wants related similar need needs per`,
  ),
);

/**
 * The example that is closest to a question, if one is close enough; ties go to the first by id. `takenBy` names
 * the tokens that fill an example's parameters or tell the period: they do not count as words.
 */
export function matchExample(
  tokens: readonly Token[],
  document: SerializedSpace,
  takenBy: (example: ExampleQuery) => ReadonlySet<number>,
): ExampleMatch | undefined {
  const matches = (document.instructions?.example_question_sqls ?? [])
    .map((example) => compareWith(example, wordsBeside(tokens, takenBy(example))))
    .filter((match) => match.score >= closeEnough);
  return matches.sort((a, b) => b.score - a.score)[0];
}

/** Telling words of a question, without the ones spoken for. */
function wordsBeside(tokens: readonly Token[], taken: ReadonlySet<number>): string[] {
  const words = tokens.filter((token, index) => !taken.has(index) && token.kind === "word");
  return distinct(words.flatMap((token) => stemsOf(token.text))).filter((word) => !unsaid.has(word));
}

function compareWith(example: ExampleQuery, asked: readonly string[]): ExampleMatch {
  const guidance = joined(example.usage_guidance).split(/(?<=[.;\n])/);
  const welcome = new Set([
    ...guidance.flatMap((clause) => stemsOf(clause.slice(0, indexOrEnd(clause)))),
    ...parameterWords(example),
  ]);
  const unwelcome = guidance.flatMap((clause) => stemsOf(clause.slice(indexOrEnd(clause))));
  const own = ownWords(example);
  const shared = own.filter((word) => asked.includes(word));
  const covered = asked.filter((word) => own.includes(word) || welcome.has(word));
  const isRefused = unwelcome.some(
    (word) => asked.includes(word) && !own.includes(word) && !welcome.has(word),
  );
  const closeness =
    own.length === 0 || asked.length === 0
      ? 0
      : (0.6 * shared.length) / own.length + (0.4 * covered.length) / asked.length;
  return { example, score: isRefused ? 0 : closeness, shared };
}

/** Words of the example's question that stay the same whatever its parameters are. */
function ownWords(example: ExampleQuery): string[] {
  const plain = joined(example.question)
    .replace(/[:{<[]\w+[}>\]]?/g, " ")
    .replace(/\b(?:19|20)\d{2}\b|\bq[1-4]\b/gi, " ");
  const named = parameterWords(example);
  let words = stemsOf(plain).filter(
    (word) => !unsaid.has(word) && !named.includes(word) && !/^\d+$/.test(word) && !monthStems.has(word),
  );
  for (const parameter of example.parameters ?? []) {
    for (const value of parameter.default_value?.values ?? []) {
      const label = stemsOf(value);
      const at = indexOfPhrase(words, label);
      if (at !== -1) words = [...words.slice(0, at), ...words.slice(at + label.length)];
    }
  }
  return distinct(words);
}

function parameterWords(example: ExampleQuery): string[] {
  return (example.parameters ?? []).flatMap((parameter) => nameStems(parameter.name));
}

const monthStems = new Set(
  stemsOf("january february march april june july august september october november december"),
);

function indexOrEnd(clause: string): number {
  const at = clause.search(denial);
  return at === -1 ? clause.length : at;
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)];
}

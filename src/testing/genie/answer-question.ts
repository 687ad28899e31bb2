import type { DateRange } from "./calendar.js";
import { candidatesOf } from "./candidate.js";
import { matchExample } from "./example-matching.js";
import { fillParameters, type ParameterSources, valueTokens } from "./example-parameters.js";
import type { GenieQuestion, GenieThought, SimulatedAnswer } from "./genie-question.js";
import { buildLexicon, joined, type SourceEntry } from "./lexicon.js";
import { planQuery, type QueryPlan } from "./query-plan.js";
import { readQuestion } from "./question-reading.js";
import { snippetTerms } from "./snippet-terms.js";
import { findColumn, sourcesOfFragment } from "./sql-fragment.js";
import { writeSql } from "./sql-writer.js";
import type { TermDefinition } from "./term-definitions.js";
import { readTextRules, type TextRules } from "./text-rules.js";
import { readTime } from "./time-expressions.js";
import { mergePhrases, type Token, tokenize } from "./tokenizer.js";

/** A plan below this score is no answer; the question is asked back. */
const leastScore = 1;

/**
 * Answers one question from the space document and the catalog alone. Pure and deterministic.
 *
 * The order of trust: an example query that is close enough to the question; terms that the text instruction or a
 * snippet defines; synonyms; names; descriptions; comments. Every listed source is tried alone (and every declared
 * join), and the one that covers the question best is queried. What nothing decides is decided by sort order.
 *
 * | fix type | turns a wrong answer right | breaks a right answer |
 * |---|---|---|
 * | `create_metric_view` | brings columns of two tables together | a measure with a wrong expression attracts its name |
 * | `delete_metric_view` | a stale view no longer attracts questions | the joined columns are gone |
 * | `add_table_description` | says what the rows of a cryptic table are | claims the rows of another table |
 * | `add_column_description` | gives a cryptic column its words and its code list | claims the words of another column |
 * | `add_synonym` | maps a business word to a column | the word on a wrong column wins over a description |
 * | `delete_synonym` | a misleading word is let go | the only word for a column is gone |
 * | `add_example_query` | teaches a shape that no rule builds | a short, general one attracts many questions |
 * | `delete_example_query` | a misleading template no longer attracts | the shape is lost |
 * | `update_text_instruction` | defines terms, codes, fiscal years, default dates | a blanket rule applies everywhere |
 */
export function answerQuestion(input: GenieQuestion): SimulatedAnswer {
  const plain = buildLexicon(input);
  if (plain.length === 0)
    return askBack("This space has no table that I can read. Which data do you mean?", []);
  const rules = readTextRules(input.document, plain);
  const terms = [...rules.terms, ...snippetTerms(input.document)];
  const sources = withTermSynonyms(plain, terms);
  const plainTokens = tokenize(input.question);
  const settings = { fiscalYearStart: rules.fiscalYearStart };

  const plainTime = readTime(plainTokens, input.now, settings);
  const fromExample = answerByExample(input, {
    tokens: plainTokens,
    range: plainTime.range,
    timeTokens: plainTime.consumed,
    sources,
  });
  if (fromExample !== undefined) return fromExample;

  const tokens = mergePhrases(plainTokens, phrasesOf(sources, terms));
  const time = readTime(tokens, input.now, settings);
  const asked = askedBack(tokens, rules, time.range !== undefined);
  if (asked !== undefined) return asked;
  const reading = readQuestion(tokens, time);
  const range = time.range ?? defaultRange(rules, input.now);
  const plans = candidatesOf(sources, input.document)
    .map((candidate) => planQuery(candidate, reading, rules, terms, range))
    .filter((plan) => plan !== undefined)
    .sort((a, b) => b.score - a.score);
  const best = plans[0];
  if (best === undefined || best.score < leastScore) return giveUp(input.question, best, plans);
  const doubt = input.asksWhenAmbiguous ? doubtOf(best, plans[1]) : undefined;
  if (doubt !== undefined)
    return askBack(doubt, [thought("UNDERSTANDING", "Two readings of the question fit equally well.")]);
  return answerFrom(best, plans[1]);
}

function answerByExample(input: GenieQuestion, from: ParameterSources): SimulatedAnswer | undefined {
  const match = matchExample(from.tokens, input.document, (example) => valueTokens(example, from));
  if (match === undefined) return undefined;
  const parameters = fillParameters(match.example, from);
  if (parameters === undefined) return undefined;
  const title = joined(match.example.question).trim();
  const values = parameters.map(({ name, value }) => `${name} = ${value}`).join(", ");
  return {
    sql: joined(match.example.sql).trim().replace(/;$/, ""),
    text: `Answered like the example "${title}".`,
    parameters: parameters.length === 0 ? undefined : parameters,
    thoughts: [
      thought(
        "UNDERSTANDING",
        `The question is close to the example "${title}": ${match.shared.join(", ")}.`,
      ),
      thought(
        "INSTRUCTIONS",
        values === "" ? "Its SQL was taken as it is." : `Its SQL was taken with ${values}.`,
      ),
    ],
  };
}

function answerFrom(plan: QueryPlan, next: QueryPlan | undefined): SimulatedAnswer {
  const name = plan.candidate.entry.identifier;
  const tie =
    next !== undefined && next.score === plan.score
      ? ` ${next.candidate.entry.identifier} fits as well; the first by name was taken.`
      : "";
  const gaps = plan.missing.filter((words) => words !== "");
  return {
    sql: writeSql(plan.parts),
    text:
      gaps.length === 0
        ? `Answered from ${name}.`
        : `Answered from ${name}; nothing there tells what "${gaps.join('", "')}" means.`,
    thoughts: [
      thought("DATA_SOURCING", `${name} covers the question best.${tie}`),
      ...plan.notes.map((note) => thought("STEPS", note)),
      ...gaps.map((words) => thought("UNDERSTANDING", `"${words}" matched nothing in ${name}.`)),
    ],
  };
}

/** What to ask back about a plan that is no better than another reading. */
function doubtOf(plan: QueryPlan, next: QueryPlan | undefined): string | undefined {
  if (next?.score === plan.score)
    return `Do you mean ${plan.candidate.entry.identifier} or ${next.candidate.entry.identifier}?`;
  return plan.doubts[0];
}

function giveUp(question: string, best: QueryPlan | undefined, plans: readonly QueryPlan[]): SimulatedAnswer {
  const unclear = best?.missing.find((words) => words !== "");
  const text =
    unclear === undefined
      ? `I cannot tell which data answers "${question}". Which table or column do you mean?`
      : `What do you mean by "${unclear}"?`;
  return askBack(text, [thought("UNDERSTANDING", `No source covers the question (${plans.length} tried).`)]);
}

function askedBack(
  tokens: readonly Token[],
  rules: TextRules,
  hasTime: boolean,
): SimulatedAnswer | undefined {
  const asked = new Set(tokens.flatMap((token) => token.parts ?? [token.stem]));
  const rule = rules.clarifications.find(
    (candidate) => candidate.stems.every((word) => asked.has(word)) && !(candidate.isTimeMissing && hasTime),
  );
  if (rule === undefined) return undefined;
  const text = rule.isTimeMissing
    ? "Which period do you mean?"
    : `Could you be more precise about "${rule.stems.join(" ")}"?`;
  return askBack(text, [thought("INSTRUCTIONS", `Asked back because of ${rule.via}.`)]);
}

function askBack(text: string, thoughts: readonly GenieThought[]): SimulatedAnswer {
  return { text, isClarification: true, thoughts };
}

/** Terms that stand for one column act as its synonyms. */
function withTermSynonyms(sources: readonly SourceEntry[], terms: readonly TermDefinition[]): SourceEntry[] {
  const aliases = terms.filter((term) => term.kind === "column");
  return sources.map((source) => ({
    ...source,
    columns: source.columns.map((column) => {
      const own = aliases.filter(
        (term) => sourcesOfFragment(term.sql, [source]).length > 0 && findColumn(term.sql, source) === column,
      );
      return own.length === 0
        ? column
        : {
            ...column,
            synonyms: [...column.synonyms, ...own.map((term) => ({ text: term.term, stems: term.stems }))],
          };
    }),
  }));
}

/** Phrases that must not be taken apart by the grammar: "average order value" is no average. */
function phrasesOf(sources: readonly SourceEntry[], terms: readonly TermDefinition[]): (readonly string[])[] {
  const columns = sources.flatMap((source) => source.columns.map((column) => ({ column, source })));
  return [
    ...terms.filter((term) => term.kind !== "condition").map((term) => term.stems),
    ...columns.flatMap(({ column }) => column.synonyms.map((synonym) => synonym.stems)),
    ...columns.filter(({ source }) => source.isMetricView).map(({ column }) => column.nameStems),
  ];
}

function defaultRange(rules: TextRules, now: number): DateRange | undefined {
  return rules.defaultPeriod === undefined
    ? undefined
    : readTime(tokenize(`in ${rules.defaultPeriod.replace(/^in /i, "")}`), now, {
        fiscalYearStart: rules.fiscalYearStart,
      }).range;
}

function thought(
  kind: "DESCRIPTION" | "UNDERSTANDING" | "DATA_SOURCING" | "INSTRUCTIONS" | "STEPS",
  content: string,
): GenieThought {
  return { type: `THOUGHT_TYPE_${kind}`, content };
}

import type { SerializedSpace } from "../../space/serialized-space.js";
import { monthNumber } from "./calendar.js";
import { joined, type SourceEntry } from "./lexicon.js";
import { stemsOf } from "./stemmer.js";
import { columnOf, conditionOf, readDefinition, type TermDefinition } from "./term-definitions.js";

/** A condition that an instruction adds to queries nobody asked it for. */
export interface StandingFilter {
  /** SQL condition, or the words of a known value, such as `cancel`. */
  readonly condition?: string | undefined;
  readonly words: readonly string[];
  readonly isExclusion: boolean;
  /** Applies only when the question holds one of these words; empty: always. */
  readonly onlyFor: readonly string[];
  /** Does not apply when the question holds one of these words. */
  readonly unless: readonly string[];
  readonly via: string;
}

/** What the text instruction asks for, sentence by sentence. */
export interface TextRules {
  readonly terms: readonly TermDefinition[];
  readonly filters: readonly StandingFilter[];
  /** Words that send a question to one source. */
  readonly routes: readonly {
    readonly stems: readonly string[];
    readonly source: string;
    readonly via: string;
  }[];
  /** Columns to be used for periods, as written. */
  readonly dateColumns: readonly string[];
  readonly clarifications: readonly {
    readonly stems: readonly string[];
    readonly isTimeMissing: boolean;
    readonly via: string;
  }[];
  readonly fiscalYearStart?: number | undefined;
  /** Rows when a ranking names no number. */
  readonly defaultTop?: number | undefined;
  /** Rows of every answer. */
  readonly alwaysLimit?: number | undefined;
  readonly roundTo?: number | undefined;
  /** Period of questions that name none, as a phrase. */
  readonly defaultPeriod?: string | undefined;
}

type Mutable = { -readonly [Key in keyof TextRules]: TextRules[Key] };

const fillers = new Set(
  stemsOf(
    "question questions ask asked asking user users calculate calculating compute computing report reporting about unless explicitly says otherwise specified requested mention mentions",
  ),
);
const dateTopics =
  /^(?:the )?(?:(?:default )?(?:dates?|time|periods?)(?: (?:filters?|column|questions|ranges?|based))*|(?:filtering|grouping) by (?:date|time)|date and time|time[- ]based questions|periods and dates)$/i;

/**
 * Reads the text instruction, one rule a line or sentence; bullets and bold type are allowed. Sentences outside
 * this grammar say nothing, and a later definition of a term replaces an earlier one.
 *
 * | rule | ways to write it |
 * |---|---|
 * | term | `Revenue = SUM(orders.amt)`, `Revenue means …`, `is`, `refers to`, `is calculated as`, `Revenue: …`; `For revenue, use …`, `When users ask for revenue, use …`, `Use amt for revenue (not gross)`; several names by "or", "/" or brackets |
 * | its meaning | an aggregate, a condition (`customers where stat = 'A'`), a column, or arithmetic on columns; "sum of x", "number of distinct x", "a divided by b" are understood |
 * | standing filter | `Always exclude cancelled orders [unless …]`, `Exclude orders where …`, `Only include …`, `For revenue, exclude …`, `Exclude … when calculating revenue` |
 * | dates | `The fiscal year starts in February`, `Use ord_dt for dates`, `If no period is given, use the current year` |
 * | source | `For questions about returns, use retail.sales.returns` |
 * | layout | `Top means top 10`, `Always limit results to 20 rows`, `Round to 2 decimals` |
 * | asking back | `When users ask about performance, ask which measure they mean` |
 */
export function readTextRules(document: SerializedSpace, sources: readonly SourceEntry[]): TextRules {
  const rules: Mutable = { terms: [], filters: [], routes: [], dateColumns: [], clarifications: [] };
  for (const instruction of document.instructions?.text_instructions ?? []) {
    for (const sentence of sentencesOf(joined(instruction.content))) readSentence(sentence, sources, rules);
  }
  return rules;
}

/** Lines and sentences of a Markdown text without bullets, headings and emphasis. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/\n+/)
    .filter((line) => !/^\s*#/.test(line))
    .flatMap((line) =>
      line
        .replace(/^\s*(?:[-*•]|\d+[.)])\s+/, "")
        .replaceAll("**", "")
        .split(/(?<=[.!;])\s+(?=[A-Z"'“`])/),
    )
    .map((sentence) => sentence.trim().replace(/[.!;]+$/, ""))
    .filter((sentence) => sentence !== "");
}

function readSentence(sentence: string, sources: readonly SourceEntry[], rules: Mutable): void {
  const fiscal =
    /(?:fiscal|financial) years? (?:starts?|begins?|runs?)(?: (?:in|on|from|with))?(?: the)?(?: (?:1|1st|first)(?: of| day of)?)? ?([a-z]+)/i.exec(
      sentence,
    );
  if (fiscal !== null) {
    rules.fiscalYearStart = monthNumber(fiscal[1] ?? "");
    return;
  }
  const period =
    /(?:no|without an?|does not name an?|doesn't name an?) (?:explicit )?(?:time |date )?(?:period|range|date|time|year)\b.*?,?\s*(?:use|assume|default to|take|answer for)\s+(.+)$/i.exec(
      sentence,
    );
  if (period !== null && !/\bask\b/i.test(sentence)) {
    rules.defaultPeriod = period[1];
    return;
  }
  if (
    /\bask\b.*(?:clarif|which|what|whether|period|back|user)/i.test(sentence) &&
    readClarification(sentence, rules)
  )
    return;
  if (
    readLayout(sentence, rules) ||
    readFilter(sentence, sources, rules) ||
    readRoute(sentence, sources, rules)
  )
    return;
  const terms = readDefinition(sentence, sources);
  const names = new Set(terms.map((term) => term.stems.join(" ")));
  rules.terms = [...rules.terms.filter((term) => !names.has(term.stems.join(" "))), ...terms];
}

function readLayout(sentence: string, rules: Mutable): boolean {
  const top =
    /\btop\b.*\bmeans?\s+(?:the )?(?:top )?(\d+)/i.exec(sentence) ??
    /no number.*?(?:top |show )(\d+)/i.exec(sentence);
  if (top !== null) rules.defaultTop = Number(top[1]);
  const limit =
    /\b(?:always|never)\b.*?\b(?:limit|return|show|more than)\b.*?(\d+)\s*(?:rows?|results?|records?)?/i.exec(
      sentence,
    );
  if (top === null && limit !== null && /limit|rows?|results?/i.test(sentence))
    rules.alwaysLimit = Number(limit[1]);
  const round = /\bround(?:ed)?\b.*?(?:(\d+)\s*(?:decimal|digit|place)|(whole|integer))/i.exec(sentence);
  if (round !== null) rules.roundTo = Number(round[1] ?? 0);
  return top !== null || (rules.alwaysLimit !== undefined && limit !== null) || round !== null;
}

function readFilter(sentence: string, sources: readonly SourceEntry[], rules: Mutable): boolean {
  const scoped = /^(?:for|when(?:ever)?|if)\s+(?<topic>[^,]+),\s*(?<rest>.+)$/i.exec(sentence);
  const trailing =
    /^(?<rest>(?:always |please )?(?:exclude|ignore|leave out|filter out|omit|only include|include only|only count|count only).+?)\s+(?:for|when (?:calculating|computing|reporting|asked (?:for|about)))\s+(?<topic>.+)$/i.exec(
      sentence,
    );
  const { topic, rest } = scoped?.groups ?? trailing?.groups ?? { topic: "", rest: sentence };
  const [main = "", exception = ""] = (rest ?? "").split(/,?\s*\b(?:unless|except when|except if)\b\s*/i);
  const exclusion =
    /^(?:always |by default,? |please |do |you must |must )*(?:exclude|leave out|ignore|filter out|omit|not (?:count|include)|don['’]t (?:count|include)|never (?:count|include))\s+(?<what>.+)$/i.exec(
      main,
    );
  const inclusion =
    /^(?:always |by default,? |please |you must |must )*(?:only (?:include|use|count|consider|show)|(?:include|use|count|consider|show) only|filter (?:on|by|to|with|for)|filter|add (?:the )?(?:filter|condition)|apply (?:the )?(?:filter|condition)|restrict to|limit to)\s+(?<what>.+)$/i.exec(
      main,
    );
  const what = exclusion?.groups?.what ?? inclusion?.groups?.what;
  if (what === undefined) return false;
  const condition = conditionOf(what, sources);
  const words = condition === undefined ? stemsOf(what).filter((word) => !fillers.has(word)) : [];
  if (condition === undefined && words.length === 0) return false;
  rules.filters = [
    ...rules.filters,
    {
      condition,
      words,
      isExclusion: exclusion !== null,
      onlyFor: stemsOf(topic ?? "").filter((word) => !fillers.has(word)),
      unless: stemsOf(exception).filter((word) => !fillers.has(word)),
      via: `text instruction "${sentence}"`,
    },
  ];
  return true;
}

function readRoute(sentence: string, sources: readonly SourceEntry[], rules: Mutable): boolean {
  const forward =
    /^(?:for|when (?:users? )?(?:asks?|asked) (?:for|about)|if asked about)\s+(?<topic>[^,]+),\s*(?:always )?(?:use|query|prefer)\s+(?:the )?(?:table |metric view |view )?(?<target>.+)$/i.exec(
      sentence,
    )?.groups;
  const backward =
    /^(?:always )?(?:use|query|prefer)\s+(?:the )?(?:table |metric view |view )?(?<target>.+?)(?: table| metric view| view)?\s+(?:for|as|when (?:users? )?(?:asks?|asked) (?:for|about))\s+(?:all |any )?(?<topic>.+)$/i.exec(
      sentence,
    )?.groups;
  const groups = forward ?? backward;
  if (groups === undefined) return false;
  const target = (groups.target ?? "")
    .replaceAll("`", "")
    .replace(/\s+(?:table|metric view|view)$/i, "")
    .trim()
    .toLowerCase();
  const source = sources.find(
    (entry) => entry.name.toLowerCase() === target || entry.identifier.toLowerCase() === target,
  );
  const via = `text instruction "${sentence}"`;
  if (source !== undefined) {
    for (const part of (groups.topic ?? "").split(/\s*,\s*|\s+(?:and|or)\s+/)) {
      const stems = stemsOf(part.replace(/["'“”]/g, "")).filter((word) => !fillers.has(word));
      rules.routes = [...rules.routes, { stems, source: source.identifier, via }];
    }
    return true;
  }
  const column = columnOf(groups.target ?? "", sources);
  if (column !== undefined && dateTopics.test((groups.topic ?? "").trim())) {
    rules.dateColumns = [...rules.dateColumns, column];
    return true;
  }
  return false;
}

function readClarification(sentence: string, rules: Mutable): boolean {
  const match = /^(?:if|when(?:ever)?)\s+(?<trigger>.+?),?\s*(?:always |please |then )?ask\b/i.exec(sentence);
  if (match?.groups?.trigger === undefined) return false;
  const [topic = "", missing] = match.groups.trigger.split(
    /\b(?:without|but (?:does not|doesn't|do not)|and (?:does not|doesn't|no))\b/i,
  );
  const quoted = [...topic.matchAll(/["'“]([^"'”]+)["'”]/g)].map((hit) => hit[1] ?? "");
  const stems = stemsOf(quoted.length > 0 ? quoted.join(" ") : topic).filter((word) => !fillers.has(word));
  const isTimeMissing = /\b(?:time|period|date|year|range|month)\b/i.test(missing ?? "");
  if (stems.length === 0) return false;
  rules.clarifications = [
    ...rules.clarifications,
    { stems, isTimeMissing, via: `text instruction "${sentence}"` },
  ];
  return true;
}

import type { SourceEntry } from "./lexicon.js";
import { columnReferences, type FragmentKind, kindOfFragment, sourcesOfFragment } from "./sql-fragment.js";
import { stemsOf } from "./stemmer.js";

/** A word or phrase that an instruction or a snippet gives a meaning in SQL. */
export interface TermDefinition {
  readonly term: string;
  readonly stems: readonly string[];
  readonly kind: FragmentKind;
  readonly sql: string;
  /** Where it stands, for the explanation. */
  readonly via: string;
}

const leadingArticle = /^(?:the term |the word |the phrase |an? |the |our |all )/i;
const operator =
  /^(?<term>.{2,70}?)\s*(?:(?:=|:|→|->)|\b(?:(?:is|are) (?:defined|calculated|computed|measured|given|identified) (?:as|by|with)|means?|refers? to|equals?|stands? for|is|are)\b)\s*(?<body>.+)$/is;
const forTerm =
  /^(?:for|when(?:ever)?(?: (?:a |the )?(?:users?|someone|people|question|questions|they|you|is))?(?: (?:are|is))?(?: (?:asks?|asked|says?|mentions?))?(?: (?:for|about))?|if(?: (?:the |a )?(?:user|question)s?)?(?: (?:asks?|says?|mentions?))?(?: (?:for|about))?)\s+(?<term>[^,]{2,70}?),?\s*(?:please |always |then )?(?:use|choose|select|take|sum|apply|report|filter(?: on| by)?)\s+(?<body>.+)$/i;
const useFor =
  /^(?:please |always )?(?:use|take|sum|prefer)\s+(?<body>.+?)\s+(?:for|as|when(?: (?:users?|someone|people))?(?: (?:asks?|asked))?(?: (?:for|about))?|if asked (?:for|about))\s+(?<term>[^,]{2,70})$/i;

/** Reads one sentence as a definition; `undefined` when it is none. */
export function readDefinition(sentence: string, sources: readonly SourceEntry[]): readonly TermDefinition[] {
  for (const pattern of [forTerm, useFor, operator]) {
    const groups = pattern.exec(sentence)?.groups;
    if (groups?.term === undefined || groups.body === undefined) continue;
    const sql = fragmentOf(groups.body, sources);
    const kind = sql === undefined ? undefined : kindOfFragment(sql, sources);
    if (sql === undefined || kind === undefined) continue;
    return termsOf(groups.term).map((term) => ({
      term,
      stems: stemsOf(term, { keepStopWords: true }),
      kind,
      sql,
      via: `text instruction "${sentence}"`,
    }));
  }
  return [];
}

/** `"net sales" or AOV (also called basket)` as its separate terms. */
function termsOf(text: string): string[] {
  const aliases = [...text.matchAll(/\((?:also(?: called| known as)?|aka|or)?\s*([^)]+)\)/gi)].map(
    (match) => match[1] ?? "",
  );
  const plain = text.replace(/\([^)]*\)/g, " ");
  return [plain, ...aliases]
    .flatMap((part) => part.split(/\s+(?:or|and|aka)\s+|\s*\/\s*|\s*,\s*/))
    .map((part) =>
      part
        .replace(/["'“”‘’*`]/g, "")
        .trim()
        .replace(leadingArticle, "")
        .trim(),
    )
    .filter((part) => part !== "" && part.split(/\s+/).length <= 6);
}

/** The SQL inside a definition's right-hand side, plain wording such as "sum of x" turned into SQL. */
function fragmentOf(body: string, sources: readonly SourceEntry[]): string | undefined {
  let text = body
    .trim()
    .replace(/[.;]+$/, "")
    .replace(/,?\s*\(?\b(?:not|never|instead of|rather than)\b(?! (?:null|in|like))[^)]*\)?$/i, "")
    .replace(/\b(?:the )?(?:sum|total) of (?:the )?(?:column )?(`?[\w.]+`?)/gi, "SUM($1)")
    .replace(/\b(?:the )?(?:average|mean) of (?:the )?(?:column )?(`?[\w.]+`?)/gi, "AVG($1)")
    .replace(
      /\b(?:the )?(?:number|count) of (?:distinct|unique|different) (`?[\w.]+`?)/gi,
      "COUNT(DISTINCT $1)",
    )
    .replace(/\b(?:the )?distinct count of (`?[\w.]+`?)/gi, "COUNT(DISTINCT $1)")
    .replace(/\bdivided by\b/gi, "/")
    .replace(/\bmultiplied by\b|\btimes\b/gi, "*")
    .replace(/\bminus\b/gi, "-")
    .replace(/\bplus\b/gi, "+")
    .trim();
  const fenced = /^[^`]*`([^`]+)`[^`]*$/.exec(text)?.[1];
  if (fenced !== undefined && kindOfFragment(fenced, sources) !== undefined) text = fenced;
  text = text.replace(/\s+(?:in|from|on) (?:the )?`?[\w.]+`?(?: table)?$/i, (tail) =>
    /^\s+in\s*\(/i.test(tail) ? tail : "",
  );
  text = text
    .replace(/^(?:calculated|computed|defined) as\s+/i, "")
    .replace(/^the (?:column )?/i, "")
    .replace(/\s+column$/i, "");
  if (isClean(text, sources)) return text;
  const clause = /\b(?:where|with|whose|having|that have|by|as)\s+(?:the )?(.+)$/is.exec(text)?.[1];
  if (clause !== undefined && isClean(clause, sources)) return clause;
  const call = text.search(/\b(?:SUM|AVG|COUNT|COUNT_IF|MIN|MAX|MEDIAN)\s*\(/i);
  return call > 0 && isClean(text.slice(call), sources) ? text.slice(call) : undefined;
}

function isClean(text: string, sources: readonly SourceEntry[]): boolean {
  const names = columnReferences(text);
  if (names.length > 0 && sourcesOfFragment(text, sources).length === 0) return false;
  return kindOfFragment(text, sources) !== undefined && balanced(text);
}

function balanced(text: string): boolean {
  return (text.match(/\(/g) ?? []).length === (text.match(/\)/g) ?? []).length;
}

/** A condition in free text such as "orders where status = 'X'"; `undefined` when there is none. */
export function conditionOf(text: string, sources: readonly SourceEntry[]): string | undefined {
  const sql = fragmentOf(text, sources);
  return sql !== undefined && kindOfFragment(sql, sources) === "condition" ? sql : undefined;
}

/** A bare column reference in free text. */
export function columnOf(text: string, sources: readonly SourceEntry[]): string | undefined {
  const sql = fragmentOf(text, sources);
  return sql !== undefined && kindOfFragment(sql, sources) === "column" ? sql : undefined;
}

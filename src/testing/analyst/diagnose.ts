import type { AnalysisInput } from "../../analysis/analysis-input.js";
import { textOf as joinPieces } from "../../space/text-pieces.js";
import { type Case, type Proposal, propose } from "./case.js";
import { exampleFrom } from "./propose-example.js";
import { metricViewFrom } from "./propose-metric-view.js";
import { breakdownWord, contentWords, saysPhrase, stemOf } from "./question-words.js";

/** Looks for what the space lacks to answer one question: each difference of the two statements gives proposals. */
export function diagnose(one: Case): readonly Proposal[] {
  const { failure, outline } = one;
  const misled = hardCodedExample(one);
  if (!outline) return [...misled, ...exampleFrom(one)];
  if (outline.joins.length > 0) return [...metricViewFrom(one), ...exampleFrom(one)];
  const written = (failure.genieSql ?? "").toLowerCase();
  const proposals = [
    ...misled,
    ...measureWords(one, written),
    ...codes(one, written),
    ...breakdown(one, written),
    ...dateColumn(one, written),
    ...fiscalYear(one),
  ];
  return proposals.length > 0 ? proposals : exampleFrom(one);
}

/** An example whose SQL came back word for word answers another question than the one asked. */
function hardCodedExample(one: Case): readonly Proposal[] {
  const plain = (sql: string) => sql.replace(/\s+/g, " ").trim().toLowerCase();
  const { failure, input } = one;
  const example = input.space.instructions?.example_question_sqls?.find(
    ({ sql }) => plain(joinPieces(sql)) === plain(failure.genieSql ?? ""),
  );
  if (!example) return [];
  return [
    propose(
      one,
      "delete_example_query",
      "Genie gave this example's fixed SQL to a question that it does not fit.",
      { exampleId: example.id },
    ),
  ];
}

/** What the expected SQL computes, and the words of the question for it. */
function measureWords(one: Case, written: string): readonly Proposal[] {
  const { failure, outline, input } = one;
  if (!outline) return [];
  return outline.items.flatMap(({ expression, alias }) => {
    const phrase = alias?.replaceAll("_", " ");
    const plain = /^(?:SUM|AVG|MIN|MAX)\(([\w.]+)\)$/i.exec(expression);
    if (!phrase || !saysPhrase(failure.question, phrase)) return [];
    if (plain) {
      const column = (plain[1] ?? "").split(".").at(-1) ?? "";
      if (written.includes(column.toLowerCase()) || saysPhrase(column.replaceAll("_", " "), phrase))
        return [];
      return [
        propose(
          one,
          "add_synonym",
          `The question says "${phrase}" for what the right SQL takes from ${column}.`,
          { table: outline.table, column, synonym: phrase },
        ),
        ...withdrawn(one, phrase, outline.table, column),
      ];
    }
    if (!/[-+*/]/.test(expression) || /^COUNT\(|COUNT_IF/i.test(expression)) return [];
    const formula = /^AVG\((.*)\)$/i.exec(expression)?.[1] ?? expression;
    const known = joinPieces(input.space.instructions?.text_instructions?.[0]?.content).toLowerCase();
    if (known.includes(phrase)) return [];
    return [
      propose(one, "update_text_instruction", `"${phrase}" is a formula that no single column carries.`, {
        mode: "merge",
        content: `- ${capital(phrase)} means ${formula}`,
      }),
    ];
  });
}

/** The same word on another column would still draw the question there. */
function withdrawn(
  { failure, input }: Case,
  phrase: string,
  table: string,
  column: string,
): readonly Proposal[] {
  const { tables = [], metric_views: views = [] } = input.space.data_sources ?? {};
  return [...tables, ...views].flatMap(({ identifier, column_configs: configs = [] }) =>
    configs.flatMap(({ column_name, synonyms = [] }) => {
      const isOther = identifier !== table || column_name !== column;
      const synonym = synonyms.find((known) => stemOf(known) === stemOf(phrase));
      if (!isOther || synonym === undefined) return [];
      return [
        propose({ failure }, "delete_synonym", `"${synonym}" means ${column}, not ${column_name}.`, {
          table: identifier,
          column: column_name,
          synonym,
        }),
      ];
    }),
  );
}

/** Conditions on codes that the question puts in words. */
function codes(one: Case, written: string): readonly Proposal[] {
  const { outline, input } = one;
  if (!outline) return [];
  const texts = [...outline.conditions, ...outline.items.map(({ expression }) => expression)];
  const found = texts.flatMap((text) => [...text.matchAll(/\b([a-z]\w*) = (?:'([^']+)'|(\d+)\b)/gi)]);
  return found.flatMap(([, column = "", code, number]) => {
    const value = code ?? number ?? "";
    if (new RegExp(`${column}\\W+'?${value}\\b`, "i").test(written)) return [];
    const word = unexplainedWord(one);
    if (word === undefined) return [];
    const existing = joinPieces(configOf(input, outline.table, column)?.description).replace(/[.\s]+$/, "");
    if (new RegExp(`\\b${value} = `).test(existing)) return [];
    const meaning = `${value} = ${word}`;
    const description =
      existing === ""
        ? `Codes: ${meaning}`
        : existing.includes(" = ")
          ? `${existing}, ${meaning}`
          : `${existing}. Codes: ${meaning}`;
    return [
      propose(one, "add_column_description", `"${word}" is the code ${value} of ${column}.`, {
        table: outline.table,
        column,
        description,
      }),
    ];
  });
}

/** The word of a question that neither a table nor the computed value explains. */
function unexplainedWord({ failure, outline }: Case): string | undefined {
  const explained = new Set(
    [
      outline?.table.split(".").at(-1) ?? "",
      ...(outline?.items ?? []).map(({ alias = "" }) => alias),
      ...(outline?.groupBy ?? []),
    ]
      .flatMap((name) => name.toLowerCase().split(/[_.]/))
      .map(stemOf),
  );
  const group = breakdownWord(failure.question);
  const word = contentWords(failure.question).find(
    (candidate) => !explained.has(stemOf(candidate)) && stemOf(candidate) !== stemOf(group ?? ""),
  );
  return word === undefined
    ? undefined
    : (new RegExp(`\\b${word}\\b`, "i").exec(failure.question)?.[0] ?? word);
}

/** The column that the answer is broken down by, and the word for it. */
function breakdown(one: Case, written: string): readonly Proposal[] {
  const { failure, outline } = one;
  const word = breakdownWord(failure.question);
  const column = outline?.groupBy.find((name) => /^\w+$/.test(name));
  if (!outline || word === undefined || column === undefined || written.includes(column.toLowerCase()))
    return [];
  return [
    propose(one, "add_synonym", `The question asks by ${word}, which is ${column}.`, {
      table: outline.table,
      column,
      synonym: word,
    }),
  ];
}

/** Another date column than the one Genie took. */
function dateColumn(one: Case, written: string): readonly Proposal[] {
  const { outline } = one;
  const column = outline?.conditions
    .map((text) => /^(\w+) >= (?:DATE|TIMESTAMP)/i.exec(text)?.[1])
    .find((name) => name !== undefined);
  const word = unexplainedWord(one);
  if (
    !outline ||
    column === undefined ||
    word === undefined ||
    written.includes(column.toLowerCase()) ||
    written === ""
  )
    return [];
  return [
    propose(one, "add_synonym", `"${word}" tells which date is meant: ${column}.`, {
      table: outline.table,
      column,
      synonym: word,
    }),
  ];
}

const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

function fiscalYear(one: Case): readonly Proposal[] {
  const { failure, outline } = one;
  const month = outline?.conditions
    .map((text) => /DATE '\d{4}-(\d\d)-01'/i.exec(text)?.[1])
    .find((found) => found !== undefined);
  const name = monthNames[Number(month ?? 1) - 1];
  if (!/\bfiscal\b/i.test(failure.question) || month === undefined || month === "01" || name === undefined)
    return [];
  return [
    propose(one, "update_text_instruction", "The fiscal year is not the calendar year.", {
      mode: "merge",
      content: `- The fiscal year starts in ${name}.`,
    }),
  ];
}

export function configOf(input: AnalysisInput, table: string, column: string) {
  const { tables = [], metric_views: views = [] } = input.space.data_sources ?? {};
  return [...tables, ...views]
    .find(({ identifier }) => identifier === table)
    ?.column_configs?.find(({ column_name }) => column_name === column);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

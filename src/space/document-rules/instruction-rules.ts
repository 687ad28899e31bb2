import { placedItems } from "../document-objects.js";
import type { ExampleQuery } from "../serialized-space.js";
import { parametersIn } from "../sql-parameters.js";
import { textOf } from "../text-pieces.js";
import type { DocumentRule, Place, RuleCheck, RuleContext } from "./rule.js";

const oneTextInstruction: DocumentRule = {
  id: "one-text-instruction",
  severity: "error",
  kind: "format",
  isFixable: true,
  mend: "Put all text into one text instruction.",
};

const textMissing: DocumentRule = {
  id: "text-missing",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "Write the text, or remove the object.",
};

const parameterIncomplete: DocumentRule = {
  id: "parameter-incomplete",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "Give the parameter a name and a type_hint.",
};

const parameterDuplicate: DocumentRule = {
  id: "parameter-duplicate",
  severity: "error",
  kind: "format",
  isFixable: false,
  mend: "Declare each parameter once.",
};

const parameterUndeclared: DocumentRule = {
  id: "parameter-undeclared",
  severity: "warning",
  kind: "practice",
  isFixable: false,
  mend: "Declare the parameter, so that Genie can fill it in.",
};

const parameterUnused: DocumentRule = {
  id: "parameter-unused",
  severity: "warning",
  kind: "practice",
  isFixable: false,
  mend: "Use the parameter in the SQL as :name, or remove it.",
};

const parameterTypeHint: DocumentRule = {
  id: "parameter-type-hint",
  severity: "warning",
  kind: "practice",
  isFixable: false,
  mend: "Use STRING, DATE or INTEGER: other spellings are not known to work.",
};

const parameterQuoted: DocumentRule = {
  id: "parameter-quoted",
  severity: "warning",
  kind: "practice",
  isFixable: false,
  mend: "Take the quotes away: the value is put in whole.",
};

const exampleDuplicate: DocumentRule = {
  id: "example-duplicate",
  severity: "warning",
  kind: "practice",
  isFixable: false,
  mend: "Keep one example for the question.",
};

export const instructionRules: readonly DocumentRule[] = [
  oneTextInstruction,
  textMissing,
  parameterIncomplete,
  parameterDuplicate,
  parameterUndeclared,
  parameterUnused,
  parameterTypeHint,
  parameterQuoted,
  exampleDuplicate,
];

const knownTypeHints = new Set(["STRING", "DATE", "INTEGER"]);

/** Texts that must be there, the one text instruction, and example queries with their parameters. */
export const checkInstructions: RuleCheck = (context) => {
  const { data, report } = context;
  const { text_instructions: texts = [], example_question_sqls: examples } = data.instructions ?? {};
  if (texts.length > 1) {
    const place = ["instructions", "text_instructions"];
    report(oneTextInstruction, place, `${texts.length} text instructions; the service takes one`);
  }
  for (const { value, place } of placedItems(texts, "instructions", "text_instructions")) {
    requireText(context, value.content, [...place, "content"], "the text instruction");
  }
  for (const { value, place } of placedItems(data.config?.sample_questions, "config", "sample_questions")) {
    requireText(context, value.question, [...place, "question"], "the sample question");
  }
  const questions = new Set<string>();
  for (const { value, place } of placedItems(examples, "instructions", "example_question_sqls")) {
    const question = textOf(value.question).trim();
    requireText(context, value.question, [...place, "question"], "the example's question");
    requireText(context, value.sql, [...place, "sql"], "the example's SQL");
    if (question !== "" && questions.has(question.toLowerCase())) {
      report(exampleDuplicate, [...place, "question"], `the question "${question}" has an example already`);
    }
    questions.add(question.toLowerCase());
    checkParameters(context, value, place);
  }
};

function checkParameters(
  { report }: RuleContext,
  { parameters = [], sql }: ExampleQuery,
  place: Place,
): void {
  const text = textOf(sql);
  const used = new Set(text.includes(":") ? parametersIn(text) : []);
  const declared = new Set<string>();
  for (const [index, { name, type_hint: hint }] of parameters.entries()) {
    const at = [...place, "parameters", index];
    if (name === "" || hint === "") {
      report(parameterIncomplete, at, `the parameter "${name}" has no ${name ? "type_hint" : "name"}`);
      continue;
    }
    if (declared.has(name)) report(parameterDuplicate, at, `the parameter ${name} is declared twice`);
    else if (!used.has(name)) {
      const isQuoted = new RegExp(`['"]%?:${escapeRegExp(name)}%?['"]`).test(text);
      if (isQuoted) report(parameterQuoted, at, `:${name} stands between quotes in the SQL`);
      else report(parameterUnused, at, `the SQL does not use :${name}`);
    }
    declared.add(name);
    if (knownTypeHints.has(hint)) continue;
    report(
      parameterTypeHint,
      [...at, "type_hint"],
      `the type hint "${hint}" is not one that is known to work`,
    );
  }
  for (const name of used) {
    if (!declared.has(name))
      report(parameterUndeclared, [...place, "sql"], `the SQL uses :${name}, which is not declared`);
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function requireText({ report }: RuleContext, pieces: readonly string[], place: Place, what: string): void {
  if (pieces.every((piece) => piece.trim() === "")) report(textMissing, place, `${what} is empty`);
}

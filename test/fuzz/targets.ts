import {
  type BenchmarkFormat,
  checkReadOnlySql,
  defaultFixTypes,
  FixTypeRegistry,
  parseBenchmarks,
  parseMarker,
  quoteTableName,
  SpaceDocument,
} from "genie-enhancer";
import { retailWorkspace } from "genie-enhancer/testing";
import { LeakageRules } from "../../src/analysis/leakage/leakage-rules.js";
import { AnalysisAnswerSchema, checkProposal } from "../../src/analysis/proposals.js";
import { answerOf } from "../../src/genie/answer-of.js";
import {
  EvalResultDetailsSchema,
  EvalResultListSchema,
  EvalRunSchema,
  MessageSchema,
  QueryResultSchema,
  SpaceListSchema,
  SpaceSchema,
  StartConversationSchema,
} from "../../src/genie/genie-wire.js";
import { spaceOf } from "../../src/genie/space.js";
import { parseErrorBody } from "../../src/http/error-body.js";
import { workspaceOrigin } from "../../src/http/host.js";
import { parseReply, type ReplySchema } from "../../src/http/parse-reply.js";
import { refusalError } from "../../src/http/refusal.js";
import { parseRetryAfter } from "../../src/http/retry.js";
import { ChatCompletionSchema, chatResponse } from "../../src/llm/chat-completions.js";
import { generateStructured } from "../../src/llm/structured-output.js";
import { parseDatabricksConfig } from "../../src/node/parse-databricks-config.js";
import { fence } from "../../src/prompts/fence.js";
import { parsePromptTemplate } from "../../src/prompts/prompt-template.js";
import { decodeJournal, encodeJournalLine } from "../../src/runs/journal-line.js";
import { sqlFacts } from "../../src/scoring/sql-facts.js";
import { normalizeSql, topLevelOrderAndLimit } from "../../src/sql/normalize-sql.js";
import { OwnStatementSchema, tableOf } from "../../src/sql/statement-wire.js";
import { hashText } from "../../src/util/hash.js";
import { redactText, redactValue } from "../../src/util/redact.js";
import * as good from "./good-inputs.js";

/** One reader of outside data. It may refuse what it is given with an error of this library, and nothing else. */
export interface FuzzTarget {
  readonly name: string;
  /** Inputs that it accepts, from which nearly right ones are made. */
  readonly good: readonly string[];
  readonly read: (text: string) => unknown;
}

const benchmarks = (format: BenchmarkFormat, text: string): FuzzTarget => ({
  name: `benchmarks in ${format}`,
  good: [text],
  read: (input) => parseBenchmarks(input, { format }),
});

const reply = <T>(
  name: string,
  schema: ReplySchema<T>,
  text: string,
  use: (value: T) => unknown = () => {},
): FuzzTarget => ({
  name: `reply: ${name}`,
  good: [text],
  read: (body) => use(parseReply(schema, { response: new Response(null), request: "GET /x", body })),
});

const document = SpaceDocument.parse(retailWorkspace().spaceDocument);
const registry = new FixTypeRegistry(defaultFixTypes);

/** A model whose first and second answer are the same. */
async function askModel(text: string): Promise<void> {
  const llm = { id: "model", generate: async () => ({ text, finishReason: "stop" as const }) };
  const request = { messages: [], purpose: { kind: "other" as const } };
  const { value } = await generateStructured({ llm, request, schema: AnalysisAnswerSchema });
  const catalog = { tables: [], problems: [] };
  const leakage = new LeakageRules({ benchmarks: [] });
  for (const raw of value.fixes) {
    const context = { registry, document, catalog, shown: ["a"], failures: [], leakage };
    const checked = await checkProposal(raw, context);
    if (checked.ok) checked.type.apply(checked.fix.params, document, { newId: () => "0".repeat(32) });
  }
}

export const fuzzTargets: readonly FuzzTarget[] = [
  { name: "space document", good: good.documents, read: (text) => void SpaceDocument.parse(text).validate() },
  benchmarks("json", good.benchmarksJson),
  benchmarks("jsonl", good.benchmarksJsonl),
  benchmarks("csv", good.benchmarksCsv),
  benchmarks("markdown", good.benchmarksMarkdown),
  { name: "benchmarks in whatever format", good: good.anyBenchmarks, read: (text) => parseBenchmarks(text) },
  { name: "answer of a model", good: good.modelAnswers, read: askModel },
  {
    name: "SQL",
    good: good.sql,
    read: (text) => {
      const checked = checkReadOnlySql(text);
      // What the guard lets through it must let through again, unchanged.
      if (checked.ok && !checkReadOnlySql(checked.sql).ok) throw new Error("the guard refuses its own text");
      return [normalizeSql(text), topLevelOrderAndLimit(text), sqlFacts(text)];
    },
  },
  { name: "name of a table", good: ["a.b.c", "`a``b`.c"], read: quoteTableName },
  {
    name: "prompt file",
    good: good.prompts,
    read: (text) => parsePromptTemplate(text, { path: "p.md", version: "v1" }),
  },
  { name: "configuration file", good: good.configs, read: parseDatabricksConfig },
  {
    name: "journal",
    good: [good.journal.map(encodeJournalLine).join("\n")],
    read: (text) =>
      decodeJournal(
        "run-1",
        text.split("\n").map((line, index) => ({ text: line, place: `j:${index + 1}` })),
      ),
  },
  {
    name: "journal entry with a right checksum",
    good: [JSON.stringify(good.journal[0])],
    read: (entry) => {
      const text = JSON.stringify({ v: 1, sum: hashText(entry).slice(0, 16), entry });
      return decodeJournal("run-1", [{ text, place: "j" }]);
    },
  },
  { name: "marker of a space", good: good.descriptions, read: parseMarker },
  {
    name: "refusal",
    good: good.refusals,
    read: (body) => [
      parseErrorBody(body),
      refusalError({
        response: new Response(null, { status: 500 }),
        request: "GET /x",
        body,
        now: 0,
      }).toJSON(),
    ],
  },
  {
    name: "Retry-After",
    good: ["120", "Wed, 21 Oct 2026 07:28:00 GMT"],
    read: (text) => parseRetryAfter(text, 0),
  },
  { name: "host", good: ["https://a.cloud.databricks.com", "localhost:1"], read: workspaceOrigin },
  {
    name: "text to redact",
    good: ["Bearer abcdef123456", '{"token":"x"}'],
    read: (text) => [redactText(text), redactValue({ text, [text]: text }), fence("data", text)],
  },
  reply("space", SpaceSchema, good.replies.space, spaceOf),
  reply("list of spaces", SpaceListSchema, good.replies.spaces, ({ spaces }) => spaces?.map(spaceOf)),
  reply("conversation", StartConversationSchema, good.replies.conversation),
  reply("message", MessageSchema, good.replies.message, (message) => answerOf(message, undefined)),
  reply(
    "rows of an answer",
    QueryResultSchema,
    good.replies.rows,
    ({ statement_response: rows }) => rows && tableOf(rows),
  ),
  reply("statement", OwnStatementSchema, good.replies.statement, (statement) => tableOf(statement)),
  reply("chat completion", ChatCompletionSchema, good.replies.chat, chatResponse),
  reply("evaluation run", EvalRunSchema, good.replies.evalRun),
  reply("evaluation results", EvalResultListSchema, good.replies.evalResults),
  reply("evaluation details", EvalResultDetailsSchema, good.replies.evalDetails),
];

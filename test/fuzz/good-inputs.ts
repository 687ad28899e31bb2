import { type Benchmark, formatMarker, type JournalEntry } from "genie-enhancer";
import { retailWorkspace } from "genie-enhancer/testing";

const retail = retailWorkspace();
const some: readonly Benchmark[] = retail.benchmarks.slice(0, 3);

export const documents = [
  JSON.stringify({ version: 1, data_sources: { tables: [{ identifier: "a.b.c" }] } }),
  JSON.stringify(retail.spaceDocument),
] as const;

export const benchmarksJson = JSON.stringify({ benchmarks: some });
export const benchmarksJsonl = some.map((one) => JSON.stringify(one)).join("\n");
export const benchmarksCsv =
  'id,question,expected_sql,tags\n1,"How many, really?","SELECT ""a"" FROM t","x;y"\n2,b,SELECT 1,\n';
export const benchmarksMarkdown =
  "# Set\n\n## 1. How many?\n\n```sql\nSELECT 1\n```\n\n## 2. And now?\n\n```sql\nSELECT 2\n```\n";
export const anyBenchmarks = [benchmarksJson, benchmarksJsonl, benchmarksCsv, benchmarksMarkdown] as const;

const fix = {
  type: "add_synonym",
  reason: "r",
  claims: ["a"],
  table: "main.retail.orders",
  column: "status",
  synonym: "s",
};
export const modelAnswers = [
  JSON.stringify({
    diagnosis: "d",
    fixes: [fix, { type: "update_text_instruction", mode: "merge", content: "x" }],
  }),
  `Here you are:\n\`\`\`json\n${JSON.stringify({ diagnosis: "d", fixes: [fix] }, null, 2)}\n\`\`\`\nDone.`,
  "{diagnosis: 'x', fixes: [{type: 'add_example_query', question: 'q', sql: \"SELECT 1\", parameters: [],}],}",
] as const;

export const sql = [
  "SELECT a, count(*) AS n FROM main.retail.orders o JOIN main.retail.customers c ON o.id = c.id WHERE a = 'it''s' GROUP BY a ORDER BY n DESC LIMIT 5",
  "WITH x AS (SELECT `a b` FROM t), y AS (VALUES (1, 2)) SELECT * FROM x, y WHERE d >= DATE '2024-01-01' -- end\n;",
  "FROM t |> WHERE a > :p |> AGGREGATE sum(b) GROUP BY c",
] as const;

export const prompts = [
  "---\nid: judge\nversion: v1\npurpose: To judge\noutput: none\nvariables:\n  - question\n---\nIs {{question}} right?\n",
  "---\n{id: a, version: v1, purpose: b, output: fixes, variables: [x, y]}\n---\n{{x}}{{y}}",
] as const;

export const configs = [
  "[DEFAULT]\nhost = https://a.example.com\ntoken = dapi=;#x\n\n; comment\n[other]\nclient_id=a\nclient_secret = b # c\n",
] as const;

const envelope = (sequence: number) => ({ runId: "run-1", sequence, timestamp: "2025-01-01T00:00:00.000Z" });
export const journal: readonly JournalEntry[] = [
  { type: "loop-start", loop: 1, ...envelope(1) },
  { type: "intent", action: "write-space", target: "s", details: { documentHash: "h" }, ...envelope(2) },
  { type: "best-document", document: '{"version":2}', ...envelope(3) },
];

export const descriptions = [
  `Orders. ${formatMarker({ productionId: "01f0aaaaaaaaaaaaaaaaaaaaaaaaaaaa", runId: "run-1", role: "dev-best" })}`,
] as const;

export const refusals = [
  '{"error_code":"BAD","message":"m","details":[{"retry_delay":"3s"}]}',
  '{"error":{"message":"x","code":400}}',
  "PERMISSION_DENIED: no",
  "<html><title>Gone</title><pre>why</pre></html>",
] as const;

const columns = [{ name: "n", type_name: "LONG", type_text: "BIGINT" }];
const statement = {
  statement_id: "s",
  status: { state: "SUCCEEDED" },
  manifest: { schema: { columns }, truncated: false },
  result: { data_array: [["1"], [null]], next_chunk_index: null },
};
const message = {
  id: "m",
  conversation_id: "c",
  status: "COMPLETED",
  attachments: [
    { attachment_id: "a", query: { query: "SELECT 1", description: "d", parameters: [] } },
    { attachment_id: "b", text: { content: "t", purpose: "FOLLOW_UP_QUESTION" } },
  ],
  error: { type: "E", error: "e" },
};

export const replies = {
  space: JSON.stringify({ space_id: "s", title: "t", warehouse_id: "w", etag: "e", serialized_space: "{}" }),
  spaces: JSON.stringify({ spaces: [{ space_id: "s", title: "t" }], next_page_token: "2" }),
  conversation: JSON.stringify({ conversation_id: "c", message_id: "m" }),
  message: JSON.stringify(message),
  rows: JSON.stringify({ statement_response: statement }),
  statement: JSON.stringify(statement),
  chat: JSON.stringify({
    choices: [{ message: { content: "x" }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 2 },
  }),
  evalRun: JSON.stringify({
    eval_run_id: "e",
    eval_run_status: "DONE",
    num_questions: 2,
    num_correct: 1,
    num_done: 2,
  }),
  evalResults: JSON.stringify({
    eval_results: [{ result_id: "r", benchmark_question_id: "b", question: "q", status: "DONE" }],
  }),
  evalDetails: JSON.stringify({
    result_id: "r",
    benchmark_question_id: "b",
    assessment: "GOOD",
    actual_response: [],
    expected_response: [],
    assessment_reasons: ["x"],
  }),
} as const;

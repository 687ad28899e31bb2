import { ConfigurationError } from "../errors/configuration-error.js";
import { doubledKeys } from "../util/doubled-keys.js";
import { isPlainObject } from "../util/json.js";
import { parseJsonSafely } from "../util/parse-json.js";
import type { BenchmarkProblem } from "./benchmark-format-error.js";
import type { RowReading } from "./benchmark-row.js";
import { parseCsv } from "./csv.js";
import { parseMarkdownBenchmarks } from "./markdown.js";

/** How a text holds benchmarks. */
export type BenchmarkFormat = "json" | "jsonl" | "csv" | "markdown";

/** How each format is read. */
const rowReaders: Readonly<Record<BenchmarkFormat, (text: string) => RowReading>> = Object.freeze({
  json: (text: string) => {
    const parsed = parseJsonSafely(text);
    if (!parsed.ok) return wrongFile(`is not JSON: ${parsed.reason}`);
    const list = listIn(parsed.value);
    if (!list) return wrongFile('must be a list, or an object with a list "benchmarks"');
    const rows = list.map((value, index) => ({ place: `[${index}]`, value }));
    return { rows, problems: doubledFields(text) };
  },
  jsonl: (text: string) => {
    const lines = text.split("\n").flatMap((line, index) => {
      if (line.trim() === "") return [];
      return [{ place: `line ${index + 1}`, line, parsed: parseJsonSafely(line) }];
    });
    return {
      rows: lines.flatMap(({ place, parsed }) => (parsed.ok ? [{ place, value: parsed.value }] : [])),
      problems: lines.flatMap(({ place, line, parsed }) =>
        parsed.ok
          ? doubledFields(line, place)
          : [{ place, field: "", message: `is not JSON: ${parsed.reason}` }],
      ),
    };
  },
  csv: parseCsv,
  markdown: parseMarkdownBenchmarks,
});

/** The reader of a format. @throws ConfigurationError when there is none of that name. */
export function rowReader(format: BenchmarkFormat): (text: string) => RowReading {
  if (Object.hasOwn(rowReaders, format)) return rowReaders[format];
  const message = `must be one of ${Object.keys(rowReaders).join(", ")}, not ${JSON.stringify(format)}`;
  throw new ConfigurationError("benchmark options", [{ path: "format", message }]);
}

/** The format that a file's name ends in, or else what its text looks like. */
export function detectFormat(text: string, fileName: string): BenchmarkFormat {
  const ending = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase();
  if (ending === "json" || ending === "jsonl" || ending === "csv") return ending;
  if (ending === "ndjson") return "jsonl";
  if (ending === "md" || ending === "markdown") return "markdown";
  const start = text.trimStart();
  if (start.startsWith("[")) return "json";
  if (start.startsWith("{")) return looksLikeLines(start) ? "jsonl" : "json";
  return /^##\s/m.test(text) ? "markdown" : "csv";
}

/** Whether the first line is an object of its own and there are more. */
function looksLikeLines(text: string): boolean {
  const [first = ""] = text.split("\n", 1);
  const parsed = parseJsonSafely(first);
  if (!parsed.ok) return false;
  return text.trimEnd().includes("\n") || listIn(parsed.value) === undefined;
}

/** A list, alone, as `benchmarks` or `questions`, or in a space document, also inside the API's answer. */
function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isPlainObject(value)) return undefined;
  if (typeof value.serialized_space === "string") {
    const parsed = parseJsonSafely(value.serialized_space);
    return parsed.ok ? listIn(parsed.value) : undefined;
  }
  const { benchmarks, questions, serialized_space } = value;
  return listIn(benchmarks ?? questions ?? serialized_space);
}

/** Fields that stand twice in one object: nobody can tell which of them is meant. */
function doubledFields(json: string, line?: string): readonly BenchmarkProblem[] {
  return doubledKeys(json).map(({ path, key }) => ({
    place: line ?? (path || "file"),
    field: line && path ? `${path}.${key}` : key,
    message: "stands there more than once",
  }));
}

function wrongFile(message: string): RowReading {
  return { rows: [], problems: [{ place: "file", field: "", message }] };
}

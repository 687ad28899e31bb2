import { isFieldName } from "./benchmark-fields.js";
import type { BenchmarkProblem } from "./benchmark-format-error.js";
import type { BenchmarkRow, RowReading } from "./benchmark-row.js";

interface Section {
  readonly line: number;
  readonly title: string;
  readonly isNumbered: boolean;
  readonly fields: Record<string, string>;
  readonly queries: string[];
}

/**
 * Benchmarks of a Markdown text: each a heading `## 1. question` followed by a block of SQL. Other fields may stand
 * between them as `- category: sales`. A heading without a number and without SQL is one of the text, not a question.
 */
export function parseMarkdownBenchmarks(text: string): RowReading {
  const rows: BenchmarkRow[] = [];
  const problems: BenchmarkProblem[] = [];
  for (const { line, title, isNumbered, fields, queries } of sectionsOf(text)) {
    const [expectedSql] = queries;
    if (!isNumbered && expectedSql === undefined) continue;
    const place = `line ${line}`;
    if (queries.length > 1) {
      const message = `has ${queries.length} blocks of SQL where one is expected`;
      problems.push({ place, field: "expectedSql", message });
      continue;
    }
    rows.push({ place, value: { ...fields, question: title, ...(expectedSql ? { expectedSql } : {}) } });
  }
  return { rows, problems };
}

function sectionsOf(text: string): readonly Section[] {
  const sections: Section[] = [];
  let block: { readonly mark: string; readonly isSql: boolean; readonly lines: string[] } | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const section = sections.at(-1);
    if (block) {
      if (line.trim().startsWith(block.mark) && /^[`~]+\s*$/.test(line.trim())) {
        const sql = block.lines.join("\n").trim();
        if (block.isSql && sql !== "") section?.queries.push(sql);
        block = undefined;
      } else block.lines.push(line);
      continue;
    }
    const fence = /^\s*(`{3,}|~{3,})\s*(\w*)/.exec(line);
    if (fence) {
      block = { mark: fence[1] ?? "```", isSql: fence[2]?.toLowerCase() === "sql", lines: [] };
      continue;
    }
    const heading = /^##\s+(\d+[.)]\s*)?(.*?)\s*#*\s*$/.exec(line);
    if (heading) {
      const [, number, title = ""] = heading;
      sections.push({ line: index + 1, title, isNumbered: number !== undefined, fields: {}, queries: [] });
      continue;
    }
    const field =
      /^\s*(?:[-*]\s+)?(?:\*\*|__)?([\p{L}][\p{L}_ ]*?)(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*(.+?)\s*$/u.exec(
        line,
      );
    const [, name = "", value = ""] = field ?? [];
    if (section && isFieldName(name) && section.queries.length === 0) section.fields[name] ??= value;
  }
  // A block that is not closed ends with the text.
  const sql = block?.isSql ? block.lines.join("\n").trim() : "";
  if (sql !== "") sections.at(-1)?.queries.push(sql);
  return sections;
}

import type { BenchmarkRow } from "./benchmark-row.js";

/** Benchmarks of a Markdown text: each a heading `## 1. question`, followed by a block of SQL. */
export function parseMarkdownBenchmarks(text: string): readonly BenchmarkRow[] {
  const lines = text.split(/\r?\n/);
  const starts = lines.flatMap((line, index) => (/^##\s/.test(line) ? [index] : []));
  return starts.map((start, order) => {
    const section = lines.slice(start + 1, starts[order + 1] ?? lines.length).join("\n");
    const sql = /```sql\s*\n([\s\S]*?)```/i.exec(section)?.[1]?.trim();
    const question = (lines[start] ?? "").replace(/^##\s+(?:\d+[.)]\s*)?/, "").trim();
    return { place: `line ${start + 1}`, value: { question, ...(sql ? { expectedSql: sql } : {}) } };
  });
}

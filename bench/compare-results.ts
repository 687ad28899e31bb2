/**
 * Times result comparison and the read-only guard: `npm run bench:compare [-- --json]`. Rows and columns of the
 * answer are permuted in every case but the first, and all cells are text, as the statement API sends them.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compareResults } from "../src/scoring/compare-results.js";
import { checkReadOnlySql } from "../src/sql/read-only-guard.js";
import type { Cell, ResultTable } from "../src/sql/result-table.js";
import { seededRandom } from "../src/util/random.js";

const COLUMNS = 20;
const SIZES = [100_000, 5_000];
const GOALS_MS: Readonly<Record<string, number>> = {
  identical: 60,
  permuted: 500,
  superset: 500,
  "one-cell": 600,
  "missing-rows": 700,
};
const SMALL_GOAL_MS = 40;
const KINDS = [
  "BIGINT",
  "DECIMAL(12,2)",
  "DOUBLE",
  "STRING",
  "DATE",
  "TIMESTAMP",
  "BOOLEAN",
  "INT",
  "STRING",
  "DECIMAL(18,4)",
] as const;
const STATEMENTS = [
  "SELECT count(*) AS n FROM prod.sales.orders WHERE status = 'COMPLETED'",
  `SELECT c.region, COUNT(DISTINCT o.order_id) AS orders, ROUND(SUM(o.total_amount), 2) AS revenue
   FROM prod.sales.orders o -- fact table
   JOIN prod.sales.customers c ON o.customer_id = c.customer_id
   WHERE o.order_date >= '2024-01-01' AND o.order_date < '2025-01-01'
   GROUP BY c.region ORDER BY revenue DESC LIMIT 10`,
  `WITH monthly AS (SELECT date_trunc('MONTH', order_date) AS month, SUM(total_amount) AS revenue
   FROM prod.sales.orders GROUP BY 1)
   SELECT month, revenue, LAG(revenue) OVER (ORDER BY month) AS previous /* last month */ FROM monthly ORDER BY month`,
  "SELECT `Region`, MEASURE(`Total Revenue`) AS revenue FROM prod.sales.orders_mv GROUP BY ALL; DROP TABLE t",
];

function cellOf(kind: string, column: number, row: number, random: () => number): Cell {
  const value = random();
  if (value < 0.02 && column > 1) return null;
  switch (kind) {
    case "BIGINT":
      return String(1_000_000 + row);
    case "DECIMAL(12,2)":
      return (value * 100_000).toFixed(2);
    case "DOUBLE":
      return String(value * 1000);
    case "DATE":
      return new Date(1.6e12 + Math.floor(value * 1000) * 864e5).toISOString().slice(0, 10);
    case "TIMESTAMP":
      return `${new Date(1.6e12 + Math.floor(value * 9e7) * 1000).toISOString().slice(0, 19)}.000Z`;
    case "BOOLEAN":
      return String(value < 0.5);
    case "INT":
      return String(Math.floor(value * 1000));
    case "DECIMAL(18,4)":
      return (value * 10).toFixed(4);
    default:
      return column % 20 === 3
        ? `region ${Math.floor(value * 12)}`
        : `customer ${Math.floor(value * 50_000)}`;
  }
}

/** A table that the cases below change in place, so that little more than two tables is ever in memory. */
interface MutableTable {
  columns: { name: string; type: string }[];
  rows: Cell[][];
}

/** Tables built twice from one seed share no text, as two replies of a service do not. */
function tableOf(rowCount: number): MutableTable {
  const random = seededRandom(7);
  const columns = Array.from({ length: COLUMNS }, (_, index) => ({
    name: `column_${index}`,
    type: KINDS[index % KINDS.length] ?? "STRING",
  }));
  const rows = Array.from({ length: rowCount }, (_, row) =>
    columns.map((column, index) => cellOf(column.type, index, row, random)),
  );
  return { columns, rows };
}

function shuffle<T>(values: T[], random: () => number): T[] {
  for (let index = values.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    const [a, b] = [values[index], values[other]];
    if (a !== undefined && b !== undefined) [values[index], values[other]] = [b, a];
  }
  return values;
}

function permute(table: MutableTable): void {
  const random = seededRandom(11);
  const order = shuffle([...table.columns.keys()], random);
  table.columns = order.map((column) => table.columns[column] ?? { name: "", type: "" });
  shuffle(table.rows, random);
  for (const row of table.rows) {
    const cells = [...row];
    for (const [place, column] of order.entries()) row[place] = cells[column] ?? null;
  }
}

function addColumn(table: MutableTable): void {
  table.columns.push({ name: "extra", type: "INT" });
  for (const [index, row] of table.rows.entries()) row.push(String(index % 97));
}

function changeOneCell(table: MutableTable): void {
  const row = table.rows[Math.floor(table.rows.length / 2)];
  if (row !== undefined) row[table.columns.findIndex(({ type }) => type === "STRING")] = "somebody else";
}

const CASES: readonly { name: string; verdict: string; change: (table: MutableTable) => void }[] = [
  { name: "identical", verdict: "equal", change: () => {} },
  { name: "permuted", verdict: "equal_up_to_order", change: permute },
  {
    name: "superset",
    verdict: "superset_columns",
    change: (table) => {
      addColumn(table);
      permute(table);
    },
  },
  {
    name: "one-cell",
    verdict: "different",
    change: (table) => {
      permute(table);
      changeOneCell(table);
    },
  },
  {
    name: "missing-rows",
    verdict: "different",
    change: (table) => {
      table.rows.splice(-10);
      permute(table);
    },
  },
];

/** Building tables leaves garbage that would count as memory of the comparison. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const isJson = process.argv.includes("--json");
const results = SIZES.flatMap((rows) => {
  const expected: ResultTable = tableOf(rows);
  return CASES.map(({ name, verdict, change }) => {
    const actual = tableOf(rows);
    change(actual);
    collectGarbage();
    const times = Array.from({ length: rows > 50_000 ? 7 : 21 }, () => {
      const start = performance.now();
      const comparison = compareResults(expected, actual);
      const elapsed = performance.now() - start;
      if (comparison.verdict !== verdict)
        throw new Error(`${name}: ${comparison.verdict}: ${comparison.summary}`);
      return elapsed;
    });
    return { name, rows, columns: COLUMNS, medianMs: round(median(times)) };
  });
});

const guardRuns = 40_000;
for (const statement of STATEMENTS) checkReadOnlySql(statement);
const guardStart = performance.now();
for (let run = 0; run < guardRuns; run += 1) checkReadOnlySql(STATEMENTS[run % STATEMENTS.length] ?? "");
const guardPerSecond = Math.round(guardRuns / ((performance.now() - guardStart) / 1000));

for (const { name, rows, columns, medianMs } of results) {
  const goal = rows === SIZES[0] ? GOALS_MS[name] : SMALL_GOAL_MS;
  const size = `${rows} x ${columns}`.padEnd(12);
  console.log(`${name.padEnd(14)}${size}${medianMs.toFixed(1).padStart(8)} ms   goal ${goal} ms`);
}
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(`guard         ${guardPerSecond} statements/s   goal 20000`);
console.log(`peak memory   ${peakMb} MB, input tables included`);
if (isJson) console.log(JSON.stringify({ cases: results, guardPerSecond }));

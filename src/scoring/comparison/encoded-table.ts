import type { ResultTable } from "../../sql/result-table.js";
import { hashCell } from "./cell-encoder.js";
import { type ColumnKind, sameName } from "./column-kind.js";
import { scramble } from "./value-hash.js";

/** A table whose cells are hashed when they are first asked for, column by column or all at once. */
export class EncodedTable {
  readonly table: ResultTable;
  /** How the cells of each column are read. */
  readonly kinds: readonly ColumnKind[];
  readonly rowCount: number;
  readonly width: number;
  readonly #lanes: (Int32Array | undefined)[];
  readonly #signatures: (string | undefined)[];

  /** `lanes` holds hashes that are known already, by column. */
  constructor(
    table: ResultTable,
    kinds: readonly ColumnKind[],
    lanes: readonly (Int32Array | undefined)[] = [],
  ) {
    this.table = table;
    this.kinds = kinds;
    this.rowCount = table.rows.length;
    this.width = table.columns.length;
    this.#lanes = table.columns.map((_, column) => lanes[column]);
    this.#signatures = table.columns.map(() => undefined);
  }

  /** The places of all columns. */
  get columns(): number[] {
    return [...this.table.columns.keys()];
  }

  kind(column: number): ColumnKind {
    return this.kinds[column] ?? "auto";
  }

  name(column: number): string {
    return this.table.columns[column]?.name ?? "";
  }

  /** One hash per row; equal cells have equal hashes. */
  lane(column: number): Int32Array {
    const known = this.#lanes[column];
    if (known !== undefined) return known;
    const kind = this.kind(column);
    const lane = new Int32Array(this.rowCount);
    for (let row = 0; row < lane.length; row += 1) lane[row] = hashCell(this.table.rows[row]?.[column], kind);
    this.#lanes[column] = lane;
    return lane;
  }

  /** Equal for columns that hold the same bag of values. */
  signature(column: number): string {
    const known = this.#signatures[column];
    if (known !== undefined) return known;
    const signature = bagSignature(this.lane(column));
    this.#signatures[column] = signature;
    return signature;
  }

  /** The signatures of all columns; reads each row once, which is faster than column by column. */
  signatures(): string[] {
    const open = this.columns.filter((column) => this.#lanes[column] === undefined);
    const lanes = open.map(() => new Int32Array(this.rowCount));
    const kinds = open.map((column) => this.kind(column));
    for (let row = 0; row < this.rowCount; row += 1) {
      const cells = this.table.rows[row] ?? [];
      for (let index = 0; index < open.length; index += 1) {
        const lane = lanes[index];
        if (lane !== undefined) lane[row] = hashCell(cells[open[index] ?? 0], kinds[index] ?? "auto");
      }
    }
    for (const [index, column] of open.entries()) this.#lanes[column] = lanes[index];
    return this.columns.map((column) => this.signature(column));
  }

  /** Some columns of the table, in the given order. */
  select(columns: readonly number[]): EncodedTable {
    const table: ResultTable = {
      columns: columns.map((column) => this.table.columns[column] ?? { name: "" }),
      rows: this.table.rows.map((row) => columns.map((column) => row[column] ?? null)),
      truncated: this.table.truncated,
    };
    return new EncodedTable(
      table,
      columns.map((column) => this.kind(column)),
      columns.map((column) => this.#lanes[column]),
    );
  }

  /** One hash per row over the given columns, in that order. */
  rowHashes(columns: Iterable<number>): Int32Array {
    const hashes = new Int32Array(this.rowCount);
    for (const column of columns) mixInto(hashes, this.lane(column));
    for (let row = 0; row < hashes.length; row += 1) hashes[row] = scramble(hashes[row] ?? 0);
    return hashes;
  }
}

/** 64 bits that depend on the values and how often each occurs, not on their order. */
export function bagSignature(lane: Int32Array): string {
  let sum = 0;
  let mixed = 0;
  for (let row = 0; row < lane.length; row += 1) {
    const hash = lane[row] ?? 0;
    sum = (sum + hash) | 0;
    mixed = (mixed + scramble(hash ^ 0x9e3779b9)) | 0;
  }
  return `${sum}:${mixed}`;
}

/** Mixes one more column into the hashes of the rows. */
export function mixInto(rowHashes: Int32Array, lane: Int32Array): void {
  for (let row = 0; row < rowHashes.length; row += 1) {
    let hash = Math.imul((rowHashes[row] ?? 0) ^ (lane[row] ?? 0), 0x9e3779b1) + 0x7f4a7c15;
    hash ^= hash >>> 15;
    rowHashes[row] = hash;
  }
}

/** Whether two columns bear the same name. */
export function isSameNamed(
  left: EncodedTable,
  leftColumn: number,
  right: EncodedTable,
  rightColumn: number,
): boolean {
  const a = left.table.columns[leftColumn];
  const b = right.table.columns[rightColumn];
  return a !== undefined && b !== undefined && sameName(a, b);
}

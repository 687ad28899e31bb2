import type { Cell } from "../../sql/result-table.js";

/** A cell that JSON can carry: big integers and numbers without a JSON form become text. */
export function jsonCell(cell: Cell | undefined): Cell {
  if (cell === undefined) return null;
  if (typeof cell === "bigint") return cell.toString();
  if (typeof cell === "number" && !Number.isFinite(cell)) return String(cell);
  return cell;
}

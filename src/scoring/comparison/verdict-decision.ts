import type { TableAlignment } from "./alignment.js";
import { agreeExactly, agreeWhenRounded } from "./cell-agreement.js";
import type { EncodedTable } from "./encoded-table.js";
import { orderKeyColumns } from "./order-keys.js";
import type { CompareOptions, ComparisonVerdict } from "./result-comparison.js";
import { onlyTiesDiffer, type RowOrder, rowOrder } from "./row-order.js";

/** What an alignment amounts to. */
export interface VerdictDecision {
  readonly verdict: ComparisonVerdict;
  readonly order: RowOrder;
  readonly isConsistent?: boolean | undefined;
}

/** Names what an alignment shows, given what the question asks for. */
export function decideVerdict(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
  options: CompareOptions,
  significantDigits: number,
): VerdictDecision {
  const agrees = alignment.level === "exact" ? agreeExactly : agreeWhenRounded(significantDigits);
  const keys = orderKeyColumns(options.orderKeys, expected.table);
  const isCut = expected.table.truncated === true || actual.table.truncated === true;
  if (isCut) return { ...decideTruncated(expected, actual, alignment), order: "other" };
  if (!alignment.isComplete) {
    const isTie = onlyTiesDiffer(expected, actual, alignment, keys, options.limit, agrees);
    if (isTie) return { verdict: "equal_up_to_ties", order: "other" };
    return { verdict: alignment.isAmbiguous ? "unknown_ambiguous" : "different", order: "other" };
  }
  const order = rowOrder(expected, actual, alignment, keys, agrees);
  return { verdict: decideEqual(expected, actual, alignment, order, options.ordered ?? false), order };
}

function decideEqual(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
  order: RowOrder,
  ordered: boolean,
): ComparisonVerdict {
  if (actual.width > expected.width) return "superset_columns";
  if (actual.width < expected.width) return "subset_columns";
  if (ordered && order === "other") return "order_differs";
  if (alignment.level !== "exact") return "equal_rounded";
  return order === "same" ? "equal" : "equal_up_to_order";
}

/**
 * A cut result can never prove equality, but a complete one can refute it: it lacks rows that the cut one shows, or
 * has too few.
 */
function decideTruncated(
  expected: EncodedTable,
  actual: EncodedTable,
  alignment: TableAlignment,
): Pick<VerdictDecision, "verdict" | "isConsistent"> {
  const { leftOnly, rightOnly } = alignment.pairing;
  const width = Math.min(expected.width, actual.width);
  const isMapped = alignment.assignment.filter((column) => column >= 0).length === width;
  const agreesOneWay = isMapped && (leftOnly.length === 0 || rightOnly.length === 0);
  const isExpectedCut = expected.table.truncated === true;
  const isActualCut = actual.table.truncated === true;
  if (isExpectedCut && isActualCut) return { verdict: "unknown_truncated", isConsistent: agreesOneWay };
  const refuting = isActualCut ? rightOnly : leftOnly;
  if (!isMapped || refuting.length > 0) return { verdict: "different" };
  return { verdict: "unknown_truncated", isConsistent: true };
}

import type { ColumnAssignment } from "./column-matching.js";
import { type EncodedTable, isSameNamed } from "./encoded-table.js";
import { hasFractions, isSameWhenRounded, roundedLane, sortedNumbers } from "./fractional-column.js";
import { rowVotes } from "./row-vote.js";
import { scramble } from "./value-hash.js";

/** The smallest distinct hashes of a column estimate how many values two columns share (Broder's bottom-k sketch). */
const SKETCH_SIZE = 48;
const NAME_BONUS = 0.25;
const PLACE_BONUS = 0.01;
const MIN_SCORE = 0.2;
/** A lead in score that settles a pairing without asking the rows. */
const CLEAR_LEAD = 0.2;
/** Below this overlap, columns of fractions are compared again after rounding. */
const POOR_OVERLAP = 0.5;

/**
 * Pairs the columns that equal values left without a partner: by shared values, by name, and last by being the only
 * ones left. Columns without anything in common stay at -1.
 */
export function completeAssignment(
  left: EncodedTable,
  right: EncodedTable,
  assignment: ColumnAssignment,
  significantDigits: number,
): number[] {
  const complete = [...assignment];
  const leftOpen = [...complete.keys()].filter((column) => complete[column] === -1);
  const rightOpen = right.columns.filter((column) => !complete.includes(column));
  if (leftOpen.length === 0 || rightOpen.length === 0) return complete;

  const leftSketches = new Map(leftOpen.map((column) => [column, sketch(left.lane(column))]));
  const rightSketches = new Map(rightOpen.map((column) => [column, sketch(right.lane(column))]));
  const isPoor = (column: number) =>
    rightOpen.every(
      (candidate) => overlap(leftSketches.get(column), rightSketches.get(candidate)) < POOR_OVERLAP,
    );
  if (leftOpen.some(isPoor)) {
    for (const [encoded, sketches] of [
      [left, leftSketches],
      [right, rightSketches],
    ] as const) {
      for (const column of sketches.keys()) {
        if (!hasFractions(encoded, column)) continue;
        sketches.set(column, sketch(roundedLane(encoded, column, significantDigits)));
      }
    }
  }
  // Values on both sides of a rounding boundary have another sketch, and are still one up to rounding.
  const alike = alikePairs(left, right, leftOpen.filter(isPoor), rightOpen, significantDigits);

  const scored = leftOpen.flatMap((column) =>
    rightOpen.map((candidate) => ({
      column,
      candidate,
      score:
        (alike.get(column)?.has(candidate)
          ? 1
          : overlap(leftSketches.get(column), rightSketches.get(candidate))) +
        (isSameNamed(left, column, right, candidate) ? NAME_BONUS : 0) +
        (column === candidate ? PLACE_BONUS : 0),
    })),
  );
  assignByScore(complete, scored);
  const doubtful = new Set(leftOpen.filter((column) => isDoubtful(column, scored)));
  if (doubtful.size > 1) {
    const anchors = [...complete.entries()].filter(([column, to]) => to >= 0 && !doubtful.has(column));
    const votes = rowVotes(left, right, anchors);
    if (votes !== undefined) {
      const taken = new Set(anchors.map(([, to]) => to));
      for (const column of doubtful) complete[column] = -1;
      assignByScore(
        complete,
        scored
          .filter(({ column, candidate }) => doubtful.has(column) && !taken.has(candidate))
          .map((pair) => ({ ...pair, score: pair.score + 2 * votes(pair.column, pair.candidate) })),
      );
    }
  }
  const lastLeft = leftOpen.filter((column) => complete[column] === -1);
  const lastRight = rightOpen.filter((column) => !complete.includes(column));
  const [only] = lastLeft;
  const [candidate] = lastRight;
  if (lastLeft.length === 1 && lastRight.length === 1 && only !== undefined && candidate !== undefined) {
    complete[only] = candidate;
  }
  return complete;
}

interface ScoredPair {
  readonly column: number;
  readonly candidate: number;
  readonly score: number;
}

/** Pairs columns, best scores first. */
function assignByScore(assignment: number[], scored: readonly ScoredPair[]): void {
  for (const { column, candidate, score } of [...scored].sort((a, b) => b.score - a.score)) {
    if (score < MIN_SCORE || assignment[column] !== -1 || assignment.includes(candidate)) continue;
    assignment[column] = candidate;
  }
}

/** Whether a second candidate holds nearly as many of the values, as with columns over the same few words. */
function isDoubtful(column: number, scored: readonly ScoredPair[]): boolean {
  const scores = scored.filter((pair) => pair.column === column).map(({ score }) => score);
  const [best = 0, second = 0] = scores.sort((a, b) => b - a);
  return second >= MIN_SCORE && best - second < CLEAR_LEAD;
}

/** The smallest distinct hashes, ascending. */
function sketch(lane: Int32Array): number[] {
  const smallest: number[] = [];
  let bound = 0xffffffff;
  for (let row = 0; row < lane.length; row += 1) {
    const hash = scramble((lane[row] ?? 0) ^ 0x51ed270b) >>> 0;
    if (hash >= bound) continue;
    let place = smallest.length;
    while (place > 0 && (smallest[place - 1] ?? 0) > hash) place -= 1;
    if (smallest[place - 1] === hash) continue;
    smallest.splice(place, 0, hash);
    if (smallest.length > SKETCH_SIZE) smallest.pop();
    if (smallest.length === SKETCH_SIZE) bound = smallest[SKETCH_SIZE - 1] ?? bound;
  }
  return smallest;
}

/** Which candidates hold the same bag of numbers as a column, up to rounding. */
function alikePairs(
  left: EncodedTable,
  right: EncodedTable,
  columns: readonly number[],
  candidates: readonly number[],
  significantDigits: number,
): ReadonlyMap<number, ReadonlySet<number>> {
  if (columns.length === 0 || left.rowCount !== right.rowCount) return new Map();
  const numbers = candidates.map((candidate) => sortedNumbers(right, candidate));
  return new Map(
    columns.map((column) => {
      const own = sortedNumbers(left, column);
      const isAlike = (_: number, index: number) =>
        isSameWhenRounded(own, numbers[index] ?? new Float64Array(), significantDigits);
      return [column, new Set(candidates.filter(isAlike))];
    }),
  );
}

/** The estimated share of distinct values that two columns have in common, 0 to 1. */
function overlap(left: readonly number[] = [], right: readonly number[] = []): number {
  const union = [...new Set([...left, ...right])].sort((a, b) => a - b).slice(0, SKETCH_SIZE);
  if (union.length === 0) return 1;
  const inLeft = new Set(left);
  const inRight = new Set(right);
  return union.filter((hash) => inLeft.has(hash) && inRight.has(hash)).length / union.length;
}

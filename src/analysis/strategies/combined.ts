import type { FailureCase } from "../analysis-input.js";
import type { AnalysisStrategy, FailureGroup } from "../analysis-strategy.js";
import { missingIn, readsOf } from "../failure-difference.js";

/** How much each likeness counts; together 1. */
const weights = { category: 0.35, tables: 0.35, terms: 0.3 };
/** Likeness, averaged over all pairs, from which two clusters become one. */
const minLikeness = 0.55;
/** Failures that one call can do justice to. */
const maxClusterSize = 12;

interface Traits {
  readonly category: string;
  readonly tables: ReadonlySet<string>;
  /** Words of the question, and columns that the answer lacked. */
  readonly terms: ReadonlySet<string>;
}

interface Cluster {
  readonly members: readonly number[];
  /** Summed likeness of all pairs with each other cluster, by its place in the list. */
  readonly likeness: number[];
}

/**
 * A call for each cluster of failures that resemble each other: in failure category, in the tables that they read
 * and in their words. Average linkage, so that one failure between two crowds does not join them.
 */
export const combined: AnalysisStrategy = Object.freeze({
  name: "combined",
  group: (failures) => cluster(failures).map((members): FailureGroup => groupOf(members, failures)),
} satisfies AnalysisStrategy);

function cluster(failures: readonly FailureCase[]): readonly (readonly number[])[] {
  const traits = traitsOf(failures);
  const clusters: (Cluster | undefined)[] = traits.map((one, index) => ({
    members: [index],
    likeness: traits.map((other) => likeness(one, other)),
  }));
  for (let pair = closest(clusters); pair; pair = closest(clusters)) {
    const [into, from] = pair;
    const [first, second] = [clusters[into], clusters[from]];
    if (!first || !second) break;
    const sums = first.likeness.map((value, index) => value + (second.likeness[index] ?? 0));
    clusters[into] = { members: [...first.members, ...second.members], likeness: sums };
    clusters[from] = undefined;
    for (const [index, other] of clusters.entries()) if (other) other.likeness[into] = sums[index] ?? 0;
  }
  return clusters.flatMap((one) => (one ? [one.members.toSorted((a, b) => a - b)] : []));
}

/** The two clusters that are most alike and may be joined; the first of equals, so that the result is stable. */
function closest(clusters: readonly (Cluster | undefined)[]): readonly [number, number] | undefined {
  let best = minLikeness;
  let found: readonly [number, number] | undefined;
  for (const [into, first] of clusters.entries()) {
    if (!first) continue;
    for (let from = into + 1; from < clusters.length; from += 1) {
      const second = clusters[from];
      if (!second || first.members.length + second.members.length > maxClusterSize) continue;
      const mean = (first.likeness[from] ?? 0) / (first.members.length * second.members.length);
      if (mean > best || (mean === best && !found)) [best, found] = [mean, [into, from]];
    }
  }
  return found;
}

function likeness(one: Traits, other: Traits): number {
  return (
    (one.category === other.category ? weights.category : 0) +
    weights.tables * overlap(one.tables, other.tables) +
    weights.terms * overlap(one.terms, other.terms)
  );
}

/** Shared members over those of the smaller set: a question of few words can be wholly like one of many. */
function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const smaller = Math.min(one.size, other.size);
  return smaller === 0 ? 0 : [...one].filter((member) => other.has(member)).length / smaller;
}

function traitsOf(failures: readonly FailureCase[]): readonly Traits[] {
  const words = failures.map(({ question }) => new Set(question.toLowerCase().match(/\p{L}{2,}/gu) ?? []));
  const counts = new Map<string, number>();
  for (const word of words.flatMap((set) => [...set])) counts.set(word, (counts.get(word) ?? 0) + 1);
  // Words that most questions share tell nothing, whatever the language.
  const isTelling = (word: string) => failures.length < 4 || (counts.get(word) ?? 0) <= failures.length / 2;
  return failures.map((failure, index) => ({
    category: failure.failureCategory,
    tables: readsOf(failure).tables,
    terms: new Set([...(words[index] ?? [])].filter(isTelling).concat([...missingIn(failure).columns])),
  }));
}

function groupOf(members: readonly number[], failures: readonly FailureCase[]): FailureGroup {
  const cases = failures.filter((_, index) => members.includes(index));
  const categories = [...new Set(cases.map(({ failureCategory }) => failureCategory))];
  const tables = [...new Set(cases.flatMap((one) => [...readsOf(one).tables]))].toSorted();
  return {
    label: `${categories.join(", ")}: ${tables.slice(0, 4).join(", ") || "no table"}`,
    failures: cases,
  };
}

import { type Random, seededRandom } from "../../util/random.js";
import type { Configuration, PlannedFix } from "../acceptance-policy.js";
import { drawChanges, type FixKind, type TrueChange } from "./fix-effects.js";
import { pickOne, shuffled, weighted } from "./sampling.js";

/** A fix and the truth about it. */
export interface WorldFix {
  readonly planned: PlannedFix;
  readonly kind: FixKind;
  readonly tables: ReadonlySet<number>;
  readonly changes: readonly TrueChange[];
}

/** Two fixes that together break a question which neither breaks alone. */
interface Interaction {
  readonly fixIds: readonly [string, string];
  readonly question: number;
}

/** A made-up space with its benchmark, one run of it, the fixes planned from that run, and the truth. */
export interface World {
  readonly ids: readonly string[];
  /** Outcome of the run that the plan was made from, in the order of `ids`. */
  readonly baseline: readonly boolean[];
  readonly fixes: readonly WorldFix[];
  /** Chance of a right answer to each question with some fixes applied, in the order of `ids`. */
  rates(configuration: Configuration): Float64Array;
}

export interface WorldOptions {
  readonly questions: number;
  /** Share of questions whose answers vary, 0 to 1. */
  readonly flaky: number;
  readonly fixes: number;
  /** Chance that a true gain is among the claims of its fix. @default 0.85 */
  readonly recall?: number | undefined;
  /** Share of the fixes that help, 0 to 0.85. @default 0.3 */
  readonly helpful?: number | undefined;
  /** Share of the questions whose answers do not vary that are right for good. @default 0.55 */
  readonly passing?: number | undefined;
  /** Where an earlier loop has left the space, instead of drawing it. */
  readonly start?: WorldStart | undefined;
}

/** A space before a loop: the truth, and what is known of it. */
export interface WorldStart {
  /** Chance of a right answer to each question. */
  readonly rates: Float64Array;
  /** The latest known outcome of each. */
  readonly baseline: readonly boolean[];
}

/**
 * Draws a world.
 *
 * Questions use one to three tables, a few tables being much more popular than the rest. The flaky share is right
 * with a chance of 0.2 to 0.8 each time; the others are right (55 %) or wrong for good. One run of the benchmark
 * is made, and the plan is drawn from its failures, lucky and unlucky draws included: each fix starts from one
 * failure, touches up to two of its tables (15 %: all tables) and claims one to five failures, those on the same
 * tables first. What the fixes truly do: `drawChanges`. Two fixes with a common table break one question together
 * with a chance of 5 %.
 */
export function drawWorld(
  {
    questions,
    flaky,
    fixes: fixCount,
    recall = 0.85,
    helpful = 0.3,
    passing = 0.55,
    start: given,
  }: WorldOptions,
  seed: number,
): World {
  const random = seededRandom(Math.imul(seed + 1, 0x9e3779b1));
  const all = Array.from({ length: questions }, (_, question) => question);
  const tableCount = Math.max(4, Math.round(questions / 5));
  const tablesOf = all.map(() => drawTables(tableCount, random));
  const flakyOnes = new Set(shuffled(all, random).slice(0, Math.round(flaky * questions)));
  const start =
    given?.rates ??
    Float64Array.from(all, (question) =>
      flakyOnes.has(question) ? 0.2 + 0.6 * random() : Number(random() < passing),
    );
  const baseline = given?.baseline ?? all.map((question) => random() < (start[question] ?? 0));
  const failing = all.filter((question) => !baseline[question]);
  const uses = (question: number, tables: ReadonlySet<number>) =>
    [...(tablesOf[question] ?? [])].some((table) => tables.has(table));

  const fixes = Array.from({ length: fixCount }, (_, index): WorldFix => {
    const aim = pickOne(failing.length > 0 ? failing : all, random) ?? 0;
    const tables =
      random() < 0.15
        ? new Set(Array.from({ length: tableCount }, (_, table) => table))
        : new Set([...(tablesOf[aim] ?? [])].slice(0, 2));
    const others = shuffled(
      failing.filter((question) => question !== aim),
      random,
    );
    const near = others.filter((question) => uses(question, tables));
    const far = others.filter((question) => !uses(question, tables));
    const claims = [aim, ...near, ...far].slice(0, 1 + weighted([0.3, 0.3, 0.2, 0.1, 0.1], random));
    const { kind, changes } = drawChanges(
      {
        rates: start,
        claims,
        near,
        failing,
        uses: (question) => uses(question, tables),
        flaky,
        recall,
        helpful,
      },
      random,
    );
    const name = (question: number) => `q${question + 1}`;
    const planned = {
      id: `f${index + 1}`,
      claims: claims.filter((question) => !baseline[question]).map(name),
      related: all.filter((question) => uses(question, tables)).map(name),
      derivedFrom: [],
    };
    return { planned, kind, tables, changes };
  });
  const interactions = drawInteractions(fixes, all, uses, random);
  return {
    ids: all.map((question) => `q${question + 1}`),
    baseline,
    fixes,
    rates: memoised((configuration) => ratesWith(start, fixes, interactions, configuration)),
  };
}

/** Expected number of right answers. */
export function expectedRight(world: World, configuration: Configuration): number {
  return world.rates(configuration).reduce((sum, rate) => sum + rate, 0);
}

function drawTables(count: number, random: Random): ReadonlySet<number> {
  const wanted = 1 + weighted([0.5, 0.3, 0.2], random);
  const popularity = Array.from({ length: count }, (_, table) => 1 / (table + 1));
  const tables = new Set<number>();
  while (tables.size < wanted) tables.add(weighted(popularity, random));
  return tables;
}

function drawInteractions(
  fixes: readonly WorldFix[],
  all: readonly number[],
  uses: (question: number, tables: ReadonlySet<number>) => boolean,
  random: Random,
): readonly Interaction[] {
  return fixes.flatMap((a, index) =>
    fixes.slice(index + 1).flatMap((b): Interaction[] => {
      const isNear = [...a.tables].some((table) => b.tables.has(table));
      if (!isNear || random() >= 0.05) return [];
      const question = pickOne(
        all.filter((one) => uses(one, a.tables) && uses(one, b.tables)),
        random,
      );
      return question === undefined ? [] : [{ fixIds: [a.planned.id, b.planned.id], question }];
    }),
  );
}

/** A gain counts where it is the largest; what breaks a question wins over what repairs it. */
function ratesWith(
  start: Float64Array,
  fixes: readonly WorldFix[],
  interactions: readonly Interaction[],
  configuration: Configuration,
): Float64Array {
  const rates = Float64Array.from(start);
  const applied = new Set(configuration);
  const changes = fixes.filter(({ planned }) => applied.has(planned.id)).flatMap((fix) => fix.changes);
  for (const { question, rate, isGain } of changes)
    if (isGain) rates[question] = Math.max(rates[question] ?? 0, rate);
  for (const { fixIds, question } of interactions)
    if (fixIds.every((id) => applied.has(id))) rates[question] = 0;
  for (const { question, rate, isGain } of changes)
    if (!isGain) rates[question] = Math.min(rates[question] ?? 0, rate);
  return rates;
}

function memoised(compute: (configuration: Configuration) => Float64Array): World["rates"] {
  const known = new Map<string, Float64Array>();
  return (configuration) => {
    const key = configuration.join();
    const rates = known.get(key) ?? compute(configuration);
    known.set(key, rates);
    return rates;
  };
}

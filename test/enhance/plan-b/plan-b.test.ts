import { readFile } from "node:fs/promises";
import {
  type CompletionChoice,
  defaultFixTypes,
  extendedFixTypes,
  FixTypeRegistry,
  type RunEvent,
} from "genie-enhancer";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { copyOf, eventsOf, type PlanBRun, type PlanBRunOptions, planBRun, trueScore } from "./plan-b-run.js";
import { benchmarks, scriptedFixes } from "./sample-space.js";

const minute = 60_000;

/** What was to be seen in the spaces when an event was told. */
interface Moment {
  readonly event: RunEvent;
  readonly productionHash: string;
  /** Places in the script of the fixes that dev-working holds. */
  readonly working: readonly number[] | undefined;
  /** Share of the questions that dev-best answers rightly. */
  readonly best: number | undefined;
}

/** Runs to the end and looks at the spaces at every event. */
async function watch(run: PlanBRun): Promise<readonly Moment[]> {
  const moments: Moment[] = [];
  const { workspace, spaceId } = run;
  run.enhancer.on("*", (event) => {
    const [working, best] = (["dev-working", "dev-best"] as const).map((role) => copyOf(run, role));
    moments.push({
      event,
      productionHash: workspace.documentOf(spaceId).hash,
      working: working ? fixesIn(run, working) : undefined,
      best: best ? trueScore(workspace, best) : undefined,
    });
  });
  await run.enhancer.run();
  return moments;
}

function fixesIn({ workspace }: PlanBRun, spaceId: string): readonly number[] {
  const document = workspace.documentOf(spaceId).data;
  return scriptedFixes.flatMap(({ isIn }, index) => (isIn(document) ? [index] : []));
}

function placeOf({ fixType, params }: { readonly fixType: string; readonly params: object }): number {
  return scriptedFixes.findIndex(
    ({ fix: { type, ...rest } }) =>
      type === fixType && Object.entries(rest).every(([name, value]) => deepEqual(value, params, name)),
  );
}

const deepEqual = (value: unknown, params: object, name: string) =>
  JSON.stringify(value) === JSON.stringify(Reflect.get(params, name));

const few = (...ids: readonly string[]) => benchmarks.filter(({ id }) => ids.includes(id));

const whole: { run?: PlanBRun; moments: readonly Moment[] } = { moments: [] };
function sample(): PlanBRun {
  if (!whole.run) throw new Error("the sample run did not end");
  return whole.run;
}
beforeAll(async () => {
  const run = await planBRun({ decide: () => "later" });
  whole.moments = await watch(run);
  whole.run = run;
  run.llm.assertDone();
  return () => run.workspace.close();
});

const open: PlanBRun[] = [];
afterEach(async () => {
  for (const { workspace } of open.splice(0)) await workspace.close();
});
async function start(options: PlanBRunOptions): Promise<PlanBRun> {
  const run = await planBRun(options);
  open.push(run);
  return run;
}

describe("a run under the policy `reference`", () => {
  /**
   * The golden text holds every line that plan B shows, in its order, with what it leaves out filled in. One line
   * cannot be as it is there: "48.0% (9.6/20 passed)" is no number of questions, so the second fix scores 9 of 20.
   */
  it("writes the log of plan B line by line", async () => {
    const run = sample();
    const lines = run.lines.map(({ line }) => line);
    const golden = await readFile(new URL("sample-log.txt", import.meta.url), "utf8");
    const asInPlan = lines.map((line) =>
      line
        .replace(copyOf(run, "dev-working"), "abc123")
        .replace(copyOf(run, "dev-best"), "def456")
        .replace(/^(Duration: +)\d+ minutes$/, "$142 minutes"),
    );
    const planned = golden.split("\n");
    expect(asInPlan.slice(1, 1 + planned.length)).toEqual(planned);
    // Around it: the id by which the run is resumed and decided, how sure its figures are, and what became of it.
    expect(lines.slice(1 + planned.length, -1).map((line) => line.split(":")[0])).toEqual([
      ...["Initial score", "Final score", "Improvement", "Fixes", "Held out", ""],
    ]);
    expect(lines[0]).toBe('Run run-b: "My Genie Space", 20 benchmarks, policy reference');
    expect(lines.at(-1)).toMatch(
      /^Result: max-loops, awaiting-decision; 45\.0% → 65\.0% \(\+20\.0%\) in 1 loop/,
    );
  });

  it("tells how long the loop took by the clock, about the 40 minutes of the plan", () => {
    const run = sample();
    const [loop] = eventsOf(run, "loop-end");
    const startedAt = Date.parse(eventsOf(run, "loop-start")[0]?.timestamp ?? "");
    expect(loop?.durationMs).toBe(Date.parse(loop?.timestamp ?? "") - startedAt);
    expect(run.lines.map(({ line }) => line)).toContain(
      `Duration:       ${Math.round((loop?.durationMs ?? 0) / minute)} minutes`,
    );
    expect(Math.abs((loop?.durationMs ?? 0) - 40 * minute)).toBeLessThan(5 * minute);
  });

  it("meets no fixes that contradict each other, so that every one of the script is tried", () => {
    expect(eventsOf(sample(), "fix-conflict")).toEqual([]);
    expect(eventsOf(sample(), "fix-dropped")).toEqual([]);
    const tried = eventsOf(sample(), "fix-applied").length;
    expect(tried).toBe(scriptedFixes.length);
  });
});

describe("success criteria of plan B", () => {
  it("1: production Genie is NEVER modified during enhancement", () => {
    const { workspace, spaceId } = sample();
    const hashes = new Set(whole.moments.map(({ productionHash }) => productionHash));
    expect([...hashes]).toEqual([eventsOf(sample(), "run-start")[0]?.productionHash]);
    const writes = workspace.requests.filter(({ isSpaceWrite }) => isSpaceWrite);
    expect(writes.length).toBeGreaterThan(scriptedFixes.length);
    expect(writes.filter((request) => request.spaceId === spaceId)).toEqual([]);
  });

  it("2: only 4 fix types are ever applied", async () => {
    expect(defaultFixTypes.map(({ type }) => type).toSorted()).toEqual([
      "add_column_description",
      "add_example_query",
      "add_synonym",
      "add_table_description",
      "create_metric_view",
      "delete_example_query",
      "delete_metric_view",
      "delete_synonym",
      "update_text_instruction",
    ]);
    expect([...new Set(eventsOf(sample(), "phase-start").map(({ category }) => category))]).toEqual([
      "metric_views",
      "metadata",
      "sample_queries",
      "instructions",
    ]);
    const [orders, customers] = ["main.shop.orders", "main.shop.customers"];
    const flag = { table: orders, column: "status", isEnabled: true };
    const removed = [
      {
        type: "add_join",
        leftTable: orders,
        leftColumn: "customer_id",
        rightTable: customers,
        rightColumn: "id",
        relationship: "MANY_TO_ONE",
      },
      { type: "add_filter", displayName: "paid orders", sql: "orders.status = 'paid'" },
      { type: "add_measure", displayName: "turnover", sql: "SUM(orders.amount)" },
      { type: "set_entity_matching", ...flag },
      { type: "set_format_assistance", ...flag },
      { type: "enable_get_example_values", table: orders, column: "status" },
      { type: "enable_build_value_dictionary", table: orders, column: "status" },
    ].map((fix) => ({ ...fix, reason: "removed by the plan", claims: [] }));
    // The model is told what cannot be used and asked once more.
    const options = { benchmarks: few("q09", "q11"), alsoProposed: removed, analysedAgain: 1 };
    const run = await start(options);
    await run.enhancer.run();
    // The model says the same again, also what there was no room for.
    const dropped = new Set(eventsOf(run, "fix-dropped").map(({ fixType }) => fixType));
    expect([...dropped].toSorted()).toEqual(removed.map(({ type }) => type).toSorted());
    expect(eventsOf(run, "fix-start").map(({ fix }) => fix.fixType)).toEqual(["add_synonym"]);
    const best = run.workspace.documentOf(copyOf(run, "dev-best")).data;
    expect(Object.keys(best.instructions ?? {})).not.toContain("join_specs");
    expect(Object.keys(best.instructions ?? {})).not.toContain("sql_snippets");

    // They are sound, and tried where a caller asks for more kinds than the plan has: five of one answer.
    const fixTypes = new FixTypeRegistry([...defaultFixTypes, ...extendedFixTypes]);
    const extended = await start({ ...options, alsoProposed: removed.slice(0, 4), fixTypes });
    await extended.enhancer.run();
    expect(eventsOf(extended, "fix-applied")).toHaveLength(4 + 1);
  });

  it("3: each fix is evaluated individually before the next", () => {
    const trial: { accepted: string[]; held: number[]; questions: string[] } = {
      accepted: [],
      held: [],
      questions: [],
    };
    let evaluated = 0;
    for (const { event, working } of whole.moments) {
      if (event.type === "fix-start") trial.questions = [];
      if (event.type === "question-end" && event.purpose === "score") {
        const onTrial = event.configuration.at(-1) ?? "";
        expect(event.configuration).toEqual([...trial.accepted, onTrial]);
        expect(event.role).toBe("dev-working");
        trial.questions.push(event.benchmarkId);
      }
      if (event.type !== "fix-end") continue;
      evaluated += 1;
      const place = placeOf(event.fix);
      expect(trial.questions.toSorted()).toEqual(benchmarks.map(({ id }) => id));
      if (event.isKept) {
        trial.accepted.push(event.fix.fixId);
        trial.held.push(place);
      }
      // What is tried next begins with the kept fixes and nothing else.
      expect(working).toEqual(trial.held.toSorted((a, b) => a - b));
    }
    expect(evaluated).toBe(scriptedFixes.length);
    const held = whole.moments
      .filter(({ event }) => event.type === "question-end")
      .map(({ working }) => working);
    for (const [index, { fix }] of eventsOf(sample(), "fix-end").entries()) {
      const during = held.slice(benchmarks.length * (index + 1), benchmarks.length * (index + 2));
      const kept = eventsOf(sample(), "fix-end")
        .slice(0, index)
        .filter(({ isKept }) => isKept);
      const expected = [...kept.map((earlier) => placeOf(earlier.fix)), placeOf(fix)].toSorted(
        (a, b) => a - b,
      );
      expect(new Set(during.map((places) => JSON.stringify(places)))).toEqual(
        new Set([JSON.stringify(expected)]),
      );
    }
  });

  it("4: the best configuration is always preserved", async () => {
    const known = whole.moments.flatMap(({ best }) => (best === undefined ? [] : [best]));
    expect(known).toEqual(known.toSorted((a, b) => a - b));
    for (const { event, best } of whole.moments) {
      if (event.type === "fix-end") expect(best).toBe(event.bestScore);
    }
    expect(trueScore(sample().workspace, copyOf(sample(), "dev-best"))).toBe(0.65);

    const controller = new AbortController();
    const run = await start({ benchmarks: few("q01", "q10", "q14") });
    let applied = 0;
    run.enhancer.on("fix-applied", () => {
      applied += 1;
      if (applied === 2) controller.abort(new Error("enough"));
    });
    const { summary } = await run.enhancer.run({ signal: controller.signal });
    expect(summary.outcome).toBe("cancelled");
    for (const role of ["dev-best", "dev-working"] as const)
      expect(fixesIn(run, copyOf(run, role))).toEqual([0]);
  });

  it("5: the user can see real-time progress in the app", () => {
    const { lines, events } = sample();
    const from = (text: string) => lines.filter(({ line }) => line.includes(text));
    const begun = lines.filter(({ line }) => /^\[\d\/\d\]/.test(line));
    expect(begun).toHaveLength(scriptedFixes.length);
    for (const [index, { at, requests }] of begun.entries()) {
      const applied = from("→ Applied to dev-working")[index];
      const waiting = from("→ Waiting 60s")[index];
      const scoring = from("→ Scoring benchmarks")[index];
      const score = from("→ New score")[index];
      // Each line is there before the work that it announces, and after the one that it reports.
      expect(applied?.requests).toBeGreaterThan(requests);
      expect(waiting?.at).toBe(at);
      expect(scoring?.at).toBe(at + minute);
      expect(score?.at).toBeGreaterThan(at + minute);
      expect(score?.requests).toBeGreaterThan((scoring?.requests ?? 0) + benchmarks.length);
    }
    const silence = lines.slice(1).map(({ at }, index) => at - (lines[index]?.at ?? 0));
    expect(Math.max(...silence)).toBeLessThan(5 * minute);
    // An app that listens hears of each answer as it comes.
    const told = events.map(({ timestamp }) => Date.parse(timestamp));
    expect(Math.max(...told.slice(1).map((at, index) => at - (told[index] ?? 0)))).toBeLessThanOrEqual(
      minute,
    );
    expect(eventsOf(sample(), "question-end")).toHaveLength(benchmarks.length * (scriptedFixes.length + 1));
    expect(eventsOf(sample(), "space-created").map(({ role }) => role)).toEqual(["dev-working", "dev-best"]);
  });

  describe("6: the user decides final promotion and cleanup", () => {
    const titles = ({ workspace }: PlanBRun) => workspace.spaces.map(({ title }) => title).toSorted();
    const all = ["My Genie Space", "My Genie Space_dev_best", "My Genie Space_dev_working"];
    const small = few("q09", "q10", "q19");

    it("is asked once the loop is complete, before anything is promoted or removed", async () => {
      const seen: object[] = [];
      const run: PlanBRun = await start({
        benchmarks: small,
        decide: (summary) => {
          const { workspace, spaceId } = run;
          const isUntouched = workspace.documentOf(spaceId).hash === summary.productionHash;
          seen.push({ isUntouched, titles: titles(run) });
          return "later";
        },
      });
      await run.enhancer.run();
      expect(seen).toEqual([{ isUntouched: true, titles: all }]);
    });

    it.each([
      ["promote", "promoted", 1, ["My Genie Space"]],
      ["keep", "kept", 1, all],
    ] as const)("%s: the result is %s", async (choice, disposition, loops, left) => {
      const run = await start({ benchmarks: small, decide: () => choice });
      const before = run.workspace.documentOf(run.spaceId);
      const result = await run.enhancer.run();
      expect(result).toMatchObject({ disposition, summary: { loops } });
      expect(titles(run)).toEqual(left);
      const production = run.workspace.documentOf(run.spaceId);
      if (choice === "promote") expect(fixesIn(run, run.spaceId)).toEqual([0]);
      else expect(production.hash).toBe(before.hash);
    });

    it("continue: runs another loop and asks again", async () => {
      const choices: CompletionChoice[] = ["continue", "keep"];
      const run = await start({
        benchmarks: small,
        analysedAgain: 1,
        decide: () => choices.shift() ?? "later",
      });
      const { summary, disposition } = await run.enhancer.run();
      expect([summary.loops, disposition, choices]).toEqual([2, "kept", []]);
      expect(run.lines.map(({ line }) => line)).toContain("LOOP 2 - STARTING");
    });

    it("does nothing of its own accord when nobody answers, and clears up when told to", async () => {
      const run = await start({ benchmarks: small });
      const before = run.workspace.documentOf(run.spaceId).hash;
      expect((await run.enhancer.run()).disposition).toBe("awaiting-decision");
      expect(titles(run)).toEqual(all);
      await run.enhancer.decide("run-b", "discard");
      expect(titles(run)).toEqual(["My Genie Space"]);
      expect(run.workspace.documentOf(run.spaceId).hash).toBe(before);
    });
  });
});

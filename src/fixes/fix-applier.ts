import { ApiError } from "../errors/api-error.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import { RollbackError } from "../errors/rollback-error.js";
import { TimeoutError } from "../errors/timeout-error.js";
import type { GenieClient } from "../genie/genie-client.js";
import { isSameAfterRewriting } from "../space/service-rewriting.js";
import { SpaceCloner } from "../space/space-cloner.js";
import { SpaceCopyError } from "../space/space-copy-error.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { Catalog } from "../sql/catalog.js";
import type { SqlClient } from "../sql/sql-client.js";
import type { Cancellable } from "../util/cancellable.js";
import { type ApplyContext, applyFixes, type FixPlan } from "./apply-fix.js";
import { compileStatements } from "./compile-statements.js";
import type { Fix } from "./fix.js";
import type { AppliedFix, FixOutcome, UndoOutcome } from "./fix-outcome.js";
import type { FixProblem } from "./fix-problem.js";
import type { MetricViewStore } from "./fix-type.js";
import type { FixTypeRegistry } from "./fix-type-registry.js";
import { MetricViewError } from "./metric-views/metric-view-error.js";
import { type ShapedFix, shapeFix, shapeFixNow } from "./shape-fix.js";
import { undoFix } from "./undo-fix.js";

/** What a `FixApplier` works with. */
export interface FixApplierOptions {
  readonly client: GenieClient;
  readonly registry: FixTypeRegistry;
  readonly catalog: Catalog;
  /** Source of new document ids. */
  readonly newId: () => string;
  /** Needed for fixes that create views. @default such fixes are invalid */
  readonly metricViews?: MetricViewStore | undefined;
  /** Compiles the SQL of fixes on the warehouse before it is written. @default only checked here */
  readonly sql?: SqlClient | undefined;
}

/** How fixes are applied. */
export interface ApplyOptions extends Cancellable {
  /**
   * The document to apply the fixes to, whatever the space holds: such as what it held before an application that was
   * begun and may be half done. Only what is missing is written; edits of others are not kept.
   * @default what the space holds
   */
  readonly base?: SpaceDocument | undefined;
}

/** Applies fixes to spaces and takes them back: checks, writes once, reads back, compares. */
export class FixApplier {
  readonly #options: FixApplierOptions;
  readonly #cloner: SpaceCloner;

  constructor(options: FixApplierOptions) {
    this.#options = options;
    this.#cloner = new SpaceCloner({ client: options.client });
  }

  /** What a fix would do to a document. Nothing is written and nothing is asked. */
  preview(fix: Fix, document: SpaceDocument): FixOutcome {
    const [outcome] = this.previewAll([fix], document).outcomes;
    return outcome ?? { status: "no-change", fix, reason: "there was nothing to do" };
  }

  /** What several fixes would do to a document together, conflicts included. Nothing is written or asked. */
  previewAll(fixes: readonly Fix[], document: SpaceDocument): FixPlan {
    const shaped = fixes.map((fix) => shapeFixNow(fix, this.#options.registry));
    return this.#plan(fixesOf(shaped), document, problemsOf(shaped));
  }

  /**
   * Applies a fix to a space. Where the service refuses the result, or keeps something else, the space is as it
   * was and the fix is invalid. What a fix creates outside the document is taken back when it is not applied, and
   * kept where an interrupted write reached the space all the same.
   *
   * @throws WriteScopeError or ApiError, as the client throws them; SpaceCopyError when the space could not be put
   * back.
   */
  async apply(fix: Fix, spaceId: string, options: ApplyOptions = {}): Promise<FixOutcome> {
    const [outcome] = await this.applyAll([fix], spaceId, options);
    return outcome ?? { status: "no-change", fix, reason: "there was nothing to do" };
  }

  /**
   * Applies several fixes to a space with one write. Conflicts are found first: of two fixes that touch the same
   * place the first is applied, the other is invalid. Gives one outcome for each fix, in their order; an edit that
   * somebody makes meanwhile is kept, and the fixes are applied to it.
   *
   * @throws as `apply`.
   */
  async applyAll(
    given: readonly Fix[],
    spaceId: string,
    { base, signal }: ApplyOptions = {},
  ): Promise<readonly FixOutcome[]> {
    const { document: held, etag } = await this.#cloner.exportSpace(spaceId, { signal });
    const document = base ?? held;
    const shaped = await Promise.all(given.map((fix) => shapeFix(fix, this.#options.registry)));
    const fixes = fixesOf(shaped);
    const refused = problemsOf(shaped);
    const each = (check: (fix: AppliedFix) => Promise<readonly FixProblem[]>) =>
      this.#checkEach(fixes, document, refused, check);
    await each(({ fix, before }) => this.#compile(fix, before, signal));
    const prepared: Fix[] = [];
    let sent: SpaceDocument | undefined;
    try {
      await each(({ fix }) => this.#prepare(fix, prepared, signal));
      const plan = this.#plan(fixes, document, refused);
      sent = plan.document;
      const { outcomes } = await this.#write(fixes, plan, { spaceId, document, base, etag, refused, signal });
      const applied = new Set(appliedIn({ outcomes }).map(({ fix }) => fix));
      await this.#release(prepared.filter((fix) => !applied.has(fix)));
      return outcomes;
    } catch (error) {
      // A write may arrive although its answer does not, and then the space needs what was prepared.
      const isNeeded = prepared.length > 0 && sent && (await this.#holds(spaceId, sent));
      await this.#release(isNeeded ? [] : prepared).catch((cause: unknown) => {
        throw new RollbackError(spaceId, { cause, interruptedBy: error });
      });
      throw error;
    }
  }

  /**
   * Takes back one fix, also from among several: what was changed since stays. Refused where later changes build on
   * it. What the fix created outside the document goes as well.
   *
   * @throws as `apply`; ConfigurationError when the type of the fix is not registered.
   */
  async undo(applied: AppliedFix, spaceId: string, { signal }: Cancellable = {}): Promise<UndoOutcome> {
    const type = this.#options.registry.get(applied.fix.type);
    if (!type)
      throw new ConfigurationError("fix to take back", [
        this.#options.registry.problemWith(applied.fix.type),
      ]);
    let outcome: UndoOutcome;
    for (let attempt = 1; ; attempt += 1) {
      const { document, etag } = await this.#cloner.exportSpace(spaceId, { signal });
      outcome = undoFix(applied, type, document);
      if (outcome.status !== "undone") break;
      try {
        await this.#cloner.copyConfig(outcome.after, spaceId, { etag, signal });
        break;
      } catch (error) {
        if (isRefusal(error)) {
          outcome = { status: "refused", fix: applied.fix, problems: [refusalOf(error)] };
          break;
        }
        if (!isConflict(error) || attempt > 1) throw error;
      }
    }
    if (outcome.status !== "refused") await this.#release([applied.fix]);
    return outcome;
  }

  /** The fixes on a document, those left out that were refused for other reasons. */
  #plan(
    fixes: readonly Fix[],
    document: SpaceDocument,
    refused: ReadonlyMap<Fix, readonly FixProblem[]>,
  ): FixPlan {
    const plan = applyFixes(
      fixes.filter((fix) => !refused.has(fix)),
      document,
      this.#options satisfies ApplyContext,
    );
    const outcomes = [...plan.outcomes];
    const all = fixes.map((fix): FixOutcome => {
      const problems = refused.get(fix);
      const outcome = problems ? undefined : outcomes.shift();
      return outcome ?? { status: "invalid", fix, problems: problems ?? [] };
    });
    return { ...plan, outcomes: all };
  }

  /** Checks every fix that would be applied. One that is refused may make room for another, which is checked too. */
  async #checkEach(
    fixes: readonly Fix[],
    document: SpaceDocument,
    refused: Map<Fix, readonly FixProblem[]>,
    check: (fix: AppliedFix) => Promise<readonly FixProblem[]>,
  ): Promise<void> {
    const checked = new Set<Fix>();
    for (;;) {
      const next = appliedIn(this.#plan(fixes, document, refused)).find(({ fix }) => !checked.has(fix));
      if (!next) return;
      checked.add(next.fix);
      note(refused, next.fix, await check(next));
    }
  }

  async #write(
    fixes: readonly Fix[],
    plan: FixPlan,
    {
      spaceId,
      document,
      base,
      etag,
      refused,
      signal,
    }: Cancellable & {
      readonly spaceId: string;
      readonly document: SpaceDocument;
      readonly base: SpaceDocument | undefined;
      readonly etag: string | undefined;
      readonly refused: ReadonlyMap<Fix, readonly FixProblem[]>;
    },
  ): Promise<FixPlan> {
    if (appliedIn(plan).length === 0) return plan;
    try {
      await this.#cloner.copyConfig(plan.document, spaceId, { etag, signal });
      return plan;
    } catch (error) {
      if (isConflict(error) || (mayHaveWritten(error) && !signal?.aborted)) {
        // What the space holds meanwhile is not what the fixes were to be applied to.
        if (base) {
          await this.#cloner.copyConfig(plan.document, spaceId, { signal });
          return plan;
        }
        return await this.#writeAgain(fixes, plan, { spaceId, refused, signal });
      }
      if (isRefusal(error)) return withoutApplied(plan, refusalOf(error));
      if (!(error instanceof SpaceCopyError)) throw error;
      await this.#cloner.copyConfig(document, spaceId, { signal });
      const message = `the service keeps something else: ${error.differences.join("; ")}`;
      return withoutApplied(plan, { path: "", message });
    }
  }

  /** Edits of others between reading and writing are kept: the fixes are applied once more, to what is there now. */
  async #writeAgain(
    fixes: readonly Fix[],
    plan: FixPlan,
    {
      spaceId,
      refused,
      signal,
    }: Cancellable & {
      readonly spaceId: string;
      readonly refused: ReadonlyMap<Fix, readonly FixProblem[]>;
    },
  ): Promise<FixPlan> {
    const { document, etag } = await this.#cloner.exportSpace(spaceId, { signal });
    // The first write may have arrived although its answer did not.
    if (isSameAfterRewriting(plan.document, document)) return plan;
    const again = this.#plan(fixes, document, refused);
    if (appliedIn(again).length > 0) await this.#cloner.copyConfig(again.document, spaceId, { etag, signal });
    return again;
  }

  async #compile(
    fix: Fix,
    document: SpaceDocument,
    signal: AbortSignal | undefined,
  ): Promise<readonly FixProblem[]> {
    const { registry, sql } = this.#options;
    const statements = registry.get(fix.type)?.statements?.(fix.params, document) ?? [];
    return await compileStatements(statements, document, sql, { signal });
  }

  /** Carries out what must come before the document is written; notes the fix as prepared before it may fail. */
  async #prepare(fix: Fix, prepared: Fix[], signal: AbortSignal | undefined): Promise<readonly FixProblem[]> {
    const { registry, metricViews } = this.#options;
    const type = registry.get(fix.type);
    if (!type?.prepare) return [];
    if (!metricViews)
      return [
        { path: "type", message: `"${fix.type}" is switched off: there is nothing to create views with` },
      ];
    prepared.push(fix);
    try {
      await type.prepare(fix.params, { metricViews, signal });
      return [];
    } catch (error) {
      if (error instanceof MetricViewError) return [{ path: "params", message: error.message }];
      throw error;
    }
  }

  /** Whether a space holds a document, as far as can be known; also after an abort. */
  async #holds(spaceId: string, wanted: SpaceDocument): Promise<boolean> {
    try {
      return isSameAfterRewriting(wanted, (await this.#cloner.exportSpace(spaceId)).document);
    } catch {
      return false;
    }
  }

  /** Takes back what was prepared for fixes. An abort does not stop it: what was created must not stay behind. */
  async #release(fixes: readonly Fix[]): Promise<void> {
    const { registry, metricViews } = this.#options;
    if (!metricViews) return;
    for (const { type, params } of fixes.toReversed())
      await registry.get(type)?.undo?.(params, { metricViews });
  }
}

function fixesOf(shaped: readonly ShapedFix[]): readonly Fix[] {
  return shaped.map(({ fix }) => fix);
}

function problemsOf(shaped: readonly ShapedFix[]): Map<Fix, readonly FixProblem[]> {
  const refused = new Map<Fix, readonly FixProblem[]>();
  for (const { fix, problems } of shaped) note(refused, fix, problems);
  return refused;
}

function note(refused: Map<Fix, readonly FixProblem[]>, fix: Fix, problems: readonly FixProblem[]): void {
  if (problems.length > 0) refused.set(fix, problems);
}

function appliedIn({ outcomes }: Pick<FixPlan, "outcomes">): readonly AppliedFix[] {
  return outcomes.filter((outcome) => outcome.status === "applied");
}

function withoutApplied({ outcomes, document }: FixPlan, problem: FixProblem): FixPlan {
  return {
    document,
    outcomes: outcomes.map((outcome) =>
      outcome.status === "applied" ? { status: "invalid", fix: outcome.fix, problems: [problem] } : outcome,
    ),
  };
}

function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code === "BAD_REQUEST";
}

function refusalOf({ message }: ApiError): FixProblem {
  return { path: "", message: `the service refuses the document: ${message}` };
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.code === "CONFLICT";
}

/** Whether the service may have acted although the call failed. */
function mayHaveWritten(error: unknown): boolean {
  if (error instanceof TimeoutError) return true;
  return (
    error instanceof ApiError &&
    ["NETWORK", "UNAVAILABLE", "SERVER_ERROR", "INVALID_RESPONSE"].includes(error.code)
  );
}

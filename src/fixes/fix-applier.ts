import { ApiError } from "../errors/api-error.js";
import { ConfigurationError } from "../errors/configuration-error.js";
import type { GenieClient } from "../genie/genie-client.js";
import { SpaceCloner } from "../space/space-cloner.js";
import type { SpaceDocument } from "../space/space-document.js";
import type { Catalog } from "../sql/catalog.js";
import type { SqlClient } from "../sql/sql-client.js";
import { SqlError } from "../sql/sql-error.js";
import type { Cancellable } from "../util/cancellable.js";
import type { Fix } from "./fix.js";
import type { FixOutcome, FixProblem, FixType, MetricViewStore } from "./fix-type.js";
import type { FixTypeRegistry } from "./fix-type-registry.js";
import { MetricViewError } from "./metric-views/unity-metric-views.js";

export interface FixApplierOptions {
  readonly client: GenieClient;
  readonly registry: FixTypeRegistry;
  readonly catalog: Catalog;
  /** Source of new document ids. */
  readonly newId: () => string;
  /** Needed for fixes that create views. */
  readonly metricViews?: MetricViewStore | undefined;
  /** Compiles the SQL of examples on the warehouse before it is written. @default only checked here */
  readonly sql?: SqlClient | undefined;
}

export interface ApplyOptions extends Cancellable {
  /**
   * What the space held before an application that was begun and may be half done. The fix is applied to this, and
   * only what is missing is written.
   * @default what the space holds
   */
  readonly base?: SpaceDocument | undefined;
  /** Source of new document ids for this application. @default the applier's */
  readonly newId?: (() => string) | undefined;
}

/** Applies fixes to spaces: checks, writes once, reads back, compares. */
export class FixApplier {
  readonly #options: FixApplierOptions;
  readonly #cloner: SpaceCloner;

  constructor(options: FixApplierOptions) {
    this.#options = options;
    this.#cloner = new SpaceCloner({ client: options.client });
  }

  /** What a fix would do to a document. Nothing is written and nothing is asked. */
  preview(fix: Fix, document: SpaceDocument): FixOutcome {
    const type = this.#options.registry.get(fix.type);
    if (!type) return { status: "invalid", fix, problems: [unknownType(fix.type)] };
    return this.#applied(fix, type, document, this.#options.newId);
  }

  /**
   * Applies a fix to a space. What a fix creates outside the document is taken back when the write fails.
   * @throws WriteScopeError, ApiError, or SpaceCopyError when what was read back differs.
   */
  async apply(
    fix: Fix,
    spaceId: string,
    { base, newId = this.#options.newId, signal }: ApplyOptions = {},
  ): Promise<FixOutcome> {
    const type = this.#options.registry.get(fix.type);
    if (!type) return { status: "invalid", fix, problems: [unknownType(fix.type)] };
    const { document, etag } = await this.#cloner.exportSpace(spaceId, { signal });
    const outcome = this.#applied(fix, type, base ?? document, newId);
    if (outcome.status !== "applied") return outcome;
    const problem = (await this.#compile(fix, signal)) ?? (await this.#prepare(fix, type, signal));
    if (problem) return { status: "invalid", fix, problems: [problem] };
    try {
      return await this.#write(outcome, type, { spaceId, etag, newId, signal });
    } catch (error) {
      const { metricViews } = this.#options;
      if (metricViews) await type.undo?.(fix.params, { metricViews });
      throw error;
    }
  }

  /** Edits of others between reading and writing are kept: the fix is applied once more, to what is there now. */
  async #write(
    outcome: AppliedFix,
    type: FixType,
    {
      spaceId,
      etag,
      newId,
      signal,
    }: Cancellable & {
      readonly spaceId: string;
      readonly etag: string | undefined;
      readonly newId: () => string;
    },
  ): Promise<FixOutcome> {
    try {
      await this.#cloner.copyConfig(outcome.document, spaceId, { etag, signal });
      return outcome;
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "CONFLICT") throw error;
      const current = await this.#cloner.exportSpace(spaceId, { signal });
      const again = this.#applied(outcome.fix, type, current.document, newId);
      if (again.status === "applied")
        await this.#cloner.copyConfig(again.document, spaceId, { etag: current.etag, signal });
      return again;
    }
  }

  #applied(fix: Fix, type: FixType, document: SpaceDocument, newId: () => string): FixOutcome {
    const problems = type.validate(fix.params, document, this.#options.catalog);
    const application = problems.length > 0 ? undefined : type.apply(fix.params, document, { newId });
    if (!application) return { status: "invalid", fix, problems };
    if (application.status === "no-change") return { status: "no-change", fix, reason: application.reason };
    const { patch, lines } = document.diff(application.document);
    return { status: "applied", fix, patch, summary: lines, document: application.document };
  }

  /** Lets the warehouse compile the SQL of an example, with the parameters' defaults. */
  async #compile({ params }: Fix, signal: AbortSignal | undefined): Promise<FixProblem | undefined> {
    const { sql } = this.#options;
    if (!sql || typeof params.sql !== "string") return undefined;
    try {
      await sql.explain(params.sql, { parameters: defaultsOf(params.parameters), signal });
      return undefined;
    } catch (error) {
      if (error instanceof SqlError)
        return { path: "params.sql", message: `the warehouse cannot compile it: ${error.reason}` };
      throw error;
    }
  }

  async #prepare(fix: Fix, type: FixType, signal: AbortSignal | undefined): Promise<FixProblem | undefined> {
    if (!type.prepare) return undefined;
    const { metricViews } = this.#options;
    if (!metricViews)
      throw new ConfigurationError("fix applier", [
        { path: "metricViews", message: `is needed for ${type.type}` },
      ]);
    try {
      await type.prepare(fix.params, { metricViews, signal });
      return undefined;
    } catch (error) {
      if (error instanceof MetricViewError) return { path: "params", message: error.message };
      throw error;
    }
  }
}

type AppliedFix = Extract<FixOutcome, { status: "applied" }>;

function unknownType(type: string): FixProblem {
  return { path: "type", message: `"${type}" is not a registered fix type` };
}

function defaultsOf(parameters: unknown) {
  if (!Array.isArray(parameters)) return [];
  return parameters.flatMap((parameter: unknown) => {
    if (typeof parameter !== "object" || parameter === null || !("name" in parameter)) return [];
    const { name, typeHint, defaultValue } = parameter as {
      name: unknown;
      typeHint?: unknown;
      defaultValue?: unknown;
    };
    return [
      {
        name: String(name),
        value: defaultValue === undefined ? null : String(defaultValue),
        type: typeHint === undefined ? undefined : String(typeHint),
      },
    ];
  });
}

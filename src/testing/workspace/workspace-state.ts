import type { LlmClient } from "../../llm/llm-client.js";
import type { SerializedSpace } from "../../space/serialized-space.js";
import { SpaceDocument } from "../../space/space-document.js";
import { type Random, randomHex } from "../../util/random.js";
import type { VirtualClock } from "../virtual-clock.js";
import { serializedForm } from "./document/accept-document.js";
import type { WorkspaceKnobs } from "./knobs.js";
import { MlflowStore } from "./mlflow/mlflow-store.js";
import type { Answerer, EngineParameter, SqlEngine } from "./ports.js";
import { notFound, ServiceError } from "./service-error.js";
import { type StatementRecord, statementRecord } from "./statement-response.js";
import { ResultLinks } from "./statements/result-links.js";
import { StatementStore } from "./statements/statement-store.js";
import { Warehouse } from "./warehouse.js";

/** A space as the workspace keeps it. */
export interface SpaceRecord {
  readonly id: string;
  title: string;
  description: string;
  warehouseId: string;
  parentPath: string;
  etag: string;
  /** The document as text, as callers read it. */
  serialized: string;
  isTrashed: boolean;
  readonly createdAt: number;
  updatedAt: number;
  /** What it held from when on, oldest first; the last is what it holds. */
  readonly versions: { readonly document: SerializedSpace; readonly liveAt: number }[];
}

export interface WorkspaceParts {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly engine: SqlEngine;
  readonly answerer: Answerer;
  readonly llm: LlmClient | undefined;
  readonly knobs: WorkspaceKnobs;
  readonly warehouseId: string;
}

/** All that a simulated workspace holds. */
export class WorkspaceState {
  readonly parts: WorkspaceParts;
  readonly spaces = new Map<string, SpaceRecord>();
  readonly warehouse: Warehouse;
  readonly statements: StatementStore;
  readonly links: ResultLinks;
  readonly mlflow: MlflowStore;
  readonly #questionTimes: number[] = [];

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
    const { clock, engine, knobs, random, warehouseId } = parts;
    this.warehouse = new Warehouse(warehouseId, clock, knobs);
    this.statements = new StatementStore({
      clock,
      engine,
      knobs,
      warehouse: this.warehouse,
      newId: () => this.newId(),
    });
    this.mlflow = new MlflowStore({ now: () => this.now, newId: () => this.newId() });
    this.links = new ResultLinks(clock, randomHex(random, 32));
  }

  /** @throws ServiceError when it is not the workspace's warehouse */
  requireWarehouse(id: string): void {
    if (id !== this.warehouse.id) throw notFound(`SQL warehouse ${id}`);
  }

  get now(): number {
    return this.parts.clock.now();
  }

  newId(): string {
    // Like the service's own ids: ordered by time, then random.
    return `01f0${Math.floor(this.now).toString(16).padStart(12, "0")}${randomHex(this.parts.random, 16)}`;
  }

  space(id: string): SpaceRecord {
    const space = this.spaces.get(id);
    if (!space || space.isTrashed) throw notFound(`Genie space ${id}`);
    return space;
  }

  addSpace(space: {
    readonly id?: string;
    readonly title: string;
    readonly description: string;
    readonly parentPath: string;
    readonly warehouseId: string;
    readonly document: object;
    /** @default the document's canonical form */
    readonly serialized?: string | undefined;
  }): SpaceRecord {
    const { data } = SpaceDocument.parse(space.document);
    const record: SpaceRecord = {
      id: space.id ?? this.newId(),
      title: space.title,
      description: space.description,
      warehouseId: space.warehouseId,
      parentPath: space.parentPath,
      etag: randomHex(this.parts.random, 16),
      serialized: space.serialized ?? serializedForm(data),
      isTrashed: false,
      createdAt: this.now,
      updatedAt: this.now,
      versions: [{ document: data, liveAt: this.now }],
    };
    this.spaces.set(record.id, record);
    return record;
  }

  /** Takes a document and the text in which it is read back. The etag moves with that text alone. */
  replaceDocument(space: SpaceRecord, document: object, serialized: string): void {
    if (space.serialized === serialized) return;
    space.serialized = serialized;
    space.versions.push({
      document: SpaceDocument.parse(document).data,
      liveAt: this.now + this.parts.knobs.indexingDelayMs,
    });
    // Only the version in effect and those after it can still be asked for.
    const inEffect = space.versions.findLastIndex(({ liveAt }) => liveAt <= this.now);
    if (inEffect > 0) space.versions.splice(0, inEffect);
    space.etag = randomHex(this.parts.random, 16);
  }

  /** The document that answers questions now: a change takes effect after the indexing delay. */
  liveDocument({ versions }: SpaceRecord): SerializedSpace {
    const live = versions.findLast(({ liveAt }) => liveAt <= this.now) ?? versions[0];
    return live?.document ?? { version: 2 };
  }

  /** Counts a question against the quota of the workspace. */
  takeQuestion(): void {
    const { questionsPerMinute } = this.parts.knobs;
    if (!Number.isFinite(questionsPerMinute)) return;
    while ((this.#questionTimes[0] ?? this.now) <= this.now - 60_000) this.#questionTimes.shift();
    if (this.#questionTimes.length >= questionsPerMinute) {
      const retryAfterSeconds = Math.ceil(((this.#questionTimes[0] ?? 0) + 60_000 - this.now) / 1000);
      throw new ServiceError(
        429,
        "REQUEST_LIMIT_EXCEEDED",
        "The limit of questions per minute for this workspace is exceeded.",
        retryAfterSeconds,
      );
    }
    this.#questionTimes.push(this.now);
  }

  /** Runs a statement of Genie's to its end; its outcome can be read under its id too. */
  async runStatement(
    sql: string,
    parameters: readonly EngineParameter[] = [],
    rowLimit?: number,
  ): Promise<StatementRecord> {
    const { warehouseId } = this.parts;
    const order = {
      sql,
      warehouseId,
      parameters,
      rowLimit,
      disposition: "INLINE",
      format: "JSON_ARRAY",
    } as const;
    return statementRecord(await this.statements.run(order));
  }
}

import type { LlmClient } from "../llm/llm-client.js";
import type { SerializedSpace } from "../space/serialized-space.js";
import { SpaceDocument } from "../space/space-document.js";
import { seededRandom } from "../util/random.js";
import { answerInConversation } from "./genie/answer-in-conversation.js";
import type { SampleTables } from "./sql/load/sample-tables.js";
import { createSqlEngine } from "./sql/sql-engine.js";
import { heldClockHeader, VirtualClock } from "./virtual-clock.js";
import { createApplication } from "./workspace/application.js";
import { callerName } from "./workspace/genie/caller.js";
import { GenieState } from "./workspace/genie/genie-state.js";
import type { SpacePermission } from "./workspace/genie/space-permission.js";
import { defaultKnobs, type WorkspaceKnobs } from "./workspace/knobs.js";
import { type ListenOptions, type LoopbackServer, listenOnLoopback } from "./workspace/loopback-server.js";
import type { Answerer, EngineTable, SqlEngine } from "./workspace/ports.js";
import { type LoggedRequest, RequestLog } from "./workspace/request-log.js";
import { DroppedConnection } from "./workspace/service-error.js";
import { TokenStore } from "./workspace/token-store.js";
import { WorkspaceState } from "./workspace/workspace-state.js";

/** A space that a simulated workspace begins with. */
export interface SimulatedSpace {
  /** 32 lowercase hexadecimal digits. @default a new one */
  readonly id?: string | undefined;
  readonly title: string;
  readonly description?: string | undefined;
  readonly document: SerializedSpace | object;
  /** What the caller may do in it; it can be changed in the knobs. @default CAN_MANAGE */
  readonly permission?: SpacePermission | undefined;
}

/** What a simulated workspace holds and does. */
export interface SimulatedWorkspaceOptions {
  /** Tables by three-part name. */
  readonly tables?: SampleTables | undefined;
  /** Statements of Databricks SQL that make more tables and views, run after `tables` are loaded. */
  readonly setup?: readonly string[] | undefined;
  /** Executes SQL, instead of DuckDB with `tables` and `setup`. */
  readonly engine?: SqlEngine | undefined;
  readonly spaces?: readonly SimulatedSpace[] | undefined;
  /** Answers at every serving endpoint. @default none: the endpoints do not exist */
  readonly llm?: LlmClient | undefined;
  /** @default a new VirtualClock */
  readonly clock?: VirtualClock | undefined;
  /** Of ids, etags, flaky answers and random faults. @default 1 */
  readonly seed?: number | undefined;
  /** @default the rule-based Genie */
  readonly genie?: Answerer | undefined;
  readonly knobs?: Partial<WorkspaceKnobs> | undefined;
  /** Tokens that are accepted. @default ["simulated-token"] */
  readonly tokens?: readonly string[] | undefined;
  /** Secrets of service principals, by client id. @default none */
  readonly clients?: Readonly<Record<string, string>> | undefined;
  /** @default 3600 */
  readonly tokenLifetimeSeconds?: number | undefined;
  /** Requests that `requests` goes back at the most. @default 10000 */
  readonly requestLogSize?: number | undefined;
}

/** How a workspace is served to other processes. */
export interface ServeOptions extends ListenOptions {
  /**
   * Lets the workspace's time pass this many times as fast as the machine's: 1 for real time, 60 for a minute a
   * second. @default undefined: the clock stays as it is
   */
  readonly timeScale?: number | undefined;
}

/** Token that a simulated workspace accepts unless it is told otherwise. */
export const simulatedToken = "simulated-token";

/**
 * A Databricks workspace in memory: Genie spaces, SQL, Unity Catalog and model serving over the real HTTP API,
 * with real SQL behind it and a virtual clock. Its Genie knows the space document and the catalog and nothing
 * else, so that a better document really gives better answers.
 *
 * @example
 * const workspace = await SimulatedWorkspace.create({ tables, spaces: [{ title: "Sales", document }] });
 * const connection = new WorkspaceConnection({
 *   host: workspace.host, fetch: workspace.fetch, clock: workspace.clock, auth: staticToken("simulated-token"),
 * });
 */
export class SimulatedWorkspace {
  /** An address for clients that use `fetch` below. Nothing listens there. */
  readonly host = "https://simulated.databricks.example";
  readonly clock: VirtualClock;
  readonly knobs: WorkspaceKnobs;
  /** The one warehouse. */
  readonly warehouseId: string;
  readonly #state: WorkspaceState;
  readonly #genie: GenieState;
  readonly #requests: RequestLog;
  readonly #handle: (request: Request) => Promise<Response>;
  readonly #servers = new Set<LoopbackServer>();

  private constructor(state: WorkspaceState, tokens: TokenStore, log: RequestLog) {
    this.#state = state;
    this.#requests = log;
    this.clock = state.parts.clock;
    this.knobs = state.parts.knobs;
    this.warehouseId = state.parts.warehouseId;
    this.#genie = new GenieState(state);
    this.#handle = createApplication({ state, genie: this.#genie, tokens, log });
  }

  static async create(options: SimulatedWorkspaceOptions = {}): Promise<SimulatedWorkspace> {
    const clock = options.clock ?? new VirtualClock();
    const random = seededRandom(options.seed ?? 1);
    const state = new WorkspaceState({
      clock,
      random,
      engine:
        options.engine ??
        (await createSqlEngine({
          tables: options.tables,
          setup: options.setup,
          now: () => clock.now(),
        })),
      answerer: options.genie ?? answerInConversation,
      llm: options.llm,
      knobs: { ...defaultKnobs, faults: [], permissions: {}, ...options.knobs },
      warehouseId: "5a17ed0000000001",
    });
    const tokens = new TokenStore({
      tokens: options.tokens ?? [simulatedToken],
      clients: options.clients ?? {},
      lifetimeSeconds: options.tokenLifetimeSeconds ?? 3600,
      clock,
      random,
    });
    const workspace = new SimulatedWorkspace(state, tokens, new RequestLog(options.requestLogSize ?? 10_000));
    for (const space of options.spaces ?? []) workspace.addSpace(space);
    return workspace;
  }

  /** A fetch that reaches this workspace only, whatever the host. */
  readonly fetch: typeof fetch = async (input, init) => {
    const isWhole = input instanceof Request && Object.keys(init ?? {}).length === 0;
    const request = isWhole ? input : new Request(input, init);
    request.signal.throwIfAborted();
    return this.clock.track(async () => {
      try {
        return await this.#handle(request);
      } catch (error) {
        request.signal.throwIfAborted();
        if (error instanceof DroppedConnection) throw new TypeError("fetch failed", { cause: error });
        throw error;
      }
    });
  };

  /** The latest requests, in order: as many as `requestLogSize` says. */
  get requests(): readonly LoggedRequest[] {
    return this.#requests.entries;
  }

  /**
   * Starts a real server on this machine. Clients in other processes and languages reach it by its address alone;
   * as they wait in the machine's time, give a `timeScale` for them.
   * @throws when the port is taken, or the scale is not a positive number
   */
  async listen({ timeScale, ...options }: ServeOptions = {}): Promise<LoopbackServer> {
    if (timeScale !== undefined) this.clock.setPace(timeScale);
    const { clock } = this;
    const server = await listenOnLoopback(
      (request) =>
        request.headers.has(heldClockHeader)
          ? this.#handle(request)
          : clock.track(() => this.#handle(request)),
      options,
    );
    this.#servers.add(server);
    return server;
  }

  /** Adds a space as if it had been there before; returns its id. */
  addSpace({ id, title, description = "", document, permission }: SimulatedSpace): string {
    const { warehouseId } = this;
    const parentPath = `/Users/${callerName}`;
    const space = this.#state.addSpace({ id, title, description, warehouseId, parentPath, document });
    if (permission) this.knobs.permissions[space.id] = permission;
    return space.id;
  }

  /**
   * Stops a message that is being answered, as people can in the product: it becomes `CANCELLED`.
   * @throws when there is no such message
   */
  cancelMessage(spaceId: string, conversationId: string, messageId: string): void {
    this.#genie.conversations.message(spaceId, conversationId, messageId).cancelledAt = this.clock.now();
  }

  /** Stops an evaluation run: it becomes `EVALUATION_CANCELLED`. @throws when there is no such run */
  cancelEvalRun(spaceId: string, evalRunId: string): void {
    this.#genie.evalRuns.run(spaceId, evalRunId).cancelledAt = this.clock.now();
  }

  /** The document that a space holds now. @throws when there is no such space */
  documentOf(spaceId: string): SpaceDocument {
    return SpaceDocument.parse(this.#state.space(spaceId).versions.at(-1)?.document ?? { version: 2 });
  }

  /** The spaces that are not in the trash. */
  get spaces(): readonly { readonly id: string; readonly title: string; readonly description: string }[] {
    return [...this.#state.spaces.values()]
      .filter(({ isTrashed }) => !isTrashed)
      .map(({ id, title, description }) => ({ id, title, description }));
  }

  /** Tables and views of Unity Catalog, as they are now. */
  tables(): Promise<readonly EngineTable[]> {
    return this.#state.parts.engine.describeTables();
  }

  /** Frees the database and closes every server. */
  async close(): Promise<void> {
    for (const server of this.#servers) await server.close();
    this.#servers.clear();
    await this.#state.parts.engine.close();
  }
}

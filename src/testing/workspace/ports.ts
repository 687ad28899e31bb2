import type { SerializedSpace } from "../../space/serialized-space.js";

/** A column of a result, typed as the statement API types it. */
export interface EngineColumn {
  readonly name: string;
  /** Such as `DECIMAL`. */
  readonly typeName: string;
  /** Such as `DECIMAL(10,2)`. */
  readonly typeText: string;
}

/** A result as the statement API sends it: every value as text, NULL as null. */
export interface EngineResult {
  readonly columns: readonly EngineColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A named parameter of a statement. */
export interface EngineParameter {
  readonly name: string;
  readonly value: string | null;
  readonly type?: string | undefined;
}

/** A table or view as Unity Catalog tells of it. */
export interface EngineTable {
  /** Three-part name. */
  readonly name: string;
  readonly kind: "table" | "view" | "metric_view";
  readonly comment?: string | undefined;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly comment?: string | undefined;
    readonly isMeasure?: boolean | undefined;
  }[];
  readonly viewDefinition?: string | undefined;
}

/** Executes Databricks SQL. */
export interface SqlEngine {
  /** @throws SqlEngineError when the statement is wrong, fails, or cannot be translated. */
  run(
    sql: string,
    options?: {
      readonly parameters?: readonly EngineParameter[] | undefined;
      /** Of names that give none. @default the engine's */
      readonly catalog?: string | undefined;
      readonly schema?: string | undefined;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<EngineResult>;
  describeTables(): Promise<readonly EngineTable[]>;
  close(): Promise<void>;
}

/** An earlier question of a conversation. */
export interface GenieTurn {
  readonly question: string;
  /** The whole question as Genie read it: the same, or what it made of a follow-up. */
  readonly readAs: string;
  /** The query that answered it. */
  readonly sql?: string | undefined;
}

/** What the simulated Genie is given: no benchmark, no row. */
export interface GenieRequest {
  readonly question: string;
  /** Earlier questions of the conversation, oldest first. @default none */
  readonly earlier?: readonly GenieTurn[] | undefined;
  /** Whether to ask back where two readings fit equally well. @default false */
  readonly asksWhenAmbiguous?: boolean | undefined;
  /** The document that is in effect, without its benchmarks. */
  readonly document: SerializedSpace;
  readonly catalog: readonly EngineTable[];
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** What the simulated Genie answers: a query, or words. */
export interface GenieReply {
  readonly sql?: string | undefined;
  readonly text?: string | undefined;
  readonly parameters?: readonly EngineParameter[] | undefined;
  readonly thoughts: readonly { readonly type: string; readonly content: string }[];
  readonly isClarification?: boolean | undefined;
  /** Queries that were written, tried and corrected before; `sql` is the last. @default none */
  readonly corrected?:
    | readonly {
        readonly sql: string;
        readonly text?: string | undefined;
        readonly parameters?: readonly EngineParameter[] | undefined;
      }[]
    | undefined;
  /** Questions to go on with. @default the sample questions of the space */
  readonly suggestedQuestions?: readonly string[] | undefined;
  /** The whole question, where it was read together with earlier ones. @default the question */
  readonly readAs?: string | undefined;
  /** Fails the message with an error type of the service, such as `CONTENT_FILTER_EXCEPTION`. */
  readonly failure?: { readonly type: string; readonly message: string } | undefined;
}

/** A Genie: a pure function of what it is given. */
export type Answerer = (request: GenieRequest) => GenieReply;

/** Compiled by `npm run types`, never run: what users write against the package must go on compiling, and be refused. */
import {
  type AcceptancePolicy,
  type ApiError,
  type Benchmark,
  compareResults,
  defineFixType,
  type Fix,
  type FixCategory,
  type GenieAnswer,
  type GenieEnhancerError,
  type LlmClient,
  type Reporter,
  type ResultTable,
  type RunEventOf,
  type RunStore,
  type RunSummary,
  SequentialEnhancer,
  type SequentialEnhancerOptions,
  WorkspaceConnection,
} from "genie-enhancer";
import { expectTypeOf } from "vitest";
import * as z from "zod";

declare const connection: WorkspaceConnection;
declare const llm: LlmClient;
declare const table: ResultTable;
const spaceId = "01f0aa00bb00cc00dd00ee00ff001122";

// Only these are needed.
const enhancer = new SequentialEnhancer({ connection, llm, spaceId });
expectTypeOf<RequiredKeys<SequentialEnhancerOptions>>().toEqualTypeOf<"connection" | "llm" | "spaceId">();
expectTypeOf<RequiredKeys<Benchmark>>().toEqualTypeOf<"id" | "question">();
// @ts-expect-error: unknown keys are refused
new SequentialEnhancer({ connection, llm, spaceId, targetscore: 1 });
// @ts-expect-error: options are read only
(options: SequentialEnhancerOptions) => delete options.targetScore;
// @ts-expect-error: credentials are never optional
new WorkspaceConnection({ host: "https://example.cloud.databricks.com" });

expectTypeOf(enhancer.run).returns.resolves.toHaveProperty("summary").toEqualTypeOf<RunSummary>();
expectTypeOf(enhancer.decide).parameter(1).toEqualTypeOf<"promote" | "keep" | "discard">();
expectTypeOf<Parameters<RunStore["append"]>[0]>().toHaveProperty("type");
expectTypeOf(compareResults(table, table).verdict).toExtend<string>();
expectTypeOf<ApiError>().toExtend<GenieEnhancerError>();
expectTypeOf<GenieEnhancerError["code"]>().toEqualTypeOf<string>();
expectTypeOf<FixCategory>().toEqualTypeOf<Fix["category"]>();
expectTypeOf<GenieAnswer>().toHaveProperty("durationMs").toEqualTypeOf<number>();

// Events are told apart by their type, and listeners can be taken off.
const stop = enhancer.on("fix-end", (event) => {
  expectTypeOf(event).toEqualTypeOf<RunEventOf<"fix-end">>();
  expectTypeOf(event.isKept).toEqualTypeOf<boolean>();
});
expectTypeOf(stop).toEqualTypeOf<() => void>();
// @ts-expect-error: there is no such event
enhancer.on("fix-ended", () => {});
// @ts-expect-error: consumers listen, and emit nothing
enhancer.emit;

// One member is all that a model, a reporter or a policy needs besides its name.
expectTypeOf<RequiredKeys<LlmClient>>().toEqualTypeOf<"id" | "generate">();
expectTypeOf<RequiredKeys<Reporter>>().toEqualTypeOf<"handle">();
expectTypeOf<RequiredKeys<AcceptancePolicy>>().toEqualTypeOf<"name" | "next">();

// The schema gives the parameters their type.
defineFixType({
  type: "t",
  category: "metadata",
  risk: "low",
  schema: z.strictObject({ column: z.string() }),
  promptGuide: "",
  validate: (params) => {
    expectTypeOf(params).toEqualTypeOf<{ column: string }>();
    return [];
  },
  apply: () => ({ status: "no-change", reason: "" }),
  invert: (_, after) => after,
  key: ({ column }) => column,
  touches: () => ({ objects: [], paths: [] }),
  describe: ({ column }) => column,
});

type RequiredKeys<T> = { [K in keyof T]-?: Record<string, never> extends Pick<T, K> ? never : K }[keyof T];

import {
  type ConfigurationError,
  defaultFixTypes,
  defineFixType,
  extendedFixTypes,
  type FixType,
  type FixTypeDefinition,
  FixTypeRegistry,
  type LlmClient,
  type LlmRequest,
  renderMarkdownSummary,
  SpaceDocument,
} from "genie-enhancer";
import { conformFixType, OfflineAnalyst, retailWorkspace } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { benchmarksNamed, eventsOf, retailRun } from "../enhance/retail-run.js";

const table = "retail.sales.orders";
const schema = z.strictObject({
  table: z.string(),
  column: z.string(),
  words: z.array(z.string()).min(1).max(5),
});
type Params = z.infer<typeof schema>;

/** Adds several synonyms at once: a type that the library does not have. */
const definition: FixTypeDefinition<Params> = {
  type: "add_words",
  category: "metadata",
  risk: "low",
  schema,
  promptGuide: "Adds all the words that people use for one column.",
  validate: ({ table: name, column }, document, catalog) =>
    document.source(name) &&
    catalog.tables.some((known) => known.name === name && known.columns.some((one) => one.name === column))
      ? []
      : [{ path: "params.column", message: "there is no such column" }],
  apply: ({ table: name, column, words }, document) => {
    const held = document.column(name, column)?.synonyms ?? [];
    const added = words.filter((word) => !held.includes(word));
    return added.length === 0
      ? { status: "no-change", reason: "the column has these words already" }
      : { status: "applied", document: withWords(document, name, column, [...held, ...added]) };
  },
  invert: ({ table: name, column }, after, before) =>
    withWords(after, name, column, before.column(name, column)?.synonyms),
  key: ({ table: name, column, words }) => `${name}.${column}:${[...words].sort().join()}`,
  touches: ({ table: name, column, words }) => ({
    objects: [`${name}.${column}`],
    paths: words.map(
      (word) => `/data_sources/tables/${name}/column_configs/${column}/synonyms/${word.toLowerCase()}`,
    ),
  }),
  describe: ({ column, words }) => `Calling ${column} ${words.join(", ")}`,
};

function withWords(
  document: SpaceDocument,
  name: string,
  column: string,
  words: readonly string[] | undefined,
) {
  const tables = document.data.data_sources?.tables?.map((source) => {
    if (source.identifier !== name) return source;
    const { column_configs: configs = [], ...rest } = source;
    const { synonyms: _, ...held } = configs.find((one) => one.column_name === column) ?? {
      column_name: column,
    };
    const next = words ? { ...held, synonyms: words } : held;
    const others = configs.filter((one) => one.column_name !== column);
    const isEmpty = Object.keys(next).length === 1;
    const sorted = [...others, ...(isEmpty ? [] : [next])].sort((a, b) =>
      a.column_name < b.column_name ? -1 : 1,
    );
    return sorted.length > 0 ? { ...rest, column_configs: sorted } : rest;
  });
  return document.with({ ...document.data, data_sources: { ...document.data.data_sources, tables } });
}

const addWords = defineFixType(definition);

/** Proposes the user's own kind of fix for every failure, and remembers what it was asked. */
class WordLover implements LlmClient {
  readonly id = "word-lover";
  readonly requests: LlmRequest[] = [];
  readonly #other = new OfflineAnalyst();

  async generate(request: LlmRequest) {
    this.requests.push(request);
    if (request.purpose.kind !== "analyze-failures") return await this.#other.generate(request);
    const words = {
      type: "add_words",
      reason: "People say revenue.",
      table,
      column: "amt_net",
      words: ["revenue", "turnover"],
    };
    return {
      text: JSON.stringify({ diagnosis: "No word for it.", fixes: [words] }),
      finishReason: "stop" as const,
    };
  }
}

const run = async (options: Parameters<typeof retailRun>[0] = {}) => {
  const llm = new WordLover();
  const started = await retailRun({
    llm,
    fixTypes: new FixTypeRegistry([...defaultFixTypes, addWords]),
    benchmarks: benchmarksNamed("orders-2024", "revenue-2024", "revenue-q3", "signups-2024"),
    maxLoops: 1,
    ...options,
  });
  return { ...started, llm, result: await started.enhancer.run() };
};

describe("a fix type of one's own, through a whole run", () => {
  it("is in the prompt, the output schema, the events and the report, and does what it does", async () => {
    const { llm, result, events, workspace } = await run();
    const asked = llm.requests.find(({ purpose }) => purpose.kind === "analyze-failures");
    expect(asked?.messages.map(({ content }) => content).join()).toContain(
      "## add_words\n\nAdds all the words that people use for one column.",
    );
    expect(JSON.stringify(asked?.outputSchema?.schema)).toMatch(/"enum":\[[^\]]*"add_words"/);
    expect(JSON.stringify(asked?.outputSchema?.schema)).toContain('"words":{');
    expect(eventsOf(events, "fix-start")[0]?.fix).toMatchObject({
      fixType: "add_words",
      category: "metadata",
      description: "Calling amt_net revenue, turnover",
    });
    expect(eventsOf(events, "fix-end")[0]).toMatchObject({ isKept: true, fix: { fixType: "add_words" } });
    expect(result.summary.finalScore.value).toBe(1);
    expect(renderMarkdownSummary(result.summary, result.disposition)).toContain("net revenue, turnover");
    const best = workspace.spaces.find(({ title }) => title.endsWith("_dev_best"));
    expect(workspace.documentOf(best?.id ?? "").column(table, "amt_net")?.synonyms).toEqual([
      "revenue",
      "turnover",
    ]);
    await workspace.close();
  });

  it("goes with its category when that is switched off", async () => {
    const { llm, events, workspace } = await run({ enableMetadata: false });
    const asked = llm.requests.find(({ purpose }) => purpose.kind === "analyze-failures");
    expect(JSON.stringify(asked?.outputSchema)).not.toContain("add_words");
    expect(eventsOf(events, "fix-start")).toEqual([]);
    await workspace.close();
  });

  it("obeys the laws", async () => {
    const document = SpaceDocument.parse(retailWorkspace().spaceDocument);
    const columns = [{ name: "amt_net", type: "decimal(10,2)" }];
    const catalog = { problems: [], tables: [{ name: table, kind: "table" as const, columns }] };
    const params = { table, column: "amt_net", words: ["revenue", "turnover"] };
    await conformFixType(addWords, [{ params, document, catalog }]);
  });
});

describe("defineFixType", () => {
  const issuesOf = (changes: object): readonly string[] => {
    try {
      defineFixType({ ...definition, ...changes });
      return [];
    } catch (error) {
      return (error as ConfigurationError).issues.map(({ path }) => path);
    }
  };

  it.each([
    ["a name that is not snake_case", { type: "AddWords" }, ["type"]],
    ["an unknown category", { category: "other" }, ["category"]],
    ["an unknown risk", { risk: "none" }, ["risk"]],
    ["an empty guide", { promptGuide: " " }, ["promptGuide"]],
    ["a missing function", { invert: undefined }, ["invert"]],
    ["an asynchronous apply", { apply: async () => ({ status: "no-change", reason: "" }) }, ["apply"]],
    ["prepare without undo", { prepare: async () => undefined }, ["undo"]],
    ["a schema without JSON Schema", { schema: { "~standard": schema["~standard"] } }, ["jsonSchema"]],
    [
      "a schema of zod that has no JSON Schema",
      { schema: z.object({ words: z.string().transform((words) => words.split(",")) }) },
      ["jsonSchema"],
    ],
    [
      "alternatives",
      { schema: z.object({ a: z.union([z.string(), z.array(z.string())]) }) },
      ["jsonSchema.properties.a.anyOf"],
    ],
    ["a reserved parameter", { schema: z.object({ reason: z.string() }) }, ["jsonSchema.properties.reason"]],
    ["several at once", { type: "X", category: "y" }, ["type", "category"]],
  ])("refuses %s", (_, changes, paths) => {
    expect(issuesOf(changes)).toEqual(paths);
  });

  it("takes a parameter that bears the name of a keyword", () => {
    expect(issuesOf({ schema: z.object({ anyOf: z.string() }) })).toEqual([]);
  });
});

describe("FixTypeRegistry", () => {
  it("takes the default and the extended types together", () => {
    const registry = new FixTypeRegistry([...defaultFixTypes, ...extendedFixTypes]);
    expect(registry.types.length).toBe(defaultFixTypes.length + extendedFixTypes.length);
  });

  it("refuses two types of one name", () => {
    expect(() => new FixTypeRegistry([addWords as FixType, addWords as FixType])).toThrow(
      "add_words: is registered twice",
    );
  });

  it("refuses parameters of one name and two kinds", () => {
    const other = defineFixType({
      ...definition,
      type: "say_words",
      schema: z.strictObject({ table: z.string(), column: z.string(), words: z.string() }) as never,
    });
    expect(() => new FixTypeRegistry([addWords as FixType, other as FixType])).toThrow(
      "say_words.words: is string here and array in add_words",
    );
  });

  it("says why a type is switched off", () => {
    const registry = new FixTypeRegistry(defaultFixTypes).without("add_synonym", "nobody wants it");
    expect(registry.get("add_synonym")).toBeUndefined();
    expect(registry.with(addWords as FixType).problemWith("add_synonym").message).toBe(
      '"add_synonym" is switched off: nobody wants it',
    );
  });
});

import { defineFixType, type FixType, type SerializedSpace } from "genie-enhancer";
import { conformFixType, FixTypeConformanceError } from "genie-enhancer/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sample } from "../space/sample-space.js";

const schema = z.strictObject({ table: z.string(), column: z.string() });
type Params = z.infer<typeof schema>;

/** Hides a column: a type as a user would write it, without help from inside the library. */
const hideColumn = defineFixType<Params>({
  type: "hide_column",
  category: "metadata",
  risk: "low",
  schema,
  promptGuide: "Hides a column that nobody asks for.",
  validate: ({ table, column }, document) =>
    document.column(table, column) ? [] : [{ path: "params.column", message: "the column has no entry" }],
  apply: ({ table, column }, document) =>
    document.column(table, column)?.exclude === true
      ? { status: "no-change", reason: "the column is hidden already" }
      : { status: "applied", document: document.with(excluded(document.data, table, column, true)) },
  invert: ({ table, column }, after, before) =>
    after.with(excluded(after.data, table, column, before.column(table, column)?.exclude)),
  key: ({ table, column }) => `${table}.${column}`,
  touches: ({ table, column }) => ({
    objects: [`${table}.${column}`],
    paths: [`/data_sources/tables/${table}/column_configs/${column}/exclude`],
  }),
  describe: ({ table, column }) => `Hiding ${table}.${column}`,
});

function excluded(
  data: SerializedSpace,
  table: string,
  column: string,
  exclude: boolean | undefined,
): SerializedSpace {
  return {
    ...data,
    data_sources: {
      ...data.data_sources,
      tables: data.data_sources?.tables?.map((source) =>
        source.identifier === table
          ? {
              ...source,
              column_configs: source.column_configs?.map((config) => {
                const { exclude: _, ...others } = config;
                if (config.column_name !== column) return config;
                return exclude === undefined ? others : { ...others, exclude };
              }),
            }
          : source,
      ),
    },
  };
}

const good = { params: { table: "main.shop.orders", column: "amount" }, document: sample };

const brokenLaws = async (type: FixType<Params>, cases = [good]): Promise<readonly string[]> => {
  const error = await conformFixType(type, cases).catch((reason: unknown) => reason);
  return error instanceof FixTypeConformanceError ? error.broken.map(({ law }) => law) : [];
};

const applied =
  (edit: (data: SerializedSpace, params: Params) => SerializedSpace): FixType<Params>["apply"] =>
  (params, document) => ({ status: "applied", document: document.with(edit(document.data, params)) });

/** What is wrong, the type that does it, and the law that must be named. */
const wrongTypes: readonly (readonly [string, Partial<FixType<Params>>, string])[] = [
  [
    "changes its document in place",
    {
      apply: (_, document) => {
        Object.assign(document.data, { config: {} });
        return { status: "no-change", reason: "it is done" };
      },
    },
    "apply is pure",
  ],
  [
    "says applied and changes nothing",
    { apply: (_, document) => ({ status: "applied", document }) },
    "applied means changed",
  ],
  [
    "changes something each time",
    {
      apply: applied((data, { table }) => ({
        ...data,
        data_sources: {
          ...data.data_sources,
          tables: data.data_sources?.tables?.map((source) =>
            source.identifier === table
              ? { ...source, description: [...(source.description ?? []), "\nHidden."] }
              : source,
          ),
        },
      })),
    },
    "applying twice is no-change",
  ],
  ["takes nothing back", { invert: (_, after) => after }, "invert restores the document"],
  ["takes back what others did", { invert: (_, __, before) => before }, "invert keeps what others changed"],
  [
    "drops what it does not know",
    {
      apply: (params, document) => {
        const hidden = hideColumn.apply(params, document, { newId: () => "" });
        if (hidden.status === "no-change") return hidden;
        const { benchmarks, config, data_sources, instructions } = hidden.document.data;
        const known: SerializedSpace = { version: 2, benchmarks, config, data_sources, instructions };
        return { status: "applied", document: document.with(JSON.parse(JSON.stringify(known))) };
      },
    },
    "unknown fields survive",
  ],
  [
    "changes what it does not name",
    { touches: ({ table }) => ({ objects: [table], paths: [`/data_sources/tables/${table}/description`] }) },
    "nothing changes but what touches names",
  ],
  [
    "makes the document invalid",
    {
      apply: applied((data) => ({
        ...data,
        instructions: { ...data.instructions, text_instructions: [{ id: "not an id", content: ["x"] }] },
      })),
    },
    "valid stays valid",
  ],
  [
    "depends on something else than its arguments",
    (() => {
      let count = 0;
      const apply = applied((data) => {
        count += 1;
        return {
          ...data,
          config: { sample_questions: [{ id: "a".repeat(32), question: [`Question ${count}`] }] },
        };
      });
      return { apply };
    })(),
    "apply is pure",
  ],
  [
    "refuses what it should take",
    { validate: () => [{ path: "", message: "no" }] },
    "validate takes the case",
  ],
  [
    "has a schema that refuses its own result",
    {
      schema: {
        "~standard": {
          version: 1,
          vendor: "test",
          validate: (value) => {
            const given = schema.safeParse(value);
            if (!given.success || given.data.column.startsWith("main."))
              return { issues: [{ message: "must be a short name" }] };
            return { value: { ...given.data, column: `main.${given.data.column}` } };
          },
        },
      },
    },
    "the schema takes what it gives",
  ],
  [
    "throws",
    {
      describe: () => {
        throw new Error("boom");
      },
    },
    "describe is pure",
  ],
  [
    "has a key that depends on the spelling",
    { key: (params) => JSON.stringify(params) },
    "key does not depend on the order of members",
  ],
  ["prepares what cannot be undone", { prepare: async () => undefined }, "what prepare does can be undone"],
];

describe("conformFixType", () => {
  it("passes a type that does what it must", async () => {
    await expect(conformFixType(hideColumn, [good])).resolves.toBeUndefined();
  });

  it.each(wrongTypes)("catches a type that %s", async (_, wrong, law) => {
    expect(await brokenLaws({ ...hideColumn, ...wrong })).toContain(law);
  });

  it("catches an apply that answers later", async () => {
    const later = {
      ...hideColumn,
      apply: async () => ({ status: "no-change" }),
    } as unknown as FixType<Params>;
    expect(await brokenLaws(later)).toEqual(["apply answers at once"]);
  });

  it("proves nothing without a case, and says so", async () => {
    expect(await brokenLaws(hideColumn, [])).toEqual(["there is a case"]);
  });

  it("names the case, the law and what it saw", async () => {
    const wrong = { ...hideColumn, invert: (_: Params, after: typeof sample) => after };
    await expect(conformFixType(wrong, [{ ...good, name: "amount" }])).rejects.toThrow(
      /Fix type hide_column breaks 2 laws:\n {2}amount: invert restores the document: it leaves .*\/exclude/,
    );
  });

  it("refuses parameters that the schema refuses", async () => {
    const wrong = [{ ...good, params: { table: "main.shop.orders", column: 1 } }];
    const error = await conformFixType(hideColumn as unknown as FixType, wrong).catch(
      (reason: unknown) => reason,
    );
    expect(String(error)).toContain("the schema takes the case");
  });
});

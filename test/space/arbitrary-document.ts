import fc from "fast-check";
import type {
  BenchmarkQuestion,
  ColumnConfig,
  DataSource,
  ExampleQuery,
  ExpressionSnippet,
  FilterSnippet,
  JoinSpec,
  SampleQuestion,
  SerializedSpace,
  SqlFunction,
  TextInstruction,
} from "../../src/space/serialized-space.js";
import { SpaceDocument } from "../../src/space/space-document.js";
import { piecesOf } from "../../src/space/text-pieces.js";

export interface ArbitraryDocumentOptions {
  /** Whether objects at every depth may carry members that the format does not know. @default true */
  readonly hasUnknownMembers?: boolean;
}

const words = ["revenue", "주문", "注文", "طلب", "commandé", "📦", "Ünïcode", "a/b~c", "x'y", '"q"', "order"];

/** Words in several scripts and with characters that need escaping somewhere. */
export const arbitraryWord = fc.oneof(
  fc.constantFrom(...words),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).map((text) => text.replace(/\s/g, "_")),
);

/** One line of text that is not blank. */
export const arbitraryLine = fc
  .array(arbitraryWord, { minLength: 1, maxLength: 5 })
  .map((line) => line.join(" "));

/** A text of a few lines, some of them empty. */
export const arbitraryText = fc
  .tuple(arbitraryLine, fc.array(fc.oneof(arbitraryLine, fc.constant("")), { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest].join("\n"));

const pieces = arbitraryText.map(piecesOf);
const id = fc.stringMatching(/^[0-9a-f]{32}$/);
const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/),
  fc.constantFrom("amount", "Ä", "金額"),
);
const flag = fc.boolean();
const unknownValue = fc
  .jsonValue({ maxDepth: 2 })
  .filter((value) => !JSON.stringify(value).includes("__proto__"));

function object<Value extends object>(
  members: { readonly [Name in keyof Value]-?: fc.Arbitrary<NonNullable<Value[Name]>> },
  required: readonly (keyof Value & string)[],
  hasUnknown: boolean,
): fc.Arbitrary<Value> {
  const known = fc.record(members, {
    requiredKeys: [...required] as never[],
  }) as unknown as fc.Arbitrary<Value>;
  if (!hasUnknown) return known;
  const unknown = fc.option(
    fc.tuple(fc.constantFrom("new_field", "x-meta", "a/b~c", "constructor", "toString"), unknownValue),
    {
      freq: 5,
      nil: undefined,
    },
  );
  return fc
    .tuple(known, unknown)
    .map(([value, extra]) => (extra ? { ...value, [extra[0]]: extra[1] } : value));
}

/** The plain data of a document that breaks no rule of the format, apart from unknown members. */
export function arbitrarySpace({
  hasUnknownMembers = true,
}: ArbitraryDocumentOptions = {}): fc.Arbitrary<SerializedSpace> {
  const make = <Value extends object>(
    members: { readonly [Name in keyof Value]-?: fc.Arbitrary<NonNullable<Value[Name]>> },
    required: readonly (keyof Value & string)[],
  ) => object<Value>(members, required, hasUnknownMembers);
  const synonyms = fc.uniqueArray(arbitraryLine, { maxLength: 3 });
  const column = make<ColumnConfig>(
    {
      column_name: name,
      description: pieces,
      synonyms,
      exclude: fc.constant(false),
      enable_format_assistance: fc.constant(true),
      enable_entity_matching: flag,
    },
    ["column_name", "enable_format_assistance"],
  );
  const source = (catalog: string) =>
    make<DataSource>(
      {
        identifier: name.map((table) => `${catalog}.shop.${table.replace(/[^\w]/g, "t")}`),
        description: pieces,
        column_configs: uniqueBy(column, ({ column_name }) => column_name, 4),
      },
      ["identifier"],
    );
  const text = make<TextInstruction>({ id, content: pieces }, ["id", "content"]);
  const example = make<ExampleQuery>(
    {
      id,
      question: pieces,
      sql: fc
        .constantFrom("SELECT 1", "SELECT *\nFROM main.shop.orders\nWHERE region = :region")
        .map(piecesOf),
      parameters: fc.constant([
        { name: "region", type_hint: "STRING", default_value: { values: ["서울"] }, description: ["where"] },
      ]),
      usage_guidance: pieces,
    },
    ["id", "question", "sql"],
  );
  const join = make<JoinSpec>(
    {
      id,
      left: fc.constant({ identifier: "main.shop.orders", alias: "orders" }),
      right: fc.constant({ identifier: "main.shop.customers", alias: "customers" }),
      sql: fc
        .constantFrom("ONE_TO_MANY", "MANY_TO_ONE")
        .map((type) => [
          "`orders`.`customer_id` = `customers`.`id`",
          `--rt=FROM_RELATIONSHIP_TYPE_${type}--`,
        ]),
      comment: pieces,
      instruction: pieces,
    },
    ["id", "left", "right", "sql"],
  );
  const snippetMembers = {
    id,
    sql: fc.constantFrom("orders.amount > 10", "SUM(orders.amount)").map(piecesOf),
    display_name: arbitraryLine,
    synonyms,
    comment: pieces,
    instruction: pieces,
  };
  const filter = make<FilterSnippet>(snippetMembers, ["id", "sql", "display_name"]);
  const expression = make<ExpressionSnippet>(
    { ...snippetMembers, alias: fc.stringMatching(/^[a-z_]{1,8}$/) },
    ["id", "sql", "display_name", "alias"],
  );
  const benchmark = make<BenchmarkQuestion>(
    {
      id,
      question: pieces.map(([first = "", ...rest]) => [`Benchmark ${first}`, ...rest]),
      answer: pieces.map((content) => [{ format: "SQL" as const, content }]),
    },
    ["id", "question", "answer"],
  );
  const question = make<SampleQuestion>({ id, question: pieces }, ["id", "question"]);
  const sqlFunction = make<SqlFunction>({ id, identifier: name.map((table) => `main.fn.${table}`) }, [
    "id",
    "identifier",
  ]);
  return fc
    .record(
      {
        version: fc.constant(2 as const),
        config: fc.record({ sample_questions: listOf(question, 3) }, { requiredKeys: [] }),
        data_sources: fc.record(
          {
            tables: uniqueBy(source("main"), ({ identifier }) => identifier.toLowerCase(), 4),
            metric_views: uniqueBy(source("views"), ({ identifier }) => identifier.toLowerCase(), 2),
          },
          { requiredKeys: [] },
        ),
        instructions: fc.record(
          {
            text_instructions: listOf(text, 1),
            example_question_sqls: listOf(example, 3),
            sql_functions: listOf(sqlFunction, 2),
            join_specs: listOf(join, 2),
            sql_snippets: fc.record(
              {
                filters: listOf(filter, 2),
                expressions: listOf(expression, 2),
                measures: listOf(expression, 2),
              },
              { requiredKeys: [] },
            ),
          },
          { requiredKeys: [] },
        ),
        benchmarks: fc.record({ questions: listOf(benchmark, 3) }, { requiredKeys: [] }),
      },
      { requiredKeys: ["version", "data_sources"] },
    )
    .filter((space) => new Set(allIds(space)).size === allIds(space).length);
}

/** A document that breaks no rule of the format, apart from unknown members. */
export function arbitraryDocument(options: ArbitraryDocumentOptions = {}): fc.Arbitrary<SpaceDocument> {
  return arbitrarySpace(options).map((space) => SpaceDocument.parse(space));
}

/** Two documents, the second an edit of the first: some objects dropped, some texts and flags changed, some added. */
export function arbitraryEdit(
  options: ArbitraryDocumentOptions = {},
): fc.Arbitrary<readonly [SpaceDocument, SpaceDocument]> {
  return fc
    .tuple(arbitrarySpace(options), arbitrarySpace(options), fc.infiniteStream(fc.nat(9)))
    .map(([before, other, dice]) => {
      const roll = () => Number(dice.next().value);
      return [
        SpaceDocument.parse(before),
        SpaceDocument.parse(blend(before, other, roll) as object),
      ] as const;
    });
}

/** A mixture of two JSON values: mostly the first, here and there the second. Objects keep their key. */
function blend(first: unknown, second: unknown, roll: () => number): unknown {
  if (Array.isArray(first) && Array.isArray(second) && keyOf(first[0]) !== undefined) {
    const kept = first
      .filter(() => roll() > 1)
      .map((item, index) => blend(item, second[index] ?? item, roll));
    const keys = new Set(kept.map(keyOf));
    return [...kept, ...second.filter((item) => roll() > 6 && !keys.has(keyOf(item)))];
  }
  if (!isRecord(first) || !isRecord(second)) return roll() > 7 ? second : first;
  return Object.fromEntries(
    [...new Set([...Object.keys(first), ...Object.keys(second)])].flatMap((key) => {
      const isKey = key === "id" || key === "identifier" || key === "column_name" || key === "version";
      if (isKey) return [[key, first[key]]];
      if (!Object.hasOwn(second, key)) return [[key, first[key]]];
      if (!Object.hasOwn(first, key)) return roll() > 6 ? [[key, second[key]]] : [];
      return [[key, blend(first[key], second[key], roll)]];
    }),
  );
}

function keyOf(item: unknown): unknown {
  return isRecord(item) ? (item.id ?? item.identifier ?? item.column_name) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf<Item>(item: fc.Arbitrary<Item>, maxLength: number): fc.Arbitrary<Item[]> {
  return fc.array(item, { maxLength });
}

function uniqueBy<Item>(
  item: fc.Arbitrary<Item>,
  selector: (item: Item) => string,
  maxLength: number,
): fc.Arbitrary<Item[]> {
  return fc.uniqueArray(item, { selector, maxLength });
}

function allIds(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(allIds);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === "id" && typeof member === "string" ? [member] : allIds(member),
  );
}

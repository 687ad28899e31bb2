import type { SerializedSpace } from "../../src/space/serialized-space.js";

const scripts = [
  "Net amount of the order in euros, without tax; null until the order is paid.",
  "주문의 순금액(유로), 세금 제외. 결제 전에는 null 입니다.",
  "税抜きの注文金額(ユーロ)。支払い前は null。",
  "صافي مبلغ الطلب باليورو بدون ضريبة.",
  "Montant net 💶 de la commande, hors taxes 🧾.",
];

/** Sizes of a made-up document. */
export interface LargeSpaceOptions {
  readonly tables?: number;
  readonly columns?: number;
  readonly benchmarks?: number;
  readonly examples?: number;
  /** Lines of each description. */
  readonly lines?: number;
}

/** A document as large as a space may be, with text in several scripts. Sorted and valid. */
export function largeSpace({
  tables = 50,
  columns = 200,
  benchmarks = 500,
  examples = 99,
  lines = 2,
}: LargeSpaceOptions = {}): SerializedSpace {
  const describe = (seed: number) =>
    Array.from(
      { length: lines },
      (_, line) => `${scripts[(seed + line) % scripts.length]}${line < lines - 1 ? "\n" : ""}`,
    );
  const identifierOf = (index: number) => `main.shop.table_${String(index).padStart(3, "0")}`;
  return {
    version: 2,
    data_sources: {
      tables: range(tables).map((table) => ({
        identifier: identifierOf(table),
        description: describe(table),
        column_configs: range(columns).map((column) => ({
          column_name: `column_${String(column).padStart(4, "0")}`,
          description: describe(table + column),
          synonyms: [`term ${column}`, `용어 ${column}`, `مصطلح ${column}`],
          ...(column % 3 === 0 && { enable_format_assistance: true }),
          ...(column === 0 && { enable_entity_matching: true }),
        })),
      })),
    },
    instructions: {
      text_instructions: [{ id: idOf(1, 0), content: describe(1) }],
      example_question_sqls: range(examples).map((example) => ({
        id: idOf(2, example),
        question: [`How much was column_${example} in the region?`],
        sql: [
          "SELECT SUM(column_0001) AS total\n",
          `FROM ${identifierOf(example % tables)}\n`,
          "WHERE column_0002 = :region",
        ],
        parameters: [{ name: "region", type_hint: "STRING", default_value: { values: ["서울"] } }],
      })),
    },
    benchmarks: {
      questions: range(benchmarks).map((benchmark) => ({
        id: idOf(3, benchmark),
        question: [`${scripts[benchmark % scripts.length]} #${benchmark}`],
        answer: [
          {
            format: "SQL",
            content: [
              "SELECT COUNT(*) AS n\n",
              `FROM ${identifierOf(benchmark % tables)}\n`,
              `LIMIT ${benchmark}`,
            ],
          },
        ],
      })),
    },
  };
}

function idOf(kind: number, index: number): string {
  return kind.toString(16).padEnd(8, "0") + index.toString(16).padStart(24, "0");
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

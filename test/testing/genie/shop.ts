import type { ColumnConfig, ExampleQuery, SerializedSpace } from "../../../src/space/serialized-space.js";
import { answerQuestion } from "../../../src/testing/genie/answer-question.js";
import type { GenieCatalogTable, SimulatedAnswer } from "../../../src/testing/genie/genie-question.js";

/** 2025-06-30. */
export const now = Date.UTC(2025, 5, 30, 12);

const column = (definition: string) => {
  const [name = "", type = ""] = definition.split(" ");
  return { name, type };
};

const table = (name: string, ...columns: readonly string[]): GenieCatalogTable => ({
  name,
  kind: "table",
  columns: columns.map(column),
});

export const catalog: readonly GenieCatalogTable[] = [
  table(
    "shop.main.orders",
    "id BIGINT",
    "cust_id BIGINT",
    "stat_cd STRING",
    "ord_dt DATE",
    "shp_dt DATE",
    "amt_a DECIMAL(10,2)",
    "amt_b DECIMAL(10,2)",
  ),
  table("shop.main.customers", "cust_id BIGINT", "name STRING", "region STRING", "tier_cd STRING"),
  table("shop.main.evt_log", "evt_id BIGINT", "evt_dt DATE", "pg_cnt INT"),
];

export const ordersView: GenieCatalogTable = {
  name: "shop.main.order_metrics",
  kind: "metric_view",
  columns: [
    { name: "region", type: "string" },
    { name: "order_date", type: "date" },
    { name: "revenue", type: "decimal(20,2)", isMeasure: true },
  ],
};

export interface ShopChanges {
  readonly columns?: Readonly<Record<string, Omit<ColumnConfig, "column_name">>>;
  readonly descriptions?: Readonly<Record<string, string>>;
  readonly instruction?: string;
  readonly examples?: readonly Omit<ExampleQuery, "id">[];
  readonly metricViews?: readonly string[];
  readonly rest?: Partial<NonNullable<SerializedSpace["instructions"]>>;
}

/** A space over the shop's tables; columns are given as `orders.amt_a`. */
export function shop({
  columns = {},
  descriptions = {},
  instruction,
  examples = [],
  metricViews = [],
  rest,
}: ShopChanges = {}): SerializedSpace {
  return {
    version: 2,
    data_sources: {
      tables: catalog.map(({ name }) => {
        const short = name.split(".")[2] ?? "";
        return {
          identifier: name,
          ...(descriptions[short] === undefined ? {} : { description: [descriptions[short]] }),
          column_configs: Object.entries(columns)
            .filter(([path]) => path.startsWith(`${short}.`))
            .map(([path, config]) => ({ column_name: path.slice(short.length + 1), ...config })),
        };
      }),
      metric_views: metricViews.map((identifier) => ({ identifier })),
    },
    instructions: {
      ...(instruction === undefined
        ? {}
        : { text_instructions: [{ id: "a".repeat(32), content: [instruction] }] }),
      example_question_sqls: examples.map((example, index) => ({
        id: String(index).padStart(32, "0"),
        ...example,
      })),
      ...rest,
    },
  };
}

export function ask(question: string, changes: ShopChanges = {}): SimulatedAnswer {
  return answerQuestion({ question, document: shop(changes), catalog: [...catalog, ordersView], now });
}

/** The answer's SQL on one line. */
export function sqlFor(question: string, changes: ShopChanges = {}): string {
  return (ask(question, changes).sql ?? "").replace(/\s+/g, " ");
}

import type { ColumnConfig, ExampleQuery, SerializedSpace } from "../../../src/space/serialized-space.js";

/** A change of a document. */
export type Edit = (document: SerializedSpace) => SerializedSpace;

const orders = "retail.sales.orders";

function editColumn(table: string, column: string, change: (config: ColumnConfig) => ColumnConfig): Edit {
  return (document) => ({
    ...document,
    data_sources: {
      ...document.data_sources,
      tables: document.data_sources?.tables?.map((source) => {
        if (source.identifier !== table) return source;
        const configs = source.column_configs ?? [];
        const config = configs.find((entry) => entry.column_name === column) ?? { column_name: column };
        return {
          ...source,
          column_configs: [...configs.filter((entry) => entry !== config), change(config)],
        };
      }),
    },
  });
}

export const synonym = (table: string, column: string, word: string): Edit =>
  editColumn(table, column, (config) => ({ ...config, synonyms: [...(config.synonyms ?? []), word] }));

const withoutSynonym = (table: string, column: string, word: string): Edit =>
  editColumn(table, column, (config) => ({
    ...config,
    synonyms: config.synonyms?.filter((term) => term !== word),
  }));

export const described = (table: string, column: string, text: string): Edit =>
  editColumn(table, column, (config) => ({ ...config, description: [text] }));

export const instruction =
  (text: string): Edit =>
  (document) => ({
    ...document,
    instructions: {
      ...document.instructions,
      text_instructions: document.instructions?.text_instructions?.map((block) => ({
        ...block,
        content: [...block.content, `${text}\n`],
      })),
    },
  });

export const example =
  (question: string, sql: string, parameters: ExampleQuery["parameters"] = []): Edit =>
  (document) => ({
    ...document,
    instructions: {
      ...document.instructions,
      example_question_sqls: [
        ...(document.instructions?.example_question_sqls ?? []),
        {
          id: `01f0be0f${String(document.instructions?.example_question_sqls?.length ?? 0).padStart(24, "0")}`,
          question: [question],
          sql: [sql],
          parameters,
        },
      ],
    },
  });

const withoutExample =
  (start: string): Edit =>
  (document) => ({
    ...document,
    instructions: {
      ...document.instructions,
      example_question_sqls: document.instructions?.example_question_sqls?.filter(
        (entry) => !entry.question.join("").startsWith(start),
      ),
    },
  });

export const metricView =
  (identifier: string): Edit =>
  (document) => ({
    ...document,
    data_sources: {
      ...document.data_sources,
      metric_views: [...(document.data_sources?.metric_views ?? []), { identifier }],
    },
  });

export const metricViews: Readonly<Record<string, string>> = {
  "retail.sales.order_metrics": `version: "1.1"
source: "${orders}"
joins:
  - name: stores
    source: retail.sales.stores
    "on": source.store_id = stores.store_id
dimensions:
  - name: region
    expr: stores.region
  - name: city
    expr: stores.city
  - name: order_date
    expr: ord_dt
measures:
  - name: revenue
    expr: SUM(amt_net)
`,
  "retail.sales.item_metrics": `version: "1.1"
source: "retail.sales.order_items"
joins:
  - name: products
    source: retail.sales.products
    "on": source.prod_id = products.prod_id
dimensions:
  - name: product_name
    expr: products.prod_nm
  - name: category
    expr: products.cat_nm
measures:
  - name: units_sold
    expr: SUM(qty)
`,
};

const year = [{ name: "year", type_hint: "INTEGER", default_value: { values: ["2024"] } }];

/** Good fixes, each with the questions that it repairs on the thin document. */
export const goodFixes: readonly (readonly [name: string, edit: Edit, repairs: readonly string[]])[] = [
  ["delete the hard-coded example", withoutExample("Number of orders per month"), ["orders-by-month"]],
  [
    "synonym revenue",
    synonym(orders, "amt_net", "revenue"),
    ["revenue-2024", "revenue-by-month", "revenue-q3"],
  ],
  ["synonym sales", synonym(orders, "amt_net", "sales"), ["sales-may"]],
  ["delete synonym sales of quantity", withoutSynonym("retail.sales.order_items", "qty", "sales"), []],
  ["synonym discount", synonym(orders, "amt_dsc", "discount"), ["discount-2024"]],
  [
    "country codes",
    described(
      "retail.crm.customers",
      "ctry_cd",
      "Country: DE = Germany, FR = France, NL = Netherlands, AT = Austria, ES = Spain",
    ),
    ["customers-by-country", "country-most-customers", "german-customers"],
  ],
  [
    "customer status codes",
    described("retail.crm.customers", "cust_stat_cd", "Customer status: A = active, L = lapsed, C = closed"),
    ["active-customers", "lapsed-by-segment"],
  ],
  [
    "channel codes",
    described(orders, "chan_cd", "Channel: W = web, S = store, P = phone"),
    ["web-orders", "web-share"],
  ],
  [
    "order status codes",
    described(orders, "ord_stat_cd", "Order status: C = completed, X = cancelled, R = returned, P = pending"),
    ["cancelled-2024", "returned-share"],
  ],
  [
    "discontinued flag",
    described("retail.sales.products", "disc_flg", "1 = discontinued, 0 = active"),
    ["discontinued"],
  ],
  ["delivery date", described(orders, "dlv_dt", "Delivery date"), ["delivered-may"]],
  ["stock on hand", described("retail.stock.inventory", "qty_oh", "Stock on hand"), ["stock-on-hand"]],
  [
    "average order value",
    instruction("Average order value (AOV) = SUM(orders.amt_net) / COUNT(*)."),
    ["order-value-2024", "order-value-by-quarter"],
  ],
  ["margin", instruction("- Margin is lst_prc minus cst_prc."), ["margin-by-category"]],
  ["fiscal year", instruction("The fiscal year starts in February."), ["fiscal-2024"]],
  [
    "revenue per area example",
    example(
      "What is the revenue per square metre of each store in a given year?",
      "WITH sold AS (SELECT store_id, SUM(amt_net) AS revenue FROM retail.sales.orders WHERE YEAR(ord_dt) = :year GROUP BY store_id) SELECT s.store_nm, sold.revenue / s.sq_m AS revenue_per_sq_m FROM sold JOIN retail.sales.stores s ON s.store_id = sold.store_id",
      year,
    ),
    ["area-revenue-2024", "area-revenue-2023"],
  ],
  [
    "repeat customers example",
    example(
      "How many customers placed more than one order in a year?",
      "SELECT COUNT(*) AS customers FROM (SELECT cust_id FROM retail.sales.orders WHERE YEAR(ord_dt) = :year GROUP BY cust_id HAVING COUNT(*) > 1) AS repeated",
      year,
    ),
    ["repeat-2024", "repeat-2023"],
  ],
  [
    "category example",
    example(
      "Average list price of products in the {category} category",
      "SELECT AVG(lst_prc) AS avg_list_price FROM retail.sales.products WHERE cat_nm = :category",
      [{ name: "category", type_hint: "STRING", default_value: { values: ["Garden"] } }],
    ),
    ["kitchen-price"],
  ],
  [
    "order metrics",
    metricView("retail.sales.order_metrics"),
    ["revenue-2024", "revenue-by-month", "revenue-q3", "revenue-by-region", "top-cities"],
  ],
  ["item metrics", metricView("retail.sales.item_metrics"), ["top-products", "units-by-category"]],
];

/** Plausible fixes that do not help, or harm, each with the questions that it breaks on the thin document. */
export const badFixes: readonly (readonly [name: string, edit: Edit, breaks: readonly string[]])[] = [
  ["revenue on the unit price", synonym("retail.sales.order_items", "unit_prc", "revenue"), []],
  [
    "orders as a synonym of the discount",
    synonym(orders, "amt_dsc", "orders"),
    ["orders-2024", "gross-by-quarter", "orders-by-channel", "orders-per-customer", "big-orders"],
  ],
  [
    "an example that is too general",
    example("Show orders", "SELECT COUNT(*) AS orders FROM retail.sales.orders"),
    ["orders-2024"],
  ],
  [
    "a blanket exclusion",
    instruction("Always exclude orders where ord_stat_cd = 'X'."),
    ["orders-2024", "gross-by-quarter", "orders-by-channel", "orders-per-customer", "big-orders"],
  ],
  [
    "a blanket period",
    instruction("If no period is given, use the current year."),
    ["stores-by-region", "quantity-total"],
  ],
  ["revenue as the gross amount", instruction("Revenue means SUM(orders.amt_grs)."), []],
  [
    "a description that claims other columns' words",
    described(orders, "amt_dsc", "Gross amount of the order"),
    ["gross-by-quarter", "big-orders"],
  ],
];

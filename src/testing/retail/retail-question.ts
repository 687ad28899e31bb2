/** What a question is about. */
export type QuestionKind =
  | "aggregation"
  | "filter"
  | "join"
  | "top-n"
  | "time-series"
  | "ratio"
  | "business-term"
  | "ambiguous-term"
  | "out-of-reach";

/** Short name, kind, question, expected SQL. */
export type RetailQuestion = readonly [name: string, kind: QuestionKind, question: string, sql: string];

/** Tables that many questions read. */
export const names = {
  orders: "retail.sales.orders",
  items: "retail.sales.order_items",
  customers: "retail.crm.customers",
  stores: "retail.sales.stores",
  products: "retail.sales.products",
  tickets: "retail.crm.support_tickets",
} as const;

/** Condition for one calendar year. */
export function inYear(number: number, column = "ord_dt"): string {
  return `${column} >= DATE '${number}-01-01' AND ${column} < DATE '${number + 1}-01-01'`;
}

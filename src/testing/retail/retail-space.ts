import type { Benchmark } from "../../benchmarks/benchmark.js";
import type { ColumnConfig, SerializedSpace } from "../../space/serialized-space.js";

type Words = Readonly<Record<string, Omit<ColumnConfig, "column_name">>>;

const told = (text: string) => ({ description: [text] });

/** The space as its team left it: cryptic columns, few descriptions, a hard-coded example, a vague instruction. */
export function thinRetailSpace(benchmarks: readonly Benchmark[]): SerializedSpace {
  return {
    version: 2,
    config: {
      sample_questions: [
        { id: "01f0be0a000000000000000000000001", question: ["How many orders did we get yesterday?"] },
      ],
    },
    data_sources: {
      tables: [
        table("retail.crm.customers", {
          cust_nm: told("Customer name"),
          seg_cd: told("Segment"),
          sgnup_dt: told("Date of sign-up"),
        }),
        table("retail.crm.support_tickets", {
          csat_scr: told("Satisfaction score"),
          opn_ts: told("Opened at"),
        }),
        table(
          "retail.sales.order_items",
          { qty: { description: ["Quantity"], synonyms: ["sales"] } },
          "Order lines",
        ),
        table(
          "retail.sales.orders",
          { amt_grs: told("Gross amount"), ord_dt: told("Order date, the main date") },
          "Orders",
        ),
        table("retail.sales.products", {
          cat_nm: told("Product category"),
          lst_prc: told("List price"),
          prod_nm: told("Product name"),
        }),
        table("retail.sales.promotions", {
          dsc_pct: told("Discount rate in percent"),
          promo_nm: told("Promotion name"),
        }),
        table("retail.sales.stores", {
          sq_m: told("Floor area in square metres"),
          store_nm: told("Store name"),
        }),
        table("retail.stock.inventory", {}),
        table("retail.web.visits", {}, "Website visits"),
      ],
    },
    instructions: {
      text_instructions: [
        {
          id: "01f0be0a000000000000000000000010",
          content: ["You help the sales team of a retail company.\n", "All amounts are in euros.\n"],
        },
      ],
      example_question_sqls: [
        {
          id: "01f0be0a000000000000000000000020",
          question: ["Number of orders per month"],
          sql: [
            "SELECT DATE_TRUNC('MONTH', ord_dt) AS month, COUNT(*) AS orders\n",
            "FROM retail.sales.orders\n",
            "WHERE ord_dt >= DATE '2023-01-01' AND ord_dt < DATE '2024-01-01'\n",
            "GROUP BY DATE_TRUNC('MONTH', ord_dt)\n",
            "ORDER BY month",
          ],
        },
        {
          id: "01f0be0a000000000000000000000021",
          question: ["Average list price of products in one category"],
          sql: [
            "SELECT AVG(lst_prc) AS avg_list_price\n",
            "FROM retail.sales.products\n",
            "WHERE cat_nm = 'Garden'",
          ],
        },
      ],
    },
    benchmarks: {
      questions: benchmarks.map(({ id, question, expectedSql = "" }) => ({
        id,
        question: [question],
        answer: [{ format: "SQL", content: [expectedSql] }],
      })),
    },
  };
}

function table(identifier: string, words: Words, description?: string) {
  const column_configs = Object.entries(words).map(([column_name, config]) => ({ column_name, ...config }));
  return {
    identifier,
    ...(description === undefined ? {} : { description: [description] }),
    ...(column_configs.length === 0 ? {} : { column_configs }),
  };
}

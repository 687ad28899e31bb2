import { names, type RetailQuestion, inYear as year } from "./retail-question.js";

const { orders, items, customers, stores, products, tickets } = names;

/** Questions that names and the few descriptions of the thin document suffice for. */
export const plainQuestions: readonly RetailQuestion[] = [
  [
    "orders-2024",
    "aggregation",
    "How many orders were placed in 2024?",
    `SELECT COUNT(*) AS orders FROM ${orders} WHERE ${year(2024)}`,
  ],
  [
    "stores-by-region",
    "aggregation",
    "How many stores do we have in each region?",
    `SELECT region, COUNT(*) AS stores FROM ${stores} GROUP BY region`,
  ],
  [
    "signups-2024",
    "filter",
    "How many customers signed up in 2024?",
    `SELECT COUNT(*) AS customers FROM ${customers} WHERE ${year(2024, "sgnup_dt")}`,
  ],
  [
    "products-by-category",
    "aggregation",
    "How many products do we carry in each category?",
    `SELECT cat_nm, COUNT(*) AS products FROM ${products} GROUP BY cat_nm`,
  ],
  [
    "customers-by-segment",
    "aggregation",
    "How many customers are there per segment?",
    `SELECT seg_cd, COUNT(*) AS customers FROM ${customers} GROUP BY seg_cd`,
  ],
  [
    "highest-price",
    "aggregation",
    "What is the maximum list price per category?",
    `SELECT cat_nm, MAX(lst_prc) AS max_list_price FROM ${products} GROUP BY cat_nm`,
  ],
  [
    "tickets-march",
    "filter",
    "How many support tickets were opened in March 2025?",
    `SELECT COUNT(*) AS tickets FROM ${tickets} WHERE opn_ts >= TIMESTAMP '2025-03-01 00:00:00' AND opn_ts < TIMESTAMP '2025-04-01 00:00:00'`,
  ],
  [
    "tickets-last-month",
    "filter",
    "How many support tickets were opened last month?",
    `SELECT COUNT(*) AS tickets FROM ${tickets} WHERE opn_ts >= DATE_TRUNC('MONTH', ADD_MONTHS(CURRENT_DATE(), -1)) AND opn_ts < DATE_TRUNC('MONTH', CURRENT_DATE())`,
  ],
  [
    "satisfaction-by-topic",
    "aggregation",
    "What is the average satisfaction score per topic?",
    `SELECT topic_cd, AVG(csat_scr) AS satisfaction FROM ${tickets} GROUP BY topic_cd`,
  ],
  [
    "largest-stores",
    "top-n",
    "Which 5 stores have the largest floor area?",
    `SELECT store_nm, sq_m FROM ${stores} ORDER BY sq_m DESC LIMIT 5`,
  ],
  [
    "gross-by-quarter",
    "time-series",
    "What was the gross amount of orders per quarter in 2024?",
    `SELECT DATE_TRUNC('QUARTER', ord_dt) AS quarter, SUM(amt_grs) AS gross FROM ${orders} WHERE ${year(2024)} GROUP BY DATE_TRUNC('QUARTER', ord_dt) ORDER BY quarter`,
  ],
  [
    "visits-by-month",
    "time-series",
    "How many website visits did we get each month in 2024?",
    `SELECT DATE_TRUNC('MONTH', visit_dt) AS month, COUNT(*) AS visits FROM retail.web.visits WHERE ${year(2024, "visit_dt")} GROUP BY DATE_TRUNC('MONTH', visit_dt) ORDER BY month`,
  ],
  [
    "city-most-stores",
    "top-n",
    "Which city has the most stores?",
    `SELECT city, COUNT(*) AS stores FROM ${stores} GROUP BY city ORDER BY stores DESC LIMIT 1`,
  ],
  [
    "best-promotions",
    "top-n",
    "Which 3 promotions offer the highest discount rate?",
    "SELECT promo_nm, dsc_pct FROM retail.sales.promotions ORDER BY dsc_pct DESC LIMIT 3",
  ],
  [
    "quantity-total",
    "aggregation",
    "What is the total quantity sold?",
    `SELECT SUM(qty) AS quantity FROM ${items}`,
  ],
  [
    "orders-by-channel",
    "aggregation",
    "How many orders came through each channel in 2024?",
    `SELECT chan_cd, COUNT(*) AS orders FROM ${orders} WHERE ${year(2024)} GROUP BY chan_cd`,
  ],
  [
    "garden-price",
    "filter",
    "What is the average list price of products in the Garden category?",
    `SELECT AVG(lst_prc) AS avg_list_price FROM ${products} WHERE cat_nm = 'Garden'`,
  ],
  [
    "tickets-by-topic",
    "ratio",
    "What share of all support tickets does each topic have?",
    `SELECT topic_cd, COUNT(*) * 1.0 / SUM(COUNT(*)) OVER () AS share FROM ${tickets} GROUP BY topic_cd`,
  ],
  [
    "orders-per-customer",
    "ratio",
    "What is the average number of orders per customer in 2024?",
    `SELECT COUNT(*) * 1.0 / COUNT(DISTINCT cust_id) AS orders_per_customer FROM ${orders} WHERE ${year(2024)}`,
  ],
  [
    "big-orders",
    "filter",
    "How many orders with a gross amount over 1500 were placed in 2024?",
    `SELECT COUNT(*) AS orders FROM ${orders} WHERE amt_grs > 1500 AND ${year(2024)}`,
  ],
  [
    "old-stores",
    "filter",
    "How many stores were opened before 2015?",
    `SELECT COUNT(*) AS stores FROM ${stores} WHERE opn_dt < DATE '2015-01-01'`,
  ],
  [
    "area-by-region",
    "aggregation",
    "What is the average floor area by region?",
    `SELECT region, AVG(sq_m) AS floor_area FROM ${stores} GROUP BY region`,
  ],
];

import { names, type RetailQuestion, inYear as year } from "./retail-question.js";

const { orders, items, customers, stores, products } = names;

const perSquareMetre = (number: number) =>
  `WITH sold AS (SELECT store_id, SUM(amt_net) AS revenue FROM ${orders} WHERE ${year(number)} GROUP BY store_id) SELECT s.store_nm, sold.revenue / s.sq_m AS revenue_per_sq_m FROM sold JOIN ${stores} s ON s.store_id = sold.store_id`;
const repeatCustomers = (number: number) =>
  `SELECT COUNT(*) AS customers FROM (SELECT cust_id FROM ${orders} WHERE ${year(number)} GROUP BY cust_id HAVING COUNT(*) > 1) AS repeated`;

/** Questions that need a better document, and some that no document repairs. */
export const demandingQuestions: readonly RetailQuestion[] = [
  [
    "kitchen-price",
    "filter",
    "What is the average list price of products in the Kitchen category?",
    `SELECT AVG(lst_prc) AS avg_list_price FROM ${products} WHERE cat_nm = 'Kitchen'`,
  ],
  [
    "orders-by-month",
    "time-series",
    "How many orders did we receive each month in 2024?",
    `SELECT DATE_TRUNC('MONTH', ord_dt) AS month, COUNT(*) AS orders FROM ${orders} WHERE ${year(2024)} GROUP BY DATE_TRUNC('MONTH', ord_dt) ORDER BY month`,
  ],
  [
    "revenue-2024",
    "business-term",
    "What was our total revenue in 2024?",
    `SELECT SUM(amt_net) AS revenue FROM ${orders} WHERE ${year(2024)}`,
  ],
  [
    "revenue-by-month",
    "time-series",
    "Show revenue by month for 2024.",
    `SELECT DATE_TRUNC('MONTH', ord_dt) AS month, SUM(amt_net) AS revenue FROM ${orders} WHERE ${year(2024)} GROUP BY DATE_TRUNC('MONTH', ord_dt) ORDER BY month`,
  ],
  [
    "revenue-q3",
    "business-term",
    "How much revenue did we make in Q3 2024?",
    `SELECT SUM(amt_net) AS revenue FROM ${orders} WHERE ord_dt >= DATE '2024-07-01' AND ord_dt < DATE '2024-10-01'`,
  ],
  [
    "sales-may",
    "ambiguous-term",
    "What were total sales in May 2025?",
    `SELECT SUM(amt_net) AS sales FROM ${orders} WHERE ord_dt >= DATE '2025-05-01' AND ord_dt < DATE '2025-06-01'`,
  ],
  [
    "sales-total",
    "ambiguous-term",
    "What are our total sales so far?",
    `SELECT SUM(amt_net) AS sales FROM ${orders}`,
  ],
  [
    "discount-2024",
    "ambiguous-term",
    "How much discount did we give away in 2024?",
    `SELECT SUM(amt_dsc) AS discount FROM ${orders} WHERE ${year(2024)}`,
  ],
  [
    "customers-by-country",
    "aggregation",
    "How many customers do we have per country?",
    `SELECT ctry_cd, COUNT(*) AS customers FROM ${customers} GROUP BY ctry_cd`,
  ],
  [
    "country-most-customers",
    "top-n",
    "Which country has the most customers?",
    `SELECT ctry_cd, COUNT(*) AS customers FROM ${customers} GROUP BY ctry_cd ORDER BY customers DESC LIMIT 1`,
  ],
  [
    "german-customers",
    "filter",
    "How many customers are based in Germany?",
    `SELECT COUNT(*) AS customers FROM ${customers} WHERE ctry_cd = 'DE'`,
  ],
  [
    "active-customers",
    "business-term",
    "How many active customers do we have?",
    `SELECT COUNT(*) AS customers FROM ${customers} WHERE cust_stat_cd = 'A'`,
  ],
  [
    "lapsed-by-segment",
    "business-term",
    "How many lapsed customers are in each segment?",
    `SELECT seg_cd, COUNT(*) AS customers FROM ${customers} WHERE cust_stat_cd = 'L' GROUP BY seg_cd`,
  ],
  [
    "web-orders",
    "filter",
    "How many web orders were there in 2024?",
    `SELECT COUNT(*) AS orders FROM ${orders} WHERE chan_cd = 'W' AND ${year(2024)}`,
  ],
  [
    "web-share",
    "ratio",
    "What percentage of orders in 2024 came from the web?",
    `SELECT COUNT_IF(chan_cd = 'W') * 100.0 / COUNT(*) AS web_percentage FROM ${orders} WHERE ${year(2024)}`,
  ],
  [
    "cancelled-2024",
    "filter",
    "How many orders were cancelled in 2024?",
    `SELECT COUNT(*) AS orders FROM ${orders} WHERE ord_stat_cd = 'X' AND ${year(2024)}`,
  ],
  [
    "returned-share",
    "ratio",
    "What percentage of orders were returned in Q1 2025?",
    `SELECT COUNT_IF(ord_stat_cd = 'R') * 100.0 / COUNT(*) AS returned_percentage FROM ${orders} WHERE ord_dt >= DATE '2025-01-01' AND ord_dt < DATE '2025-04-01'`,
  ],
  [
    "delivered-may",
    "ambiguous-term",
    "How many orders were delivered in May 2025?",
    `SELECT COUNT(*) AS orders FROM ${orders} WHERE dlv_dt >= DATE '2025-05-01' AND dlv_dt < DATE '2025-06-01'`,
  ],
  [
    "discontinued",
    "filter",
    "How many discontinued products are still listed?",
    `SELECT COUNT(*) AS products FROM ${products} WHERE disc_flg = 1`,
  ],
  [
    "order-value-2024",
    "business-term",
    "What was the average order value in 2024?",
    `SELECT SUM(amt_net) / COUNT(*) AS average_order_value FROM ${orders} WHERE ${year(2024)}`,
  ],
  [
    "order-value-by-quarter",
    "business-term",
    "Show the average order value by quarter for 2023.",
    `SELECT DATE_TRUNC('QUARTER', ord_dt) AS quarter, SUM(amt_net) / COUNT(*) AS average_order_value FROM ${orders} WHERE ${year(2023)} GROUP BY DATE_TRUNC('QUARTER', ord_dt) ORDER BY quarter`,
  ],
  [
    "margin-by-category",
    "business-term",
    "What is the average margin per category?",
    `SELECT cat_nm, AVG(lst_prc - cst_prc) AS margin FROM ${products} GROUP BY cat_nm`,
  ],
  [
    "fiscal-2024",
    "business-term",
    "How many orders were placed in fiscal year 2024?",
    `SELECT COUNT(*) AS orders FROM ${orders} WHERE ord_dt >= DATE '2024-02-01' AND ord_dt < DATE '2025-02-01'`,
  ],
  [
    "stock-on-hand",
    "business-term",
    "What is the total stock on hand?",
    "SELECT SUM(qty_oh) AS stock_on_hand FROM retail.stock.inventory",
  ],
  [
    "revenue-by-region",
    "join",
    "What was the revenue by region in 2024?",
    `SELECT s.region, SUM(o.amt_net) AS revenue FROM ${orders} o JOIN ${stores} s ON o.store_id = s.store_id WHERE ${year(2024, "o.ord_dt")} GROUP BY s.region`,
  ],
  [
    "top-cities",
    "join",
    "Which 5 cities had the highest revenue in 2024?",
    `SELECT s.city, SUM(o.amt_net) AS revenue FROM ${orders} o JOIN ${stores} s ON o.store_id = s.store_id WHERE ${year(2024, "o.ord_dt")} GROUP BY s.city ORDER BY revenue DESC LIMIT 5`,
  ],
  [
    "top-products",
    "join",
    "Which 5 products sold the most units?",
    `SELECT p.prod_nm, SUM(i.qty) AS units FROM ${items} i JOIN ${products} p ON i.prod_id = p.prod_id GROUP BY p.prod_nm ORDER BY units DESC LIMIT 5`,
  ],
  [
    "units-by-category",
    "join",
    "How many units were sold by category?",
    `SELECT p.cat_nm, SUM(i.qty) AS units FROM ${items} i JOIN ${products} p ON i.prod_id = p.prod_id GROUP BY p.cat_nm`,
  ],
  [
    "area-revenue-2024",
    "ratio",
    "What was the revenue per square metre of each store in 2024?",
    perSquareMetre(2024),
  ],
  [
    "area-revenue-2023",
    "ratio",
    "Show the revenue per square metre by store for 2023.",
    perSquareMetre(2023),
  ],
  [
    "repeat-2024",
    "business-term",
    "How many customers placed more than one order in 2024?",
    repeatCustomers(2024),
  ],
  [
    "repeat-2023",
    "business-term",
    "Count the customers who placed more than one order during 2023.",
    repeatCustomers(2023),
  ],
  [
    "running-total",
    "out-of-reach",
    "What is the running total of revenue over the months of 2024?",
    `SELECT month, SUM(revenue) OVER (ORDER BY month) AS running_total FROM (SELECT DATE_TRUNC('MONTH', ord_dt) AS month, SUM(amt_net) AS revenue FROM ${orders} WHERE ${year(2024)} GROUP BY DATE_TRUNC('MONTH', ord_dt)) AS monthly ORDER BY month`,
  ],
  [
    "first-orders",
    "out-of-reach",
    "How many customers bought for the first time in each month of 2024?",
    `SELECT month, COUNT(*) AS customers FROM (SELECT cust_id, DATE_TRUNC('MONTH', MIN(ord_dt)) AS month FROM ${orders} GROUP BY cust_id) AS firsts WHERE ${year(2024, "month")} GROUP BY month ORDER BY month`,
  ],
  [
    "lost-customers",
    "out-of-reach",
    "How many customers bought in 2023 but never again in 2024?",
    `SELECT COUNT(DISTINCT cust_id) AS customers FROM ${orders} WHERE ${year(2023)} AND cust_id NOT IN (SELECT cust_id FROM ${orders} WHERE ${year(2024)})`,
  ],
  [
    "campaign-clicks",
    "out-of-reach",
    "Which social media campaign brought the most clicks?",
    "SELECT campaign, SUM(clicks) AS clicks FROM retail.marketing.campaign_clicks GROUP BY campaign ORDER BY clicks DESC LIMIT 1",
  ],
  [
    "budget-gap",
    "out-of-reach",
    "How far was revenue from the budget in each region in 2024?",
    `SELECT r.region, r.revenue - b.budget AS gap FROM (SELECT s.region, SUM(o.amt_net) AS revenue FROM ${orders} o JOIN ${stores} s ON o.store_id = s.store_id WHERE ${year(2024, "o.ord_dt")} GROUP BY s.region) AS r JOIN (SELECT region, SUM(budget) AS budget FROM retail.finance.budgets GROUP BY region) AS b ON r.region = b.region`,
  ],
  [
    "best-manager",
    "out-of-reach",
    "Which store manager is in charge of our largest store?",
    `SELECT m.manager FROM retail.hr.store_managers m JOIN ${stores} s ON m.store_id = s.store_id ORDER BY s.sq_m DESC LIMIT 1`,
  ],
];

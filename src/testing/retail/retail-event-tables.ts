import { masterCounts, range } from "./retail-master-tables.js";
import { columns, type Dice, dayText, type RetailCell, type RetailTable } from "./retail-table.js";

const orderCount = 14_000;
const firstDay = "2023-01-01";
const lastDay = "2025-06-29";

/** Orders with their lines, tickets, stock and website visits. */
export function eventTables(dice: Dice, products: RetailTable): Record<string, RetailTable> {
  const prices = products.rows.map((row) => Number(row[4]));
  return {
    ...salesTables(dice, prices),
    "retail.crm.support_tickets": tickets(dice),
    "retail.stock.inventory": inventory(dice),
    "retail.web.visits": visits(dice),
  };
}

function salesTables(dice: Dice, prices: readonly number[]): Record<string, RetailTable> {
  const orders: RetailCell[][] = [];
  const items: RetailCell[][] = [];
  for (const orderId of range(orderCount)) {
    const orderedOn = dice.day(firstDay, lastDay);
    let gross = 0;
    for (const line of range(
      dice.pick([
        [1, 3],
        [2, 3],
        [3, 2],
        [4, 2],
      ]),
    )) {
      const product = Math.floor(dice.chance() ** 1.4 * masterCounts.products) + 1;
      const quantity = dice.pick([
        [1, 60],
        [2, 25],
        [3, 10],
        [5, 5],
      ]);
      const price = prices[product - 1] ?? 0;
      const amount = Math.round(price * quantity * 100) / 100;
      items.push([orderId, line, product, quantity, price, amount]);
      gross += amount;
    }
    const promotion = dice.chance() < 0.3 ? dice.whole(1, masterCounts.promotions) : null;
    const discount = promotion === null ? 0 : Math.round(gross * dice.whole(5, 30)) / 100;
    const status = dice.pick([
      ["C", 82],
      ["X", 7],
      ["R", 8],
      ["P", 3],
    ]);
    const days = Date.parse(orderedOn) / 86_400_000;
    orders.push([
      orderId,
      Math.floor(dice.chance() ** 1.3 * masterCounts.customers) + 1,
      Math.floor(dice.chance() ** 1.2 * masterCounts.stores) + 1,
      dice.pick([
        ["W", 52],
        ["S", 37],
        ["P", 11],
      ]),
      status,
      orderedOn,
      status === "C" || status === "R" ? dayText(days + dice.whole(1, 9)) : null,
      Math.round(gross * 100) / 100,
      Math.round((gross - discount) * 84.03) / 100,
      discount,
      promotion,
    ]);
  }
  return {
    "retail.sales.orders": {
      columns: columns(
        "ord_id BIGINT",
        "cust_id BIGINT",
        "store_id INT",
        "chan_cd STRING",
        "ord_stat_cd STRING",
        "ord_dt DATE",
        "dlv_dt DATE",
        "amt_grs DECIMAL(12,2)",
        "amt_net DECIMAL(12,2)",
        "amt_dsc DECIMAL(12,2)",
        "promo_id INT",
      ),
      rows: orders,
    },
    "retail.sales.order_items": {
      columns: columns(
        "ord_id BIGINT",
        "line_no INT",
        "prod_id INT",
        "qty INT",
        "unit_prc DECIMAL(10,2)",
        "amt_line DECIMAL(12,2)",
      ),
      rows: items,
    },
  };
}

function tickets(dice: Dice): RetailTable {
  const rows = range(2800).map((index) => {
    const opened = dice.day(firstDay, lastDay);
    const hour = String(dice.whole(7, 21)).padStart(2, "0");
    const closed = dice.chance() < 0.88 ? dayText(Date.parse(opened) / 86_400_000 + dice.whole(0, 12)) : null;
    return [
      index,
      dice.whole(1, masterCounts.customers),
      dice.pick([
        ["delivery", 40],
        ["payment", 25],
        ["product", 20],
        ["account", 15],
      ]),
      dice.pick([
        [1, 1],
        [2, 3],
        [3, 6],
      ]),
      `${opened} ${hour}:${String(dice.whole(0, 59)).padStart(2, "0")}:00`,
      closed === null ? null : `${closed} 22:30:00`,
      closed === null || dice.chance() < 0.4
        ? null
        : dice.pick([
            [1, 8],
            [2, 10],
            [3, 20],
            [4, 34],
            [5, 28],
          ]),
    ];
  });
  return {
    columns: columns(
      "tkt_id BIGINT",
      "cust_id BIGINT",
      "topic_cd STRING",
      "prio_cd INT",
      "opn_ts TIMESTAMP",
      "cls_ts TIMESTAMP",
      "csat_scr INT",
    ),
    rows,
  };
}

function inventory(dice: Dice): RetailTable {
  const rows = range(masterCounts.stores).flatMap((store) =>
    range(masterCounts.products).map((product) => [store, product, dice.whole(0, 60), dice.whole(4, 15)]),
  );
  return { columns: columns("store_id INT", "prod_id INT", "qty_oh INT", "rord_lvl INT"), rows };
}

function visits(dice: Dice): RetailTable {
  const rows = range(6000).map((index) => [
    index,
    dice.day(firstDay, lastDay),
    dice.pick([
      ["D", 40],
      ["M", 50],
      ["T", 10],
    ]),
    dice.whole(1, 18),
    dice.chance() < 0.12 ? 1 : 0,
  ]);
  return {
    columns: columns("visit_id BIGINT", "visit_dt DATE", "dvc_cd STRING", "page_cnt INT", "conv_flg INT"),
    rows,
  };
}

/** Tables of other departments, which the space does not list. */
export function foreignTables(dice: Dice): Record<string, RetailTable> {
  const regions = ["North", "South", "East", "West"];
  const budgets = range(12).flatMap((month) =>
    regions.map((region) => [
      `2024-${String(month).padStart(2, "0")}-01`,
      region,
      dice.money(90_000, 140_000),
    ]),
  );
  const managers = range(masterCounts.stores).map((store) => [store, `Manager ${store}`]);
  const clicks = range(60).map((index) => [index, `Campaign ${(index % 5) + 1}`, dice.whole(200, 9000)]);
  return {
    "retail.finance.budgets": {
      columns: columns("month DATE", "region STRING", "budget DECIMAL(12,2)"),
      rows: budgets,
    },
    "retail.hr.store_managers": { columns: columns("store_id INT", "manager STRING"), rows: managers },
    "retail.marketing.campaign_clicks": {
      columns: columns("day_no INT", "campaign STRING", "clicks INT"),
      rows: clicks,
    },
  };
}

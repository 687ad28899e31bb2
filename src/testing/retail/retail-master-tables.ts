import { columns, type Dice, dayText, type RetailTable } from "./retail-table.js";

/** How many of each there are. */
export const masterCounts = { customers: 3600, products: 180, stores: 24, promotions: 30 } as const;

const firstNames =
  "Anna Ben Clara David Elif Felix Greta Hugo Ines Jonas Karla Liam Mara Nils Olga Paul Rosa Sven Tara Uwe".split(
    " ",
  );
const lastNames =
  "Adler Brandt Conti Dupont Evers Fischer Garcia Hansen Ibsen Jansen Keller Lopez Maurer Novak Otten Peters Roth Schulz Turner Vidal".split(
    " ",
  );
const categories = ["Garden", "Kitchen", "Electronics", "Toys", "Outdoor", "Office"];
const brands = ["Alvaro", "Brightly", "Corvus", "Domino", "Elmhurst", "Fjord", "Granit", "Harbour"];
const cities: readonly (readonly [city: string, region: string, stores: number])[] = [
  ["Hamburg", "North", 4],
  ["Bremen", "North", 2],
  ["Munich", "South", 5],
  ["Stuttgart", "South", 3],
  ["Leipzig", "East", 2],
  ["Dresden", "East", 1],
  ["Cologne", "West", 4],
  ["Essen", "West", 3],
];

/** Customers, products, stores and promotions: the tables that others refer to. */
export function masterTables(dice: Dice): Record<string, RetailTable> {
  return {
    "retail.crm.customers": customers(dice),
    "retail.sales.products": products(dice),
    "retail.sales.stores": stores(dice),
    "retail.sales.promotions": promotions(dice),
  };
}

function customers(dice: Dice): RetailTable {
  const rows = range(masterCounts.customers).map((index) => [
    index,
    `${firstNames[index % 20]} ${lastNames[Math.floor(index / 20) % 20]} ${Math.floor(index / 400) + 1}`,
    dice.pick([
      ["P", 70],
      ["B", 22],
      ["R", 8],
    ]),
    dice.pick([
      ["A", 66],
      ["L", 24],
      ["C", 10],
    ]),
    dice.pick([
      ["DE", 48],
      ["FR", 20],
      ["NL", 14],
      ["AT", 11],
      ["ES", 7],
    ]),
    dice.day("2021-01-01", "2025-06-29"),
    dice.whole(1945, 2006),
    dice.chance() < 0.37 ? 1 : 0,
  ]);
  return {
    columns: columns(
      "cust_id BIGINT",
      "cust_nm STRING",
      "seg_cd STRING",
      "cust_stat_cd STRING",
      "ctry_cd STRING",
      "sgnup_dt DATE",
      "birth_yr INT",
      "nwsl_flg INT",
    ),
    rows,
  };
}

function products(dice: Dice): RetailTable {
  const rows = range(masterCounts.products).map((index) => {
    const listPrice = dice.money(4, 480);
    const category = dice.pick([
      ["Garden", 30],
      ["Kitchen", 26],
      ["Electronics", 20],
      ["Toys", 13],
      ["Outdoor", 8],
      ["Office", 5],
    ]);
    return [
      index,
      `${brands[index % 8]} ${category} ${100 + index}`,
      category,
      brands[index % 8] ?? "",
      listPrice,
      Math.round(listPrice * (0.45 + dice.chance() * 0.35) * 100) / 100,
      dice.day("2019-03-01", "2025-03-31"),
      dice.chance() < 0.14 ? 1 : 0,
    ];
  });
  return {
    columns: columns(
      "prod_id INT",
      "prod_nm STRING",
      "cat_nm STRING",
      "brnd_nm STRING",
      "lst_prc DECIMAL(10,2)",
      "cst_prc DECIMAL(10,2)",
      "lnch_dt DATE",
      "disc_flg INT",
    ),
    rows,
  };
}

function stores(dice: Dice): RetailTable {
  const places = cities.flatMap(([city, region, count]) =>
    range(count).map((number) => ({ city, region, number })),
  );
  const rows = places.map(({ city, region, number }, index) => [
    index + 1,
    `${city} ${number}`,
    city,
    region,
    400 + index * 37 + dice.whole(0, 30),
    dice.day("2005-01-01", "2022-12-31"),
    dice.pick([
      ["S", 6],
      ["F", 2],
      ["O", 2],
    ]),
  ]);
  return {
    columns: columns(
      "store_id INT",
      "store_nm STRING",
      "city STRING",
      "region STRING",
      "sq_m INT",
      "opn_dt DATE",
      "frmt_cd STRING",
    ),
    rows,
  };
}

function promotions(dice: Dice): RetailTable {
  const rows = range(masterCounts.promotions).map((index) => {
    const start = Date.parse(dice.day("2023-01-01", "2025-05-31")) / 86_400_000;
    return [
      index,
      `${categories[index % 6]} deal ${index}`,
      5 + ((index * 7) % 30),
      dayText(start),
      dayText(start + dice.whole(5, 28)),
    ];
  });
  return {
    columns: columns("promo_id INT", "promo_nm STRING", "dsc_pct INT", "strt_dt DATE", "end_dt DATE"),
    rows,
  };
}

/** 1 up to `count`. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

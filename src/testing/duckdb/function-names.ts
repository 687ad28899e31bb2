/** Functions that mean the same in DuckDB under the same name, as far as this simulator's documents use them. */
export const sameFunctions: ReadonlySet<string> = new Set(
  `abs avg ceil ceiling coalesce count exp floor greatest ifnull least length ln lower ltrim max min mod month
  nullif power quarter rank dense_rank row_number ntile lag lead first_value last_value round rtrim sign sqrt stddev
  stddev_samp stddev_pop var_samp var_pop variance sum trim upper year day hour minute second median replace reverse
  date_trunc extract exists in over values date timestamp decimal numeric varchar char interval cast try_cast and or not
  when then else case between like distinct as from where on using select with any all some array_agg bool_or bool_and
  starts_with position left right mode corr last_day concat_ws string int bigint double float boolean partition by order
  except replace union intersect having limit offset group qualify filter within join lateral unnest struct
  percent_rank cume_dist nth_value`.split(/\s+/),
);

/** Functions that are macros of the same meaning here. */
export const renamedFunctions: Readonly<Record<string, string>> = {
  add_months: "dbx_add_months",
  count_if: "count_if",
  current_database: "dbx_current_database",
  date_add: "dbx_date_add",
  date_sub: "dbx_date_sub",
  datediff: "dbx_datediff",
  date_diff: "dbx_datediff",
  dayofmonth: "day",
  dayofweek: "dbx_dayofweek",
  dayofyear: "dayofyear",
  if: "dbx_if",
  isnull: "dbx_isnull",
  isnotnull: "dbx_isnotnull",
  make_date: "make_date",
  months_between: "dbx_months_between",
  nvl: "dbx_nvl",
  nvl2: "dbx_nvl2",
  substr: "dbx_substring",
  substring: "dbx_substring",
  to_date: "dbx_to_date",
  trunc: "dbx_trunc",
  try_divide: "dbx_try_divide",
  weekday: "dbx_weekday",
  weekofyear: "weekofyear",
  zeroifnull: "dbx_zeroifnull",
};

/** The macros, created in a schema of their own that is always searched. */
export const macroStatements: readonly string[] = [
  "dbx_add_months(d, n) AS CAST(CAST(d AS DATE) + to_months(CAST(n AS INTEGER)) AS DATE)",
  "dbx_current_database() AS 'default'",
  "dbx_date_add(d, n) AS CAST(CAST(d AS DATE) + to_days(CAST(n AS INTEGER)) AS DATE)",
  "dbx_date_sub(d, n) AS CAST(CAST(d AS DATE) - to_days(CAST(n AS INTEGER)) AS DATE)",
  "dbx_datediff(until_, since) AS CAST(CAST(until_ AS DATE) - CAST(since AS DATE) AS INTEGER)",
  "dbx_dayofweek(d) AS dayofweek(d) + 1",
  "dbx_weekday(d) AS isodow(d) - 1",
  "dbx_if(c, a, b) AS CASE WHEN c THEN a ELSE b END",
  "dbx_isnull(a) AS a IS NULL",
  "dbx_isnotnull(a) AS a IS NOT NULL",
  "dbx_nvl(a, b) AS coalesce(a, b)",
  "dbx_nvl2(a, b, c) AS CASE WHEN a IS NOT NULL THEN b ELSE c END",
  "dbx_substring(t, s, n) AS substring(t, CASE WHEN s = 0 THEN 1 ELSE s END, n)",
  "dbx_to_date(t) AS CAST(t AS DATE)",
  "dbx_trunc(d, unit) AS CAST(date_trunc(unit, CAST(d AS DATE)) AS DATE)",
  "dbx_try_divide(a, b) AS CASE WHEN b = 0 THEN NULL ELSE a / b END",
  "dbx_zeroifnull(a) AS coalesce(a, 0)",
  // Whole months where the days agree or both are the last of their month, else a fraction of 31 days, as Spark.
  `dbx_months_between(a, b) AS CASE
    WHEN day(a) = day(b) OR (last_day(CAST(a AS DATE)) = CAST(a AS DATE) AND last_day(CAST(b AS DATE)) = CAST(b AS DATE))
    THEN (year(a) - year(b)) * 12 + month(a) - month(b)
    ELSE round((year(a) - year(b)) * 12 + month(a) - month(b) + (day(a) - day(b)) / 31.0, 8) END`,
];

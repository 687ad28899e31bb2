import { power } from "./compile/decimal-digits.js";
import { quoteString } from "./string-literals.js";

const raise = (errorClass: string, sentence: string, sqlState: string) =>
  `error(${quoteString(`[${errorClass}] ${sentence} SQLSTATE: ${sqlState}`)})`;

const divideByZero = raise(
  "DIVIDE_BY_ZERO",
  "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.",
  "22012",
);
const remainderByZero = raise(
  "REMAINDER_BY_ZERO",
  "Remainder by zero. Use `try_mod` to tolerate divisor being 0 and return NULL instead.",
  "22012",
);

const indexOfZero = raise(
  "INVALID_INDEX_OF_ZERO",
  "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).",
  "22003",
);

/** The whole part of a difference in time, cut towards zero. */
const wholeUnits = (microseconds: string) => `((epoch_us(b) - epoch_us(a)) // ${microseconds})`;

/**
 * A body that names a parameter several times, over parameters that are each written once: a macro is put in place
 * of its call, so calls within calls would grow without bound otherwise.
 */
function writtenOnce(
  parameters: readonly string[],
  body: (value: (name: string) => string) => string,
): string {
  const fields = parameters.map((name) => `"${name}" := ${name}`).join(", ");
  return `list_transform([struct_pack(${fields})], lambda written: ${body((name) => `struct_extract(written, '${name}')`)})[1]`;
}

/** A division which fails where the divisor is zero, unless the dividend is NULL. */
const guardedDivision = (failure: string, operation: (a: string, b: string) => string) =>
  writtenOnce(["a", "b"], (value) => {
    const [a, b] = [value("a"), value("b")];
    return `CASE WHEN ${b} = 0 AND ${a} IS NOT NULL THEN ${failure} ELSE ${operation(a, b)} END`;
  });

/** `n * shift / d` rounded half away from zero; the digits after the point in doubles where no integer holds them. */
const decimalQuotient = (whenZero: string) =>
  writtenOnce(["n", "d", "shift"], (value) => {
    const [n, d, shift] = [value("n"), value("d"), value("shift")];
    const rest = `(abs(${n}) % abs(${d}))`;
    return `CASE
      WHEN ${n} IS NULL OR ${d} IS NULL THEN NULL
      WHEN ${d} = 0 THEN ${whenZero}
      ELSE ((abs(${n}) // abs(${d})) * ${shift} + CASE
        WHEN CAST(${rest} AS DOUBLE) * CAST(${shift} AS DOUBLE) < 4e37 AND abs(${d}) < ${power(37)}::HUGEINT
          THEN (${rest} * ${shift} * 2 + abs(${d})) // (abs(${d}) * 2)
        ELSE CAST(round(CAST(${rest} AS DOUBLE) / CAST(abs(${d}) AS DOUBLE) * CAST(${shift} AS DOUBLE)) AS HUGEINT)
      END) * sign(${n}) * sign(${d}) END`;
  });

/**
 * `a * b / 10^cut` of whole numbers, rounded half away from zero, of which the product may be longer than any integer
 * of DuckDB: what is left of each factor below 10^cut is multiplied in halves.
 */
const cutProduct = writtenOnce(["a", "b", "low", "high"], (value) => {
  const [a, b, low, high] = [`abs(${value("a")})`, `abs(${value("b")})`, value("low"), value("high")];
  const [upperA, upperB] = [`(${a} // (${low} * ${high}))`, `(${b} // (${low} * ${high}))`];
  const [restA, restB] = [`(${a} % (${low} * ${high}))`, `(${b} % (${low} * ${high}))`];
  const [firstA, firstB] = [`(${restA} // ${low})`, `(${restB} // ${low})`];
  const [lastA, lastB] = [`(${restA} % ${low})`, `(${restB} % ${low})`];
  const firsts = `(${firstA} * ${firstB})`;
  const ratio = `(${high} // ${low})`;
  const middle = `(${firsts} % ${ratio} * ${low} + ${firstA} * ${lastB} + ${lastA} * ${firstB} + ${lastA} * ${lastB} // ${low})`;
  return `(${upperA} * ${b} + ${restA} * ${upperB} + ${firsts} // ${ratio} + (${middle} + ${high} // 2) // ${high}) * sign(${value("a")}) * sign(${value("b")})`;
});

/** Functions of Spark that DuckDB lacks or computes otherwise, as `name(parameters) AS body`. */
export const MACROS: readonly string[] = [
  `dbx_divide(a, b) AS ${guardedDivision(divideByZero, (a, b) => `${a} / ${b}`)}`,
  "dbx_try_divide(a, b) AS a / nullif(b, 0)",
  `dbx_remainder(a, b) AS ${guardedDivision(remainderByZero, (a, b) => `${a} % ${b}`)}`,
  `dbx_integer_divide(a, b) AS ${guardedDivision(divideByZero, (a, b) => `${a} // ${b}`)}`,
  `dbx_whole_quotient(a, b) AS ${guardedDivision(divideByZero, (a, b) => `trunc(${a} / ${b})`)}`,
  "dbx_positive_remainder(r, b) AS CASE WHEN r < 0 THEN (r + b) % b ELSE r END",
  `dbx_decimal_quotient(n, d, shift) AS ${decimalQuotient(divideByZero)}`,
  `dbx_try_decimal_quotient(n, d, shift) AS ${decimalQuotient("NULL")}`,
  `dbx_cut_product(a, b, low, high) AS ${cutProduct}`,
  "dbx_cut_sum(total, unit) AS (abs(total) // unit + (abs(total) % unit * 2) // unit) * sign(total)",
  "dbx_round_double(x, digits) AS COALESCE(CAST(round(TRY_CAST(CAST(x AS VARCHAR) AS DECIMAL(38,18)), digits) AS DOUBLE), round(x, digits))",
  "dbx_wrapped(x, width) AS ((x + width // 2) % width + width) % width - width // 2",
  "dbx_shift_left(x, n, width) AS dbx_wrapped(x::HUGEINT * (1::HUGEINT << n), width)",
  "dbx_shift_right(x, n, width) AS (x::HUGEINT - (x::HUGEINT % (1::HUGEINT << n) + (1::HUGEINT << n)) % (1::HUGEINT << n)) // (1::HUGEINT << n)",
  "dbx_shift_right_unsigned(x, n, width) AS dbx_wrapped((x::HUGEINT + width) % width // (1::HUGEINT << n), width)",
  "dbx_floor_to(n, unit) AS (n - (n % unit + unit) % unit) // unit",
  "dbx_half_even(n, unit) AS (abs(n) // unit + CASE WHEN abs(n) % unit * 2 > unit OR (abs(n) % unit * 2 = unit AND abs(n) // unit % 2 = 1) THEN 1 ELSE 0 END) * sign(n)",
  "dbx_cbrt(x) AS CASE WHEN round(cbrt(x)) * round(cbrt(x)) * round(cbrt(x)) = x THEN round(cbrt(x)) ELSE cbrt(x) END",
  "dbx_width_bucket(v, low, high, n) AS CASE WHEN n <= 0 OR low = high THEN NULL WHEN v < low THEN 0 WHEN v >= high THEN n + 1 ELSE CAST(floor((v - low) / (high - low) * n) AS BIGINT) + 1 END",

  `dbx_malformed(x, wanted) AS error('[CAST_INVALID_INPUT] The value ''' || x || ''' of the type "STRING" cannot be cast to "' || wanted || '" because it is malformed. Correct the value as per the syntax, or change its target type. Use \`try_cast\` to tolerate malformed input and return NULL instead. SQLSTATE: 22018')`,
  `dbx_unparsed(x) AS error('[CANNOT_PARSE_TIMESTAMP] Text ''' || x || ''' could not be parsed. Use \`try_to_timestamp\` to tolerate invalid input string and return NULL instead. SQLSTATE: 22007')`,
  "dbx_integer_text(x) AS CASE WHEN regexp_full_match(trim(x), '[+-]?[0-9]+') THEN ltrim(trim(x), '+') END",
  "dbx_number_text(x) AS CASE WHEN regexp_full_match(trim(x), '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?|(?i:[+-]?(inf|infinity)|nan)') THEN ltrim(trim(x), '+') END",
  "dbx_boolean_from_text(x) AS CASE WHEN lower(trim(x)) IN ('t', 'true', 'y', 'yes', '1') THEN TRUE WHEN lower(trim(x)) IN ('f', 'false', 'n', 'no', '0') THEN FALSE END",
  `dbx_date_from_text(x) AS CASE WHEN regexp_full_match(trim(x), '[0-9]{4}(-[0-9]{1,2}(-[0-9]{1,2}([ T].*)?)?)?') THEN TRY_CAST(
    regexp_extract(trim(x), '^[0-9]{4}') || '-' || COALESCE(nullif(regexp_extract(trim(x), '^[0-9]{4}-([0-9]{1,2})', 1), ''), '1')
    || '-' || COALESCE(nullif(regexp_extract(trim(x), '^[0-9]{4}-[0-9]{1,2}-([0-9]{1,2})', 1), ''), '1') AS DATE) END`,
  "dbx_timestamp_from_text(x) AS CASE WHEN regexp_matches(trim(x), ':.*([+-][0-9]{1,2}:?[0-9]{2}|[A-Za-z])$') THEN timezone('UTC', TRY_CAST(trim(x) AS TIMESTAMPTZ)) WHEN contains(trim(x), ':') THEN TRY_CAST(trim(x) AS TIMESTAMP) WHEN NOT regexp_matches(trim(x), '[ T]') THEN CAST(dbx_date_from_text(x) AS TIMESTAMP) END",
  "dbx_timestamp_text(t) AS strftime(t, '%Y-%m-%d %H:%M:%S') || CASE WHEN epoch_us(t) % 1000000 <> 0 THEN '.' || rtrim(strftime(t, '%f'), '0') ELSE '' END",
  "dbx_fraction_text(x) AS regexp_replace(CAST(x AS VARCHAR), '^(-?)[.]', '\\10.')",
  `dbx_scientific(digits, exponent) AS left(digits, 1) || '.' || CASE WHEN length(rtrim(digits, '0')) > 1 THEN substr(rtrim(digits, '0'), 2) ELSE '0' END || 'E' || CAST(exponent AS VARCHAR)`,
  `dbx_double_text(x) AS CASE
    WHEN x IS NULL THEN NULL
    WHEN isnan(x) THEN 'NaN'
    WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
    WHEN x = 0 THEN '0.0'
    WHEN abs(x) >= 0.001 AND abs(x) < 10000000 THEN CAST(x AS VARCHAR)
    ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || CASE
      WHEN contains(CAST(x AS VARCHAR), 'e') THEN dbx_scientific(replace(regexp_extract(CAST(abs(x) AS VARCHAR), '^[^e]*'), '.', ''), CAST(regexp_extract(CAST(x AS VARCHAR), 'e(.*)$', 1) AS INTEGER))
      WHEN abs(x) >= 1 THEN dbx_scientific(replace(CAST(abs(x) AS VARCHAR), '.', ''), instr(CAST(abs(x) AS VARCHAR), '.') - 2)
      ELSE dbx_scientific(ltrim(replace(CAST(abs(x) AS VARCHAR), '.', ''), '0'), 1 - length(regexp_extract(CAST(abs(x) AS VARCHAR), '^0[.]0*')))
    END END`,

  `dbx_substring(x, start, size, to_end) AS CASE WHEN start IS NULL THEN NULL
    WHEN to_end THEN substr(x, greatest(CASE WHEN start > 0 THEN start - 1 WHEN start < 0 THEN length(x) + start ELSE 0 END, 0) + 1)
    WHEN size IS NOT NULL THEN substr(x, greatest(CASE WHEN start > 0 THEN start - 1 WHEN start < 0 THEN length(x) + start ELSE 0 END, 0) + 1,
      greatest(greatest(CASE WHEN start > 0 THEN start - 1 WHEN start < 0 THEN length(x) + start ELSE 0 END + size, 0)
        - greatest(CASE WHEN start > 0 THEN start - 1 WHEN start < 0 THEN length(x) + start ELSE 0 END, 0), 0)) END`,
  "dbx_substring_index(x, mark, n) AS CASE WHEN x IS NULL OR mark IS NULL OR n IS NULL THEN NULL WHEN mark = '' OR n = 0 THEN '' WHEN abs(n) >= len(string_split(x, mark)) THEN x WHEN n > 0 THEN array_to_string(string_split(x, mark)[1:n], mark) ELSE array_to_string(string_split(x, mark)[len(string_split(x, mark)) + n + 1:], mark) END",
  "dbx_lpad(x, size, fill) AS CASE WHEN size <= 0 THEN '' WHEN fill = '' OR length(x) >= size THEN left(x, size) ELSE lpad(x, size, fill) END",
  "dbx_rpad(x, size, fill) AS CASE WHEN size <= 0 THEN '' WHEN fill = '' OR length(x) >= size THEN left(x, size) ELSE rpad(x, size, fill) END",
  "dbx_replace(x, search, mark) AS CASE WHEN search = '' THEN x ELSE replace(x, search, mark) END",
  "dbx_overlay(x, mark, start, size) AS left(x, start - 1) || mark || substr(x, start + size)",
  `dbx_split_part(x, mark, n) AS CASE WHEN n = 0 AND x IS NOT NULL AND mark IS NOT NULL THEN ${indexOfZero}
    WHEN mark = '' THEN CASE WHEN abs(n) = 1 THEN x WHEN x IS NOT NULL THEN '' END ELSE split_part(x, mark, n) END`,
  // What lies before the last part is as long as the parts and marks before it.
  `dbx_split(x, mark, most) AS CASE WHEN x IS NULL OR mark IS NULL OR most IS NULL THEN NULL
    WHEN most <= 0 OR len(string_split_regex(x, mark)) <= most THEN string_split_regex(x, mark)
    ELSE list_append(string_split_regex(x, mark)[1:most - 1], substr(x, 1 + COALESCE(length(array_to_string(list_concat(string_split_regex(x, mark)[1:most - 1], regexp_extract_all(x, mark)[1:most - 1]), '')), 0))) END`,
  `dbx_no_such_group(x, name, most, idx) AS CASE WHEN x IS NOT NULL THEN error('[INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX] The value of parameter(s) \`idx\` in \`' || name || '\` is invalid: Expects group index between 0 and ' || most || ', but got ' || idx || '. SQLSTATE: 22023') END`,
  "dbx_locate(part, x, start) AS CAST(CASE WHEN part IS NULL OR x IS NULL THEN NULL WHEN start < 1 THEN 0 WHEN instr(substr(x, start), part) = 0 THEN 0 ELSE instr(substr(x, start), part) + start - 1 END AS INTEGER)",
  "dbx_joined(items, mark) AS CASE WHEN len(list_filter(items, lambda e: e IS NOT NULL)) > 0 THEN array_to_string(items, mark) END",
  // DuckDB would write the one letter that German has for it since 2017.
  "dbx_upper(x) AS upper(replace(x, 'ß', 'SS'))",
  "dbx_initcap(x) AS array_to_string(list_transform(string_split(lower(x), ' '), lambda w: upper(left(w, 1)) || substr(w, 2)), ' ')",

  `dbx_array_at(items, i) AS CASE WHEN i < 0 OR i >= len(items) THEN error('[INVALID_ARRAY_INDEX] The index ' || i || ' is out of bounds. The array has ' || len(items) || ' elements. Use the SQL function \`get()\` to tolerate accessing element at invalid index and return NULL instead. SQLSTATE: 22003') ELSE items[i + 1] END`,
  "dbx_array_get(items, i) AS CASE WHEN i >= 0 THEN items[i + 1] END",
  `dbx_element_at(items, i) AS CASE WHEN i = 0 THEN ${indexOfZero}
    WHEN abs(i) > len(items) THEN error('[INVALID_ARRAY_INDEX_IN_ELEMENT_AT] The index ' || i || ' is out of bounds. The array has ' || len(items) || ' elements. Use \`try_element_at\` to tolerate accessing element at invalid index and return NULL instead. SQLSTATE: 22003')
    ELSE items[i] END`,
  "dbx_try_element_at(items, i) AS items[i]",
  "dbx_array_contains(items, item) AS CASE WHEN items IS NULL OR item IS NULL THEN NULL WHEN list_contains(items, item) THEN TRUE WHEN len(list_filter(items, lambda e: e IS NULL)) > 0 THEN NULL ELSE FALSE END",
  `dbx_arrays_overlap(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_has_any(a, b) THEN TRUE
    WHEN len(a) > 0 AND len(b) > 0 AND len(list_filter(list_concat(a, b), lambda e: e IS NULL)) > 0 THEN NULL ELSE FALSE END`,
  "dbx_flatten(lists) AS CASE WHEN len(list_filter(lists, lambda e: e IS NULL)) = 0 THEN flatten(lists) END",
  `dbx_leads_on(start, stop, step) AS CASE WHEN (step > 0 AND start > stop) OR (step < 0 AND start < stop) OR (step = 0 AND start <> stop)
    THEN error('[INVALID_PARAMETER_VALUE.BOUNDARIES] Illegal sequence boundaries: ' || start || ' to ' || stop || ' by ' || step || ' SQLSTATE: 22023') ELSE TRUE END`,
  "dbx_array_distinct(items) AS list_filter(items, lambda e, i: len(list_filter(items, lambda o, j: j < i AND o IS NOT DISTINCT FROM e)) = 0)",
  `dbx_slice(items, start, size) AS CASE WHEN start = 0 THEN ${raise("INVALID_PARAMETER_VALUE.START", "The value of parameter(s) `start` in `slice` is invalid: Expects a positive or a negative value for `start`, but got 0.", "22023")}
    WHEN start > 0 THEN items[start:start + size - 1] WHEN -start > len(items) THEN items[1:0] ELSE items[len(items) + start + 1:len(items) + start + size] END`,

  `dbx_row_count(n, word) AS CASE
    WHEN n < 0 THEN error('[INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE] The ' || word || ' like expression is invalid. The ' || word || ' expression must be equal to or greater than 0, but got ' || n || '. SQLSTATE: 42K0E')
    WHEN n IS NULL THEN error('[INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL] The ' || word || ' like expression is invalid. The evaluated ' || word || ' expression must not be null. SQLSTATE: 42K0E')
    ELSE n END`,
  "dbx_grouped(digits) AS ltrim(reverse(regexp_replace(reverse(digits), '([0-9]{3})', '\\1,', 'g')), ',')",
  "dbx_grouped_text(is_negative, x) AS CASE WHEN is_negative THEN '-' ELSE '' END || dbx_grouped(string_split(dbx_fraction_text(x), '.')[1]) || substr(dbx_fraction_text(x), 1 + length(string_split(dbx_fraction_text(x), '.')[1]))",
  "dbx_any(tests) AS CASE WHEN list_contains(tests, TRUE) THEN TRUE WHEN len(list_filter(tests, lambda t: t IS NULL)) > 0 THEN NULL WHEN tests IS NOT NULL THEN FALSE END",
  "dbx_all(tests) AS CASE WHEN list_contains(tests, FALSE) THEN FALSE WHEN len(list_filter(tests, lambda t: t IS NULL)) > 0 THEN NULL WHEN tests IS NOT NULL THEN TRUE END",

  "dbx_json_text(x, path) AS CASE WHEN json_valid(x) THEN json_extract_string(x, path) END",
  "dbx_valid_json(x) AS TRY_CAST(x AS JSON)",
  `dbx_parse_json(x) AS COALESCE(TRY_CAST(x AS JSON), CASE WHEN x IS NOT NULL THEN ${raise("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", "Malformed records are detected in record parsing. Use `try_parse_json` to return NULL instead.", "22023")} END)`,

  "dbx_months_whole(a, b) AS (year(b) - year(a)) * 12 + month(b) - month(a)",
  `dbx_month_series(start, stop, months) AS list_filter(
    list_transform(range(abs(dbx_months_whole(start, stop)) // abs(months) + 2), lambda i: start + to_months(CAST(i * months AS INTEGER))),
    lambda t: CASE WHEN months > 0 THEN t <= stop ELSE t >= stop END)`,
  "dbx_in_month(t) AS epoch_us(t) - epoch_us(date_trunc('month', t))",
  "dbx_months_from(a, b) AS dbx_months_whole(a, b) - CASE WHEN dbx_months_whole(a, b) > 0 AND dbx_in_month(b) < dbx_in_month(a) THEN 1 WHEN dbx_months_whole(a, b) < 0 AND dbx_in_month(b) > dbx_in_month(a) THEN -1 ELSE 0 END",
  "dbx_quarters_from(a, b) AS dbx_months_from(a, b) // 3",
  "dbx_years_from(a, b) AS dbx_months_from(a, b) // 12",
  `dbx_weeks_from(a, b) AS ${wholeUnits("604800000000")}`,
  `dbx_days_from(a, b) AS ${wholeUnits("86400000000")}`,
  `dbx_hours_from(a, b) AS ${wholeUnits("3600000000")}`,
  `dbx_minutes_from(a, b) AS ${wholeUnits("60000000")}`,
  `dbx_seconds_from(a, b) AS ${wholeUnits("1000000")}`,
  `dbx_milliseconds_from(a, b) AS ${wholeUnits("1000")}`,
  `dbx_microseconds_from(a, b) AS ${wholeUnits("1")}`,
  "dbx_is_month_end(t) AS CAST(t AS DATE) = last_day(CAST(t AS DATE))",
  `dbx_months_between(a, b, is_rounded) AS CASE
    WHEN day(a) = day(b) OR (dbx_is_month_end(a) AND dbx_is_month_end(b)) THEN CAST(dbx_months_whole(b, a) AS DOUBLE)
    WHEN is_rounded THEN round(dbx_months_whole(b, a) + (dbx_in_month(a) - dbx_in_month(b)) / 2678400000000.0::DOUBLE, 8)
    ELSE dbx_months_whole(b, a) + (dbx_in_month(a) - dbx_in_month(b)) / 2678400000000.0::DOUBLE END`,
  "dbx_in_this_century(t) AS CASE WHEN year(t) < 2000 THEN t + INTERVAL 100 YEAR ELSE t END",
  "dbx_next_day(d, target) AS d + CAST((target - isodow(d) + 6) % 7 + 1 AS INTEGER)",
];

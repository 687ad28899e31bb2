import { add, subtract } from "../compile/arithmetic.js";
import { castTo } from "../compile/cast.js";
import { compileIn } from "../compile/environment.js";
import { type Expression, expression, nullLiteral } from "../compile/expression.js";
import { intervalOf } from "../compile/intervals.js";
import { refused, unsupported } from "../failures.js";
import { quoteString } from "../string-literals.js";
import {
  DATE,
  DOUBLE,
  decimal,
  INT,
  isTimestamp,
  LONG,
  type SqlType,
  STRING,
  TIMESTAMP,
  TIMESTAMP_NTZ,
} from "../types/sql-type.js";
import { unitNamed, unitOf, wordOf } from "./date-units.js";
import { argumentsOf, bring, type Functions, labelOf, type SqlFunction, scalar, special } from "./define.js";
import { intervalField } from "./interval-fields.js";

const part = (duckdb: string) =>
  scalar(["timestamp"], INT, ([value]) => `CAST(${duckdb}(${value}) AS INTEGER)`);
const weekday: SqlFunction = scalar(["timestamp"], INT, ([value]) => `CAST(isodow(${value}) - 1 AS INTEGER)`);
const dayOfWeek: SqlFunction = scalar(
  ["timestamp"],
  INT,
  ([value]) => `CAST(dayofweek(${value}) + 1 AS INTEGER)`,
);

/** Fields of `extract` and `date_part`: how to compute them and their type. */
const FIELDS: Readonly<Record<string, readonly [(value: string) => string, SqlType]>> = {
  year: [(value) => `CAST(year(${value}) AS INTEGER)`, INT],
  yearofweek: [(value) => `CAST(isoyear(${value}) AS INTEGER)`, INT],
  quarter: [(value) => `CAST(quarter(${value}) AS INTEGER)`, INT],
  month: [(value) => `CAST(month(${value}) AS INTEGER)`, INT],
  week: [(value) => `CAST(weekofyear(${value}) AS INTEGER)`, INT],
  day: [(value) => `CAST(day(${value}) AS INTEGER)`, INT],
  dayofweek: [(value) => `CAST(dayofweek(${value}) + 1 AS INTEGER)`, INT],
  dow: [(value) => `CAST(dayofweek(${value}) + 1 AS INTEGER)`, INT],
  dayofweek_iso: [(value) => `CAST(isodow(${value}) AS INTEGER)`, INT],
  dow_iso: [(value) => `CAST(isodow(${value}) AS INTEGER)`, INT],
  doy: [(value) => `CAST(dayofyear(${value}) AS INTEGER)`, INT],
  hour: [(value) => `CAST(hour(${value}) AS INTEGER)`, INT],
  minute: [(value) => `CAST(minute(${value}) AS INTEGER)`, INT],
  second: [(value) => `CAST((epoch_us(${value}) % 60000000) / 1000000.0 AS DECIMAL(8,6))`, decimal(8, 6)],
};

const FIELD_ALIASES: Readonly<Record<string, string>> = {
  dayofyear: "doy",
  years: "year",
  yr: "year",
  months: "month",
  mon: "month",
  days: "day",
  d: "day",
  w: "week",
  weeks: "week",
  qtr: "quarter",
  hours: "hour",
  h: "hour",
  minutes: "minute",
  m: "minute",
  min: "minute",
  seconds: "second",
  s: "second",
  sec: "second",
  isoweek: "week",
  isodow: "dow_iso",
};

function fieldOf(name: string, source: Expression, caller: string): Expression | undefined {
  if (source.type.kind === "interval") return intervalField(name, source, source.type);
  const value = bring(source, "timestamp", caller);
  const field = FIELDS[name];
  return field && expression(field[0](value.sql), field[1]);
}

const extract = special([2, 2], (call, environment) => {
  const name = wordOf(call.args[0], environment).toLowerCase();
  const source = compileIn(environment, call.args[1] ?? { kind: "null", fields: {} });
  const label = `${call.name}(${name} FROM ${source.label})`;
  const found = fieldOf(FIELD_ALIASES[name] ?? name, source, call.name);
  if (!found)
    throw refused("INVALID_EXTRACT_FIELD", "42601", `Cannot extract \`${name}\` from "${source.label}".`);
  return { ...found, label };
});

const dateTrunc = special([2, 2], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [unit = nullLiteral, value = nullLiteral] = values;
  const label = labelOf(call.name, values);
  const timestamp = bring(value, "timestamp", label);
  if (typeof unit.literal !== "string") throw unsupported("date_trunc with a unit that is no literal");
  const name = unitNamed(unit.literal);
  return expression(
    name === undefined
      ? "CAST(NULL AS TIMESTAMP)"
      : `CAST(date_trunc('${name}', ${asTimestamp(timestamp)}) AS TIMESTAMP)`,
    isTimestamp(timestamp.type) ? timestamp.type : TIMESTAMP,
    label,
  );
});

const asTimestamp = (value: Expression) => castTo(value, TIMESTAMP).sql;

const trunc = special([2, 2], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [value = nullLiteral, unit = nullLiteral] = values;
  const label = labelOf(call.name, values);
  if (typeof unit.literal !== "string") throw unsupported("trunc with a unit that is no literal");
  const name = unitNamed(unit.literal);
  const isKnown = name === "year" || name === "quarter" || name === "month" || name === "week";
  const day = bring(value, "date", label).sql;
  return expression(
    isKnown ? `CAST(date_trunc('${name}', ${day}) AS DATE)` : "CAST(NULL AS DATE)",
    DATE,
    label,
  );
});

/** `date_add(start, days)` and, with a unit first, `dateadd(unit, amount, start)`. */
const shift = (sign: 1 | -1) =>
  special([2, 3], (call, environment) => {
    if (call.args.length === 2) {
      const values = argumentsOf(call, environment);
      const [start = nullLiteral, days = nullLiteral] = values;
      const label = labelOf(call.name, values);
      const moved = (sign === 1 ? add : subtract)(bring(start, "date", label), bring(days, "int", label));
      return { ...moved, label };
    }
    if (sign === -1) throw unsupported(`${call.name} with a unit`);
    const unit = unitOf(call.args[0], environment, call.name);
    const [amount = nullLiteral, start = nullLiteral] = call.args
      .slice(1)
      .map((node) => compileIn(environment, node));
    const label = `${call.name}(${unit.toUpperCase()}, ${amount.label}, ${start.label})`;
    return { ...add(castTo(bring(start, "timestamp", label), TIMESTAMP), intervalOf(amount, unit)), label };
  });

/** `datediff(end, start)` in days and, with a unit first, whole units from start to end. */
const difference = special([2, 3], (call, environment) => {
  if (call.args.length === 2) {
    const values = argumentsOf(call, environment);
    const label = labelOf(call.name, values);
    const [end, start] = values.map((value) => bring(value, "date", label).sql);
    return expression(`CAST(${end} - ${start} AS INTEGER)`, INT, label);
  }
  const unit = unitOf(call.args[0], environment, call.name);
  const values = call.args.slice(1).map((node) => compileIn(environment, node));
  const label = `${call.name}(${unit.toUpperCase()}, ${values.map((value) => value.label).join(", ")})`;
  const [start, end] = values.map((value) => asTimestamp(bring(value, "timestamp", label)));
  return expression(`CAST(dbx_${unit}s_from(${start}, ${end}) AS BIGINT)`, LONG, label);
});

const DAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"];

const nextDay = special([2, 2], (call, environment) => {
  const values = argumentsOf(call, environment);
  const [start = nullLiteral, day = nullLiteral] = values;
  const label = labelOf(call.name, values);
  if (typeof day.literal !== "string") throw unsupported("next_day with a day that is no literal");
  const target = DAYS.indexOf(day.literal.trim().toLowerCase().slice(0, 2)) + 1;
  if (target === 0)
    throw refused("ILLEGAL_DAY_OF_WEEK", "22009", `Illegal input for day of week: ${day.literal}.`);
  return expression(`dbx_next_day(${bring(start, "date", label).sql}, ${target})`, DATE, label);
});

const inZone = (_name: string, write: (timestamp: string, zone: string) => string) =>
  scalar(["timestamp", "string"], TIMESTAMP, ([timestamp = "NULL", zone = "NULL"]) => write(timestamp, zone));

const convertTimezone = special([2, 3], (call, environment) => {
  const values = argumentsOf(call, environment);
  const label = labelOf(call.name, values);
  const [from, to, value] = values.length === 3 ? values : [expression("'UTC'", STRING), ...values];
  const sql = `timezone(${to?.sql}, timezone(${from?.sql}, ${asTimestamp(bring(value ?? nullLiteral, "timestamp", label))}))`;
  return expression(sql, TIMESTAMP_NTZ, label);
});

const now: SqlFunction = special([0, 0], (call, { statement }) =>
  expression(statement.clock(), TIMESTAMP, labelOf(call.name, [])),
);
const today: SqlFunction = special([0, 0], (call, { statement }) =>
  expression(`CAST(${statement.clock()} AS DATE)`, DATE, labelOf(call.name, [])),
);
const makeTimestamp = scalar(["int", "int", "int", "int", "int", "double"], TIMESTAMP, "make_timestamp");

export const dateFunctions: Functions = {
  current_date: today,
  curdate: today,
  current_timestamp: now,
  now,
  getdate: now,
  localtimestamp: special([0, 0], (call, { statement }) =>
    expression(statement.clock(), TIMESTAMP_NTZ, labelOf(call.name, [])),
  ),
  current_timezone: scalar([], STRING, () => "'UTC'"),
  year: part("year"),
  quarter: part("quarter"),
  month: part("month"),
  day: part("day"),
  dayofmonth: part("day"),
  dayofyear: part("dayofyear"),
  weekofyear: part("weekofyear"),
  hour: part("hour"),
  minute: part("minute"),
  second: part("second"),
  dayofweek: dayOfWeek,
  weekday,
  dayname: scalar(["timestamp"], STRING, ([value]) => `strftime(${value}, '%a')`),
  monthname: scalar(["timestamp"], STRING, ([value]) => `strftime(${value}, '%b')`),
  extract,
  date_part: extract,
  datepart: extract,
  date_trunc: dateTrunc,
  trunc,
  date_add: shift(1),
  dateadd: shift(1),
  timestampadd: shift(1),
  date_sub: shift(-1),
  datediff: difference,
  date_diff: difference,
  timestampdiff: difference,
  add_months: scalar(
    ["date", "int"],
    DATE,
    ([start, months]) => `CAST(${start} + to_months(${months}) AS DATE)`,
  ),
  months_between: scalar(
    ["timestamp", "timestamp"],
    DOUBLE,
    ([a, b, isRounded = "TRUE"]) => `dbx_months_between(${a}, ${b}, ${isRounded})`,
    { optional: ["boolean"] },
  ),
  last_day: scalar(["date"], DATE, "last_day"),
  next_day: nextDay,
  make_date: scalar(["int", "int", "int"], DATE, "make_date"),
  make_timestamp: makeTimestamp,
  make_timestamp_ntz: makeTimestamp,
  unix_date: scalar(["date"], INT, ([value]) => `CAST(${value} - DATE '1970-01-01' AS INTEGER)`),
  date_from_unix_date: scalar(["int"], DATE, ([days]) => `(DATE '1970-01-01' + ${days})`),
  timestamp_seconds: scalar(
    ["double"],
    TIMESTAMP,
    ([seconds]) => `make_timestamp(CAST(${seconds} * 1000000 AS BIGINT))`,
  ),
  timestamp_millis: scalar(["long"], TIMESTAMP, ([millis]) => `make_timestamp(${millis} * 1000)`),
  timestamp_micros: scalar(["long"], TIMESTAMP, ([micros]) => `make_timestamp(${micros})`),
  unix_seconds: scalar(
    ["timestamp"],
    LONG,
    ([value]) => `CAST(floor(epoch_us(${value}) / 1000000) AS BIGINT)`,
  ),
  unix_millis: scalar(["timestamp"], LONG, ([value]) => `CAST(floor(epoch_us(${value}) / 1000) AS BIGINT)`),
  unix_micros: scalar(["timestamp"], LONG, "epoch_us"),
  from_utc_timestamp: inZone(
    "from_utc_timestamp",
    (timestamp, zone) => `timezone(${zone}, timezone('UTC', ${timestamp}))`,
  ),
  to_utc_timestamp: inZone(
    "to_utc_timestamp",
    (timestamp, zone) => `timezone('UTC', timezone(${zone}, ${timestamp}))`,
  ),
  convert_timezone: convertTimezone,
  make_ym_interval: special([0, 2], (call, environment) => {
    const [years, months] = argumentsOf(call, environment);
    const zero = expression("0", INT);
    return add(intervalOf(years ?? zero, "year"), intervalOf(months ?? zero, "month"));
  }),
  make_dt_interval: special([0, 4], (call, environment) => {
    const values = argumentsOf(call, environment);
    const zero = expression("0", INT);
    return ["day", "hour", "minute", "second"]
      .map((unit, at) => intervalOf(values[at] ?? zero, unit))
      .reduce(add);
  }),
  window: special([2, 2], (call, environment) => {
    const values = argumentsOf(call, environment);
    const [time = nullLiteral, width = nullLiteral] = values;
    const label = labelOf(call.name, values);
    if (
      typeof width.literal !== "string" ||
      !/^\s*\d+\s+(week|day|hour|minute|second)s?\s*$/i.test(width.literal)
    )
      throw unsupported(`window over ${width.label}`);
    const size = `INTERVAL ${quoteString(width.literal.trim())}`;
    const start = `time_bucket(${size}, ${asTimestamp(bring(time, "timestamp", label))}, TIMESTAMP '1970-01-01')`;
    const fields = [
      { name: "start", type: TIMESTAMP },
      { name: "end", type: TIMESTAMP },
    ];
    return expression(
      `struct_pack("start" := ${start}, "end" := ${start} + ${size})`,
      { kind: "struct", fields },
      "window",
    );
  }),
};

import {
  addDays,
  type DateRange,
  type Grain,
  monthNumber,
  monthStart,
  monthsFrom,
  unitAround,
} from "./calendar.js";
import type { Token } from "./tokenizer.js";

/** What a question says about time. */
export interface TimeReading {
  readonly range?: DateRange | undefined;
  /** Unit of "monthly", "over time" and the like; "by month" is left to the dimensions. */
  readonly grain?: Grain | undefined;
  /** Positions of the tokens that were understood. */
  readonly consumed: ReadonlySet<number>;
  /** The words behind the range. */
  readonly words: string;
}

/** Settings that a text instruction may change. */
export interface TimeSettings {
  /** @default 1 */
  readonly fiscalYearStart?: number | undefined;
}

const adverbs: Readonly<Record<string, Grain>> = {
  daily: "day",
  weekly: "week",
  monthly: "month",
  quarterly: "quarter",
  yearly: "year",
  annual: "year",
  annually: "year",
  trend: "month",
};
const ordinals: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  "1st": 1,
  "2nd": 2,
  "3rd": 3,
  "4th": 4,
};
const numbers: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  ten: 10,
  twelve: 12,
};
const year = "((?:19|20)\\d{2})";
const month =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const date = "(\\d{4}-\\d{2}-\\d{2})";
const unit = "(day|week|month|quarter|year)s?";
const lead = "(?:(?:in|during|for|of|over|within|on|from) )?(?:the )?(?:calendar )?";

interface TimeRule {
  readonly pattern: RegExp;
  readonly read: (
    groups: readonly (string | undefined)[],
    context: { readonly today: string; readonly fiscalStart: number },
  ) => DateRange | undefined;
}

const rule = (source: string, read: TimeRule["read"]): TimeRule => ({
  pattern: new RegExp(`(?<= )${source}(?= )`),
  read,
});
const yearOf = (text: string | undefined, today: string) => Number(text ?? today.slice(0, 4));

/** Most specific first: the first rule that fits wins. */
const rules: readonly TimeRule[] = [
  rule(`(?:between|from) ${date} (?:and|to|until|through) ${date}`, ([from, to]) => ({
    start: from,
    end: addDays(to ?? "", 1),
  })),
  rule(
    `(?:between|from) ${month}(?: ${year})? (?:and|to|until|through) ${month}(?: ${year})?`,
    ([from, fromYear, to, toYear], { today }) => {
      const last = yearOf(toYear ?? fromYear, today);
      const start = monthStart(yearOf(fromYear ?? toYear, today), monthNumber(from ?? "") ?? 1);
      return { start, end: monthStart(last, (monthNumber(to ?? "") ?? 12) + 1) };
    },
  ),
  rule(`(?:between|from) ${year} (?:and|to|until|through) ${year}`, ([from, to]) => ({
    start: `${from}-01-01`,
    end: monthStart(Number(to) + 1, 1),
  })),
  rule(`${lead}(?:fiscal year|financial year|fy) ?${year}`, ([text], { fiscalStart }) =>
    monthsFrom(Number(text), fiscalStart, 12),
  ),
  rule(`${lead}fy(\\d{2})`, ([text], { fiscalStart }) => monthsFrom(2000 + Number(text), fiscalStart, 12)),
  rule(`(?:in |during |for )?(?:this|the current) (?:fiscal|financial) year`, (_, { today, fiscalStart }) =>
    unitAround(today, "year", 0, fiscalStart),
  ),
  rule(
    `(?:in |during |for )?(?:the )?(?:last|previous) (?:fiscal|financial) year`,
    (_, { today, fiscalStart }) => unitAround(today, "year", -1, fiscalStart),
  ),
  rule(`${lead}${year} q([1-4])`, ([text, quarter]) => monthsFrom(Number(text), Number(quarter) * 3 - 2, 3)),
  rule(
    `${lead}(?:q([1-4])|([1-4])(?:st|nd|rd|th)? quarter|(first|second|third|fourth) quarter)(?: of)?(?: ${year})?`,
    ([q, digit, word, text], { today }) => {
      const quarter = Number(q ?? digit ?? ordinals[word ?? ""]);
      return monthsFrom(yearOf(text, today), quarter * 3 - 2, 3);
    },
  ),
  rule(`${lead}(?:h([12])|(first|second) half)(?: of)?(?: ${year})?`, ([digit, word, text], { today }) =>
    monthsFrom(yearOf(text, today), Number(digit ?? ordinals[word ?? ""]) * 6 - 5, 6),
  ),
  rule(`(?:on |at )?(?:the )?(\\d{1,2}) ${month},? ${year}`, ([day, name, text]) => oneDay(text, name, day)),
  rule(`(?:on )?${month} (\\d{1,2}) ,? ?${year}`, ([name, day, text]) => oneDay(text, name, day)),
  rule(`(?:since|starting|from) ${month} ${year}`, ([name, text]) => ({
    start: monthStart(Number(text), monthNumber(name ?? "") ?? 1),
  })),
  rule(`(?:before|until) ${month} ${year}`, ([name, text]) => ({
    end: monthStart(Number(text), monthNumber(name ?? "") ?? 1),
  })),
  rule(`(?:after) ${month} ${year}`, ([name, text]) => ({
    start: monthStart(Number(text), (monthNumber(name ?? "") ?? 12) + 1),
  })),
  rule(`${lead}${month}(?: of)? ${year}`, ([name, text]) =>
    monthsFrom(Number(text), monthNumber(name ?? "") ?? 1, 1),
  ),
  rule(`(?:since|starting|from) ${year}`, ([text]) => ({ start: `${text}-01-01` })),
  rule(`(?:before|until) ${year}`, ([text]) => ({ end: `${text}-01-01` })),
  rule(`after ${year}`, ([text]) => ({ start: monthStart(Number(text) + 1, 1) })),
  rule(`(?:since|from|starting) ${date}`, ([day]) => ({ start: day })),
  rule(`before ${date}`, ([day]) => ({ end: day })),
  rule(`after ${date}`, ([day]) => ({ start: addDays(day ?? "", 1) })),
  rule(`(?:on )?${date}`, ([day]) => ({ start: day, end: addDays(day ?? "", 1) })),
  rule(
    `${lead}(?:last|past|previous) (\\d+|two|three|four|five|six|seven|ten|twelve) ${unit}`,
    ([count, grain], { today }) => {
      const size = numbers[count ?? ""] ?? Number(count);
      const tomorrow = addDays(today, 1);
      if (grain === "day" || grain === "week")
        return { start: addDays(tomorrow, -size * (grain === "week" ? 7 : 1)), end: tomorrow };
      const current = unitAround(today, grainOf(grain), 0);
      return { start: unitAround(today, grainOf(grain), -size).start, end: current.start };
    },
  ),
  rule(`${lead}(?:last|previous|past) ${unit}`, ([grain], { today }) =>
    unitAround(today, grainOf(grain), -1),
  ),
  rule(`${lead}(?:this|current) ${unit}`, ([grain], { today }) => unitAround(today, grainOf(grain), 0)),
  rule("(?:year to date|ytd|so far this year)", (_, { today }) => ({
    start: `${today.slice(0, 4)}-01-01`,
    end: addDays(today, 1),
  })),
  rule("(?:month to date|mtd)", (_, { today }) => ({
    start: `${today.slice(0, 8)}01`,
    end: addDays(today, 1),
  })),
  rule("yesterday", (_, { today }) => unitAround(today, "day", -1)),
  rule("today", (_, { today }) => unitAround(today, "day", 0)),
  rule(`${lead}${year} and ${year}`, ([from, to]) => ({
    start: `${from}-01-01`,
    end: monthStart(Number(to) + 1, 1),
  })),
  rule(`${lead}(?:year )?${year}`, ([text]) => monthsFrom(Number(text), 1, 12)),
  rule(`(?:in|during|for) ${month}`, ([name], { today }) => {
    const number = monthNumber(name ?? "") ?? 1;
    return monthsFrom(Number(today.slice(0, 4)) - (number > Number(today.slice(5, 7)) ? 1 : 0), number, 1);
  }),
];

/** Finds the period a question is about, relative to `now` (milliseconds since the epoch, UTC). */
export function readTime(tokens: readonly Token[], now: number, settings: TimeSettings = {}): TimeReading {
  const starts: number[] = [];
  let text = " ";
  for (const token of tokens) {
    starts.push(text.length);
    text += `${token.text.toLowerCase()} `;
  }
  const consumed = new Set<number>();
  const context = {
    today: new Date(now).toISOString().slice(0, 10),
    fiscalStart: settings.fiscalYearStart ?? 1,
  };
  let range: DateRange | undefined;
  let words = "";
  for (const { pattern, read } of rules) {
    const match = pattern.exec(text);
    if (match === null) continue;
    range = read(match.slice(1), context);
    words = match[0].trim();
    for (const [index, start] of starts.entries()) {
      if (start >= match.index && start < match.index + match[0].length) consumed.add(index);
    }
    break;
  }
  let grain: Grain | undefined;
  for (const [index, token] of tokens.entries()) {
    const lower = token.text.toLowerCase();
    const next = tokens[index + 1]?.text.toLowerCase();
    const found = adverbs[lower] ?? (lower === "over" && next === "time" ? "month" : undefined);
    const doubled =
      tokens[index + 1]?.text.toLowerCase() === "by" && tokens[index + 2]?.text.toLowerCase() === lower;
    if (found === undefined && !(doubled && isGrain(lower))) continue;
    grain ??= found ?? grainOf(lower);
    consumed.add(index);
    if (lower === "over") consumed.add(index + 1);
    if (doubled) consumed.add(index + 1).add(index + 2);
  }
  return { range, grain, consumed, words };
}

/** Whether a word names a calendar unit. */
export function isGrain(word: string): word is Grain {
  return ["day", "week", "month", "quarter", "year"].includes(word);
}

function grainOf(word: string | undefined): Grain {
  return word !== undefined && isGrain(word) ? word : "month";
}

function oneDay(year: string | undefined, name: string | undefined, day: string | undefined): DateRange {
  const start = addDays(monthStart(Number(year), monthNumber(name ?? "") ?? 1), Number(day) - 1);
  return { start, end: addDays(start, 1) };
}

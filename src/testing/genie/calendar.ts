/** Calendar units that a question may group or count back by. */
export type Grain = "day" | "week" | "month" | "quarter" | "year";

/** Days from `start` up to, but not including, `end`, as `YYYY-MM-DD`. An absent end is open. */
export interface DateRange {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

const monthNames =
  "january february march april may june july august september october november december".split(" ");

/** Month 1 to 12 of a full or three-letter English name. */
export function monthNumber(word: string): number | undefined {
  const lower = word.toLowerCase().replace(/\.$/, "");
  if (lower.length < 3) return undefined;
  const index = monthNames.findIndex(
    (name) =>
      name === lower ||
      (lower.length <= 4 && name.startsWith(lower.slice(0, 3)) && (lower.length === 3 || lower === "sept")),
  );
  return index === -1 ? undefined : index + 1;
}

/** First day of a month; months beyond 12 and below 1 run into the neighbouring years. */
export function monthStart(year: number, month: number): string {
  return new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10);
}

/** `months` whole months beginning at a month. */
export function monthsFrom(year: number, month: number, months: number): DateRange {
  return { start: monthStart(year, month), end: monthStart(year, month + months) };
}

/** A day moved by whole days. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The calendar unit holding `day`, moved by `offset` units. Weeks begin on Monday; fiscal years on `yearStart`. */
export function unitAround(day: string, grain: Grain, offset: number, yearStart = 1): DateRange {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  switch (grain) {
    case "day":
      return { start: addDays(day, offset), end: addDays(day, offset + 1) };
    case "week": {
      const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
      const start = addDays(day, offset * 7 - weekday);
      return { start, end: addDays(start, 7) };
    }
    case "month":
      return monthsFrom(year, month + offset, 1);
    case "quarter":
      return monthsFrom(year, Math.floor((month - 1) / 3) * 3 + 1 + offset * 3, 3);
    case "year":
      return monthsFrom(year + offset - (month < yearStart ? 1 : 0), yearStart, 12);
  }
}

const TEMPORAL_TEXT =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?: ?(Z|UTC|[+-]\d\d(?::?\d\d)?))?)?$/i;
const MINUTE_MS = 60_000;

/**
 * One spelling for dates and timestamps: `T` or blank, trailing zeros cut, offsets folded to UTC, midnight written as
 * the date alone. Undefined for text that is neither.
 */
export function readTemporal(text: string): string | undefined {
  const match = TEMPORAL_TEXT.exec(text);
  if (match === null) return undefined;
  const [, date = "", hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match;
  const instant = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(instant) || !new Date(instant).toISOString().startsWith(date)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const offset = offsetMinutes(zone);
  let day = date;
  let clock = `${hour}:${minute}`;
  if (offset !== 0) {
    const utc = new Date(instant + (Number(hour) * 60 + Number(minute) - offset) * MINUTE_MS).toISOString();
    day = utc.slice(0, 10);
    clock = utc.slice(11, 16);
  }
  const subsecond = fraction.replace(/0+$/, "");
  const time = `${clock}:${second}${subsecond === "" ? "" : `.${subsecond}`}`;
  return time === "00:00:00" ? day : `${day} ${time}`;
}

function offsetMinutes(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === "-" ? -minutes : minutes;
}

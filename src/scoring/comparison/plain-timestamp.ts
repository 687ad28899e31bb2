const ZERO = 48;

/**
 * Where the date and the time of a plain timestamp lie: `YYYY-MM-DD[T ]HH:MM:SS[.f…][Z]`. The answer is the end of
 * the part that counts: 10 when the time is midnight, else the place after the last digit that is not a trailing zero
 * of the fraction. 0 for text of another form, including days that not every month has. Reads without allocating.
 */
export function plainTimestampEnd(text: string): number {
  let end = text.length;
  if (end > 30 || !isPlainDate(text)) return 0;
  if (end === 10) return 10;
  if (text.charCodeAt(end - 1) === 90) end -= 1;
  const separator = text.charCodeAt(10);
  if (end < 19 || end === 20 || end > 29 || (separator !== 84 && separator !== 32)) return 0;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return 0;
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return 0;
  if (end > 19) {
    if (text.charCodeAt(19) !== 46) return 0;
    for (let index = 20; index < end; index += 1) if (!isDigit(text.charCodeAt(index))) return 0;
    while (end > 20 && text.charCodeAt(end - 1) === ZERO) end -= 1;
    if (end === 20) end = 19;
  }
  return end === 19 && hours + minutes + seconds === 0 ? 10 : end;
}

function isPlainDate(text: string): boolean {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return false;
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  return (
    month >= 1 && month <= 12 && day >= 1 && day <= 28 && twoDigits(text, 0) < 100 && twoDigits(text, 2) < 100
  );
}

/** The number at a place, or 1000 when no two digits stand there. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at);
  const ones = text.charCodeAt(at + 1);
  return isDigit(tens) && isDigit(ones) ? (tens - ZERO) * 10 + ones - ZERO : 1000;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 57;
}

/**
 * The value of a plain decimal with a fractional part, such as `-12.50`, without the cost of reading numbers exactly;
 * NaN for everything else, whole numbers like `3.00` included.
 */
export function plainFraction(text: string): number {
  const length = text.length;
  let isFractional = false;
  let pointAt = -1;
  let digits = 0;
  for (let index = text.charCodeAt(0) === 45 ? 1 : 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) {
      digits += 1;
      if (pointAt >= 0 && code !== 48) isFractional = true;
    } else if (code === 46 && pointAt < 0 && digits > 0) pointAt = index;
    else return Number.NaN;
  }
  const first = text.charCodeAt(0) === 45 ? 1 : 0;
  const hasLeadingZero = text.charCodeAt(first) === 48 && pointAt !== first + 1;
  return isFractional && !hasLeadingZero ? Number(text) : Number.NaN;
}

import { invalid } from "./service-error.js";

export interface PageRequest {
  /** As the query gives it; absent or 0 for the default. */
  readonly size: string | undefined;
  readonly token: string | undefined;
  readonly defaultSize: number;
  readonly largestSize: number;
}

/**
 * One page of a list, and the token of the next.
 * @throws ServiceError INVALID_PARAMETER_VALUE for a size or token that is none
 */
export function readPage<T>(
  all: readonly T[],
  { size: sizeText = "0", token, defaultSize, largestSize }: PageRequest,
): { readonly items: readonly T[]; readonly nextToken: string | undefined } {
  if (!/^\d+$/.test(sizeText))
    throw invalid(`The size of a page must be a whole number, but got '${sizeText}'.`);
  const size = Math.min(largestSize, Number(sizeText) || defaultSize);
  const start = token === undefined || token === "" ? 0 : startOf(token);
  const end = start + size;
  return { items: all.slice(start, end), nextToken: end < all.length ? tokenOf(end) : undefined };
}

const tokenOf = (start: number) => Buffer.from(`from:${start}`).toString("base64url");

function startOf(token: string): number {
  const start = /^from:(\d+)$/.exec(Buffer.from(token, "base64url").toString())?.[1];
  if (start === undefined) throw invalid(`Invalid page_token '${token}'.`);
  return Number(start);
}

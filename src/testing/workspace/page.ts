import { invalid } from "./service-error.js";

export interface PageRequest {
  readonly size: string | undefined;
  readonly token: string | undefined;
  /** @default 20 */
  readonly usualSize?: number | undefined;
  /** A larger wish is cut to this. @default 100 */
  readonly largestSize?: number | undefined;
}

/**
 * One page of a list. A token names the last item that was sent, so that what is added before it between two
 * requests moves nothing; where that item is gone, its position counts.
 * @throws ServiceError 400 for a size or a token that is none
 */
export function pageOf<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  { size, token, usualSize = 20, largestSize = 100 }: PageRequest,
): { readonly items: readonly T[]; readonly nextPageToken?: string } {
  const wanted = size === undefined || size === "" ? 0 : Number(size);
  if (!Number.isInteger(wanted) || wanted < 0) throw invalid(`Invalid page_size: '${size}'.`);
  const start = token ? startAfter(items, idOf, token) : 0;
  const page = items.slice(start, start + Math.min(wanted || usualSize, largestSize));
  const end = start + page.length;
  const last = page.at(-1);
  if (last === undefined || end >= items.length) return { items: page };
  return { items: page, nextPageToken: Buffer.from(`${end}:${idOf(last)}`).toString("base64url") };
}

function startAfter<T>(items: readonly T[], idOf: (item: T) => string, token: string): number {
  const [, end, id] = /^(\d+):(.+)$/s.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (end === undefined || id === undefined) throw invalid("Invalid page_token.");
  const at = items.findIndex((item) => idOf(item) === id);
  return at === -1 ? Math.min(Number(end), items.length) : at + 1;
}

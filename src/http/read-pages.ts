interface Page {
  readonly next_page_token?: string | null | undefined;
}

/** All pages of a list, one after the other. Ends when the service names a page that was read already. */
export async function* readPages<T extends Page>(
  readPage: (pageToken: string | undefined) => Promise<T>,
): AsyncGenerator<T> {
  const read = new Set<string>();
  let pageToken: string | undefined;
  do {
    const page = await readPage(pageToken);
    yield page;
    pageToken = page.next_page_token || undefined;
    if (pageToken !== undefined && read.has(pageToken)) return;
    if (pageToken !== undefined) read.add(pageToken);
  } while (pageToken !== undefined);
}

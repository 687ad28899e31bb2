import type { RunStore } from "genie-enhancer";

/** What happens at a moment at which a process may die: called before and after each request and journal write. */
export type OnMoment = (what: string) => void;

/** A fetch that announces the moments before a request is sent and after its reply has come. */
export function watchedFetch(inner: typeof fetch, onMoment: OnMoment): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const what = `${request.method} ${new URL(request.url).pathname}`;
    onMoment(`before ${what}`);
    const response = await inner(request);
    onMoment(`after ${what}`);
    return response;
  };
}

/** A store that announces the moments before and after each entry is stored. */
export function watchedStore(inner: RunStore, onMoment: OnMoment): RunStore {
  return {
    append: async (entry) => {
      onMoment(`before entry ${entry.type}`);
      await inner.append(entry);
      onMoment(`after entry ${entry.type}`);
    },
    read: (runId) => inner.read(runId),
    list: () => inner.list(),
    lock: (key, owner, options) => inner.lock(key, owner, options),
  };
}

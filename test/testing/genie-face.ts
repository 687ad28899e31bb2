import type { SimulatedWorkspaceOptions } from "genie-enhancer/testing";
import { afterEach } from "vitest";
import { type Face, type FaceName, openFace, type Reply, send } from "./workspace-faces.js";

export const spacesPath = "/api/2.0/genie/spaces";

/** A well-formed id that is the same digit throughout. */
export const idOf = (digit: string) => digit.repeat(32);

export const salesDocument = {
  version: 2,
  data_sources: { tables: [{ identifier: "shop.core.orders" }] },
};

/** Opens workspaces with one space for the tests of a block, and closes them after each. */
export function genieFaces(name: FaceName) {
  let open: Face | undefined;
  afterEach(async () => {
    await open?.close();
    open = undefined;
  });
  return async (options: SimulatedWorkspaceOptions = {}, document: object = salesDocument) => {
    const face = await openFace(name, options);
    open = face;
    const { workspace } = face;
    const spaceId = workspace.addSpace({ title: "Sales", document });
    const path = `${spacesPath}/${spaceId}`;
    const call = (method: string, target: string, body?: unknown) => send(face, method, target, body);
    /** Status and error code of a request. */
    const refusal = async (method: string, target: string, body?: unknown) => {
      const { status, body: reply } = await call(method, target, body);
      return [status, reply?.error_code];
    };
    const start = (content: string) => call("POST", `${path}/start-conversation`, { content });
    const conversationPath = ({ body }: Reply) => `${path}/conversations/${body.conversation_id}`;
    const messagePath = (asked: Reply) => `${conversationPath(asked)}/messages/${asked.body.message_id}`;
    /** Asks in a new conversation and waits until the answer is there. */
    const ask = async (content: string) => {
      const asked = await start(content);
      await workspace.clock.sleep(workspace.knobs.answerMs);
      const { body: message } = await call("GET", messagePath(asked));
      return { message, path: messagePath(asked), conversation: conversationPath(asked) };
    };
    /** All items of a list, page by page, and how many pages there were. */
    const pages = async (target: string, member: string) => {
      // biome-ignore lint/suspicious/noExplicitAny: items of many shapes
      const items: any[] = [];
      for (let token: string | undefined, count = 1; ; count += 1) {
        const query = token === undefined ? "" : `&page_token=${encodeURIComponent(token)}`;
        const { body } = await call("GET", `${target}${query}`);
        items.push(...body[member]);
        token = body.next_page_token;
        if (!token) return { items, count };
      }
    };
    /** Follows a link to a result, which is its own credential. */
    const follow = (link: string) =>
      send(face, "GET", link.replace(/^https?:\/\/[^/]+/, ""), undefined, { headers: {} });
    return {
      workspace,
      spaceId,
      follow,
      path,
      call,
      refusal,
      start,
      ask,
      conversationPath,
      messagePath,
      pages,
    };
  };
}

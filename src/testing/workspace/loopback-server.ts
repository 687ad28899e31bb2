import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { DroppedConnection } from "./service-error.js";

/** A server on a port of this machine. */
export interface LoopbackServer {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Where a server listens. */
export interface ListenOptions {
  /** @default 0: a free one */
  readonly port?: number | undefined;
  /** Address to bind to; `0.0.0.0` lets other machines and containers in. @default 127.0.0.1 */
  readonly address?: string | undefined;
}

/**
 * Serves an application. A dropped connection is one: the socket is destroyed.
 * @throws when the port is taken
 */
export async function listenOnLoopback(
  handle: (request: Request) => Promise<Response>,
  { port = 0, address: host = "127.0.0.1" }: ListenOptions = {},
): Promise<LoopbackServer> {
  const server = createServer((incoming, outgoing) => {
    const listener = getRequestListener(
      async (request) => {
        try {
          return await handle(request);
        } catch (error) {
          if (error instanceof DroppedConnection || request.signal.aborted) incoming.socket.destroy();
          return new Response(null, { status: 500 });
        }
      },
      { overrideGlobalObjects: false },
    );
    void listener(incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

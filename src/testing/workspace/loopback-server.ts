import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { DroppedConnection } from "./service-error.js";

/** A server on a port of this machine. */
export interface LoopbackServer {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves an application on a free port. A dropped connection is one: the socket is destroyed. */
export async function listenOnLoopback(
  handle: (request: Request) => Promise<Response>,
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
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
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

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type AuthProvider, oauthM2m, staticToken, WorkspaceConnection } from "genie-enhancer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { token } from "./scripted-workspace.js";

/** Real servers: whether a redirect is followed is up to the platform's fetch. */
describe("a redirect to another server", () => {
  const reached: string[] = [];
  const elsewhere = createServer((request, response) => {
    reached.push(`${request.url} ${request.headers.authorization}`);
    response.end("{}");
  });
  const workspace = createServer((_, response) => {
    response.writeHead(307, { location: `${urlOf(elsewhere)}/steal` }).end();
  });

  beforeAll(() => Promise.all([elsewhere, workspace].map(listen)));
  afterAll(() => Promise.all([elsewhere, workspace].map(close)));

  it.each<[string, () => AuthProvider]>([
    ["a request with its token", () => staticToken(token)],
    [
      "the secret of a client",
      () => oauthM2m({ host: urlOf(workspace), clientId: "client-1", clientSecret: "secret-1" }),
    ],
  ])("never gets %s", async (_, authOf) => {
    const connection = new WorkspaceConnection({ host: urlOf(workspace), auth: authOf() });
    const request = {
      method: "POST",
      path: "/api",
      body: { a: 1 },
      schema: z.unknown(),
      retry: "safe",
    } as const;
    await expect(connection.request(request)).rejects.toThrow("redirects are not followed");
    expect(reached).toEqual([]);
  });
});

function urlOf(server: Server): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

import { Hono } from "hono";
import { ServiceError } from "../service-error.js";
import type { TokenStore } from "../token-store.js";

/** `/oidc/v1/token`: access tokens for service principals. */
export function tokenRoutes(tokens: TokenStore): Hono {
  const routes = new Hono();
  routes.get("/oidc/.well-known/oauth-authorization-server", (c) =>
    c.json({
      issuer: `${new URL(c.req.url).origin}/oidc`,
      token_endpoint: `${new URL(c.req.url).origin}/oidc/v1/token`,
    }),
  );
  routes.post("/oidc/v1/token", async (c) => {
    const form = new URLSearchParams(await c.req.text());
    if (form.get("grant_type") !== "client_credentials")
      throw new ServiceError(400, "unsupported_grant_type", "grant_type must be client_credentials");
    const token = tokens.issue(c.req.header("authorization") ?? "");
    if (!token) throw new ServiceError(401, "invalid_client", "Client authentication failed");
    return c.json({ access_token: token.value, token_type: "Bearer", expires_in: token.expiresInSeconds });
  });
  return routes;
}

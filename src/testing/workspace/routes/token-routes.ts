import { Hono } from "hono";
import type { TokenStore } from "../token-store.js";

/** Ids that a simulated workspace gives itself. */
const accountId = "5a17ed00-0000-4000-8000-000000000001";
const workspaceId = "5170000000000001";

/** Where clients that know the host alone learn how to sign in, and `/oidc/v1/token` for service principals. */
export function tokenRoutes(tokens: TokenStore): Hono {
  const routes = new Hono();
  routes.get("/.well-known/databricks-config", (c) =>
    c.json({
      oidc_endpoint: `${new URL(c.req.url).origin}/oidc`,
      account_id: accountId,
      workspace_id: workspaceId,
      cloud: "AWS",
      host_type: "workspace",
    }),
  );
  routes.get("/oidc/.well-known/oauth-authorization-server", (c) => {
    const issuer = `${new URL(c.req.url).origin}/oidc`;
    return c.json({
      issuer,
      authorization_endpoint: `${issuer}/v1/authorize`,
      token_endpoint: `${issuer}/v1/token`,
      grant_types_supported: ["client_credentials"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    });
  });
  routes.post("/oidc/v1/token", async (c) => {
    // Errors of OAuth have a form of their own, see RFC 6749, section 5.2.
    const refuse = (status: 400 | 401, error: string, description: string) =>
      c.json({ error, error_description: description }, status);
    const form = new URLSearchParams(await c.req.text());
    if (form.get("grant_type") !== "client_credentials")
      return refuse(400, "unsupported_grant_type", "grant_type must be client_credentials");
    const token = tokens.issue(c.req.header("authorization"), form);
    if (!token) return refuse(401, "invalid_client", "Client authentication failed");
    return c.json({
      access_token: token.value,
      token_type: "Bearer",
      expires_in: token.expiresInSeconds,
      scope: form.get("scope") ?? "all-apis",
    });
  });
  return routes;
}

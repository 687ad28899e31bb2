import { HttpResponse, http, type RequestHandler } from "msw";
import type { SimulatedWorkspace } from "./simulated-workspace.js";

/** Handlers for msw that answer every request to a host from a simulated workspace. */
export function workspaceHandlers(
  workspace: SimulatedWorkspace,
  host: string = workspace.host,
): readonly RequestHandler[] {
  return [
    http.all(`${host}/*`, async ({ request }) => {
      try {
        return await workspace.fetch(request);
      } catch {
        return HttpResponse.error();
      }
    }),
  ];
}

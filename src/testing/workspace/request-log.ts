/** One request that reached a simulated workspace. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** Space that the path names; the new one's when it was created. */
  readonly spaceId?: string | undefined;
  /** Whether it creates, changes or trashes a space. */
  readonly isSpaceWrite: boolean;
  /** Milliseconds since the Unix epoch, of the workspace's clock. */
  readonly at: number;
  readonly status: number;
}

const spacePath = /^\/api\/2\.0\/genie\/spaces(?:\/([^/]+))?$/;

/** What the log says of a request and its reply. */
export async function logEntry(request: Request, response: Response, at: number): Promise<LoggedRequest> {
  const path = new URL(request.url).pathname;
  const match = spacePath.exec(path);
  const isSpaceWrite = match !== null && request.method !== "GET";
  const created = isSpaceWrite && !match[1] && response.ok ? await createdId(response) : undefined;
  const spaceId = /^\/api\/2\.0\/genie\/spaces\/([^/]+)/.exec(path)?.[1] ?? created;
  return { method: request.method, path, spaceId, isSpaceWrite, at, status: response.status };
}

async function createdId(response: Response): Promise<string | undefined> {
  const body: unknown = await response.clone().json();
  return typeof body === "object" && body !== null && "space_id" in body ? String(body.space_id) : undefined;
}

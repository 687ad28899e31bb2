import type { ServiceError } from "./service-error.js";

/** Forms in which the service words its errors: the usual one, and those of older or other parts of it. */
export type ErrorShape = "json" | "error" | "scim" | "plain" | "html" | "empty";

/** The reply that tells of a refusal. Of the shape `json` it bears the id of the request, and when to come again. */
export function errorReply(refusal: ServiceError, requestId: string, shape: ErrorShape = "json"): Response {
  const { status, retryAfterSeconds } = refusal;
  const { body, contentType } = bodyOf(refusal, requestId, shape);
  const headers = new Headers(contentType ? { "content-type": contentType } : {});
  headers.set("x-request-id", requestId);
  if (retryAfterSeconds !== undefined) headers.set("retry-after", String(retryAfterSeconds));
  return new Response(body, { status, headers });
}

interface Body {
  readonly body: string | null;
  readonly contentType?: string;
}

function bodyOf(refusal: ServiceError, requestId: string, shape: ErrorShape): Body {
  const { status, errorCode, message } = refusal;
  const json = (value: object): Body => ({ body: JSON.stringify(value), contentType: "application/json" });
  switch (shape) {
    case "json":
      return json({ error_code: errorCode, message, details: detailsOf(refusal, requestId) });
    case "error":
      return json({ error: message });
    case "scim":
      return json({ detail: message, status: String(status), scimType: errorCode });
    case "plain":
      return { body: `${errorCode}: ${message}`, contentType: "text/plain" };
    case "html":
      return {
        body: `<html><head><title>Error ${status}</title></head><body><pre>${message}</pre></body></html>`,
        contentType: "text/html",
      };
    case "empty":
      return { body: null };
  }
}

function detailsOf({ retryAfterSeconds }: ServiceError, requestId: string): readonly object[] {
  const type = (name: string) => `type.googleapis.com/google.rpc.${name}`;
  const request = { "@type": type("RequestInfo"), request_id: requestId, serving_data: "" };
  if (retryAfterSeconds === undefined) return [request];
  return [request, { "@type": type("RetryInfo"), retry_delay: `${retryAfterSeconds}s` }];
}

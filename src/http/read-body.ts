import { ApiError } from "../errors/api-error.js";

/**
 * Reads a reply as text, up to a size.
 * @throws ApiError INVALID_RESPONSE when it is larger, NETWORK when it breaks off.
 */
export async function readBody(response: Response, request: string, maxBytes: number): Promise<string> {
  const tooLarge = () =>
    new ApiError(`${request} answered with more than ${maxBytes} bytes.`, {
      code: "INVALID_RESPONSE",
      request,
      status: response.status,
    });
  if (Number(response.headers.get("content-length") ?? 0) > maxBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}

const pieces = 4;

/** The same reply, whose body arrives in pieces with a wait before each. */
export async function slowReply(response: Response, wait: () => Promise<void>): Promise<Response> {
  const body = new Uint8Array(await response.arrayBuffer());
  const size = Math.max(1, Math.ceil(body.length / pieces));
  let sent = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          await wait();
        } catch (error) {
          controller.error(error);
          return;
        }
        controller.enqueue(body.subarray(sent, sent + size));
        sent += size;
        if (sent >= body.length) controller.close();
      },
    },
    // Nothing is sent ahead of the reader, or its time would pass unseen.
    { highWaterMark: 0 },
  );
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(stream, { status: response.status, headers });
}

/** Waits that a body is sent with, to spread a duration over. */
export const waitsOfBody = pieces;

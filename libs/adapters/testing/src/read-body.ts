import type { Readable } from 'node:stream';

/** Everything that a stream holds; throws if that is more than `maxBytes`. */
export async function readBody(body: Readable, maxBytes = 64_000_000): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The stream stays usable when it is too long: an HTTP server still has to answer.
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw new Error(`the body has more than ${maxBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

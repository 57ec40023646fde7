import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The text of a body, or that it was too large. */
export type BodyText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly bytesRead: number };

/**
 * Reads a body, decompressed when it is gzip, up to `maxBytes` of text; a larger one is given up at that point, so that
 * neither a long answer nor a compressed bomb costs more memory. Rejects when the connection breaks or the gzip is broken.
 */
export async function readBody(body: Readable, encoding: string | undefined, maxBytes: number): Promise<BodyText> {
  const source = encoding?.trim().toLowerCase() === 'gzip' ? gunzip(body) : body;
  const chunks: Buffer[] = [];
  let bytesRead = 0;
  for await (const chunk of source.iterator({ destroyOnReturn: true })) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytesRead += bytes.length;
    if (bytesRead > maxBytes) {
      body.once('error', () => {});
      body.destroy();
      return { ok: false, bytesRead };
    }
    chunks.push(bytes);
  }
  return { ok: true, text: Buffer.concat(chunks).toString('utf8') };
}

function gunzip(body: Readable): Readable {
  const decompressed = createGunzip();
  body.once('error', (error) => decompressed.destroy(error));
  return body.pipe(decompressed);
}

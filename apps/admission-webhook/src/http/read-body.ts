import type { IncomingMessage } from 'node:http';

/** A whole body, or why there is none: `TooLarge`, or `Aborted` when nobody waits for an answer any more. */
export type BodyResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'TooLarge' | 'Aborted' };

/** Reads a body of at most `maxBytes`; of a larger one not more than that is kept, and the rest is left unread. */
export function readBody(request: IncomingMessage, maxBytes: number, onBody: (result: BodyResult) => void): void {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    onBody({ ok: false, reason: 'TooLarge' });
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isDone = false;
  const finish = (result: BodyResult): void => {
    if (isDone) return;
    isDone = true;
    onBody(result);
  };
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    else {
      chunks.length = 0;
      request.pause();
      finish({ ok: false, reason: 'TooLarge' });
    }
  });
  request.on('end', () => finish({ ok: true, text: toText(chunks) }));
  request.on('error', () => finish({ ok: false, reason: 'Aborted' }));
  request.on('close', () => finish({ ok: false, reason: 'Aborted' }));
}

function toText(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first.toString('utf8') : Buffer.concat(chunks).toString('utf8');
}

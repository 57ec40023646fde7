import type { IncomingMessage } from 'node:http';

/** A whole body, or why there is none: too large, too many at once, or `Aborted` when nobody waits for an answer any more. */
export type BodyResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'Aborted' | 'TooLarge' | 'TooMany' };

/** What the bodies of all requests that are being read may take. */
export interface BodyBudget {
  /** Of one body. */
  readonly maxBytes: number;
  /** Of all together, but for the small ones. */
  readonly maxTotalBytes: number;
  /** What all of them hold now. */
  heldBytes: number;
}

/** A body is read up to here whatever the others take: reviews are small, and must not be refused because of what is not. */
const smallBytes = 256 * 1024;

/** Takes a result, and calls `release` when it needs the body no longer: so long it counts. */
export type OnBody = (result: BodyResult, release: () => void) => void;

/**
 * Reads a body within the budget. It counts what has come, not what was announced. Of a body that does not fit nothing is kept,
 * and the rest of it is left unread.
 */
export function readBody(request: IncomingMessage, budget: BodyBudget, onBody: OnBody): void {
  if (Number(request.headers['content-length'] ?? 0) > budget.maxBytes) {
    onBody({ ok: false, reason: 'TooLarge' }, () => undefined);
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isDone = false;
  const finish = (result: BodyResult): void => {
    if (isDone) return;
    isDone = true;
    onBody(result, () => {
      budget.heldBytes -= bytes;
      bytes = 0;
    });
  };
  request.on('data', (chunk: Buffer) => {
    if (isDone) return;
    bytes += chunk.length;
    budget.heldBytes += chunk.length;
    const reason = whyRefused(bytes, budget);
    if (reason === undefined) chunks.push(chunk);
    else {
      chunks.length = 0;
      request.pause();
      finish({ ok: false, reason });
    }
  });
  request.on('end', () => finish({ ok: true, text: toText(chunks) }));
  request.on('error', () => finish({ ok: false, reason: 'Aborted' }));
  request.on('close', () => finish({ ok: false, reason: 'Aborted' }));
}

function whyRefused(
  bytes: number,
  { maxBytes, maxTotalBytes, heldBytes }: BodyBudget,
): 'TooLarge' | 'TooMany' | undefined {
  if (bytes > maxBytes) return 'TooLarge';
  return bytes > smallBytes && heldBytes > maxTotalBytes ? 'TooMany' : undefined;
}

function toText(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first.toString('utf8') : Buffer.concat(chunks).toString('utf8');
}

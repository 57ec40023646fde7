declare global {
  // Of ECMAScript 2026, which the compiler's libraries do not describe yet.
  interface Uint8ArrayConstructor {
    fromBase64(text: string, options: { readonly lastChunkHandling: 'loose' }): Uint8Array;
    fromHex(text: string): Uint8Array;
  }
}

// of every platform, though not of ECMAScript
declare const TextDecoder: new (
  encoding: 'utf-8',
  options: { readonly fatal: true },
) => { decode(bytes: Uint8Array, options: { readonly stream: true }): string };

/** How bytes are written as text. */
export type BytesEncoding = 'base16' | 'base64';

const int64Bytes = 8;

/** The bytes that a text stands for; of text that was cut off, what is left of the last byte is dropped. `undefined`: it is no such text. */
export function decodeBytes(text: string, encoding: BytesEncoding): Uint8Array | undefined {
  try {
    return encoding === 'base16' ? decodeBase16(text.trim()) : decodeBase64(text.trim());
  } catch {
    return undefined;
  }
}

function decodeBase16(text: string): Uint8Array {
  return Uint8Array.fromHex(text.length % 2 === 0 ? text : text.slice(0, -1));
}

function decodeBase64(text: string): Uint8Array {
  let end = text.length;
  while (end > 0 && text[end - 1] === '=') end -= 1;
  // one digit alone is less than a byte
  return Uint8Array.fromBase64(text.slice(0, end % 4 === 1 ? end - 1 : end), { lastChunkHandling: 'loose' });
}

/** The text that bytes are in UTF-8; a character that is cut off at the end is dropped. `undefined`: they are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

/** The number that bytes are, the highest byte first and without a sign; `undefined` for none or more than eight. */
export function decodeInteger(bytes: Uint8Array): number | bigint | undefined {
  if (bytes.length === 0 || bytes.length > int64Bytes) return undefined;
  let integer = 0n;
  for (const byte of bytes) integer = integer * 256n + BigInt(byte);
  return integer <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(integer) : integer;
}

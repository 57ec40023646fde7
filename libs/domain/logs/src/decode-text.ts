// of every platform, though not of ECMAScript
declare const atob: (text: string) => string;
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

function decodeBase16(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f]*$/i.test(text)) return undefined;
  return Uint8Array.from({ length: Math.floor(text.length / 2) }, (_, index) =>
    Number.parseInt(text.slice(index * 2, index * 2 + 2), 16),
  );
}

// `Uint8Array.fromBase64` and `fromHex` are too new for the Node of the images
function decodeBase64(text: string): Uint8Array {
  let end = text.length;
  while (end > 0 && text[end - 1] === '=') end -= 1;
  // one digit alone is less than a byte
  const latin1 = atob(text.slice(0, end % 4 === 1 ? end - 1 : end));
  return Uint8Array.from({ length: latin1.length }, (_, index) => latin1.charCodeAt(index));
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

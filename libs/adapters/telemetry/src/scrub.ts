/** Masks secrets in text; each service has one, which knows its secrets by value. */
export interface Scrubber {
  /** From now on this value is masked wherever it occurs. Values under 4 characters are ignored: they would mask prose. */
  registerSecret(value: string): void;
  /** The text with every registered value and everything that looks like a key, a bearer token or a URL password masked. */
  scrub(text: string): string;
}

const shortestSecret = 4;
const shortestWithTail = 20;
// a rotated key still occurs in late errors; this many rotations are remembered
const longestMemory = 256;
const deepest = 8;

/** A scrubber without secrets yet. */
export function createScrubber(): Scrubber {
  const masks = new Map<string, string>();
  const remember = (value: string, mask: string): void => {
    masks.delete(value);
    masks.set(value, mask);
    const oldest = masks.keys().next();
    if (masks.size > longestMemory && oldest.done !== true) masks.delete(oldest.value);
  };
  return {
    registerSecret(value) {
      if (value.length < shortestSecret) return;
      const mask = maskSecret(value);
      for (const spelling of new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])) {
        remember(spelling, mask);
      }
    },
    scrub(text) {
      let result = text;
      for (const [value, mask] of masks) if (result.includes(value)) result = result.replaceAll(value, mask);
      return scrubPatterns(result);
    },
  };
}

/** `***`, and the last 5 characters of a long secret, which tell two keys apart without giving them away. */
export function maskSecret(value: string): string {
  return value.length >= shortestWithTail ? `***${value.slice(-5)}` : '***';
}

/** Masks what looks like a secret in free text: `api_key=...`, `Bearer ...`, `scheme://user:password@host`. */
export function scrubPatterns(text: string): string {
  return text
    .replaceAll(
      /((?:api|app|application)[_-]?key[\\"']*\s*[:=]\s*[\\"']*)([\w-]{16,})/gi,
      (_, name: string) => `${name}***`,
    )
    .replaceAll(/\b(Bearer|Basic) [\w.~+/=-]{8,}/g, '$1 ***')
    .replaceAll(/(:\/\/[^\s:/@"]*:)[^\s@/"]+@/g, '$1***@');
}

const secretKey =
  /(?:api|app|application|private)[_-]?key$|password$|passwd$|token$|authorization$|client[_-]?secret$|^(?:set-)?cookie$/i;

/** Whether a field or variable of this name holds a secret: API and application keys, tokens, passwords, authorization, cookies. */
export function isSecretName(name: string): boolean {
  return secretKey.test(name);
}

/** A copy of the fields that can be printed: texts under a key that names a secret are masked, errors become plain objects. */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactEntries(fields, false, 0);
}

function redactEntries(object: object, secret: boolean, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, redactValue(value, secret || isSecretName(key), depth + 1)]),
  );
}

function redactValue(value: unknown, secret: boolean, depth: number): unknown {
  if (typeof value === 'string') return secret ? maskSecret(value) : value;
  return typeof value === 'object' && value !== null ? redactObject(value, secret, depth) : value;
}

function redactObject(value: object, secret: boolean, depth: number): unknown {
  if (value instanceof Date || value instanceof URL) return value;
  if (depth > deepest) return '[deeper]';
  if (value instanceof Error) return redactEntries(describeError(value), secret, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, secret, depth + 1));
  return redactEntries(value, secret, depth);
}

/** What a log line says of an error. */
function describeError(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message,
    ...('code' in error ? { code: error.code } : {}),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause }),
  };
}

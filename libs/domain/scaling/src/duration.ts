import { failure, type Failure } from './reasons.js';

const nanosPerUnit: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const nanosPerSecond = 1_000_000_000n;
const maxNanos = 2n ** 63n - 1n;
const maxTextLength = 100;
const whole = /^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const piece = /(?<integer>\d*)(?:\.(?<fraction>\d*))?(?<unit>ns|us|µs|μs|ms|s|m|h)/g;

/**
 * Parses a Go duration (`1h30m`, `1.5s`, `-300ms`, `0`; units ns, us, µs, ms, s, m, h) into nanoseconds, by the rules of
 * Go's `time.ParseDuration`: fractions below a nanosecond are cut off, and what does not fit 64 bits is refused.
 */
export function parseDuration(text: string): { readonly ok: true; readonly nanos: bigint } | Failure {
  if (text.length > maxTextLength || !whole.test(text)) return refuse(text, 'a Go duration such as 90s, 5m or 1h30m');
  const nanos = [...text.matchAll(piece)].reduce((sum, { groups }) => sum + pieceNanos(groups ?? {}), 0n);
  if (nanos > maxNanos) return refuse(text, 'a duration below 2562047h');
  return { ok: true, nanos: text.startsWith('-') ? -nanos : nanos };
}

/**
 * Reads `maxAge` or `timeWindow`: whole seconds, rounded up. Absent and zero mean "not set" and give 0; a negative duration is
 * refused.
 */
export function readDurationSetting(
  field: string,
  text: string | null | undefined,
): { readonly ok: true; readonly seconds: number } | Failure {
  if (text === undefined || text === null) return { ok: true, seconds: 0 };
  const parsed = parseDuration(text);
  if (!parsed.ok) return failure(parsed.reason, `spec.${field}: ${parsed.message}`);
  if (parsed.nanos < 0n)
    return failure('InvalidDuration', `spec.${field}: "${text}" is negative; it must be a positive duration or 0s`);
  return { ok: true, seconds: Number((parsed.nanos + nanosPerSecond - 1n) / nanosPerSecond) };
}

function refuse(text: string, wanted: string): Failure {
  const shown = text.length > maxTextLength ? `${text.slice(0, maxTextLength)}...` : text;
  return failure('InvalidDuration', `"${shown}" is not ${wanted}`);
}

function pieceNanos({ integer = '', fraction = '', unit = '' }: Readonly<Record<string, string>>): bigint {
  const perUnit = nanosPerUnit[unit] ?? 0n;
  const digits = BigInt(`${integer}${fraction}`);
  return (digits * perUnit) / 10n ** BigInt(fraction.length);
}

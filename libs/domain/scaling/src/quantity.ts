import { failure, type Failure } from './reasons.js';

/** An exact amount as Kubernetes counts it: whole nanos (10⁻⁹), and how it is written. */
export interface Quantity {
  readonly nanos: bigint;
  readonly format: 'BinarySI' | 'DecimalExponent' | 'DecimalSI';
}

const nano = 9;
const nanosPerUnit = 10n ** 9n;
const nanosPerMilli = 10n ** 6n;
const nanosPerKibi = nanosPerUnit * 1024n;
const maxTextLength = 400;
const maxExponent = 400;
/** From here up the HorizontalPodAutoscaler's milli value no longer fits 64 bits. */
const limit = 9.22e15;

const decimalSuffixes: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binarySuffixes: Readonly<Record<string, bigint>> = {
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
  Pi: 2n ** 50n,
  Ei: 2n ** 60n,
};
const decimalSteps = Object.entries(decimalSuffixes).map(([suffix, power]) => ({ suffix, power }));
const binarySteps = Object.entries(binarySuffixes).map(([suffix, size]) => ({ suffix, size }));
/** Nanos of one of each suffix: all are whole. */
const nanosOfSuffix: ReadonlyMap<string, bigint> = new Map([
  ...decimalSteps.map(({ suffix, power }): [string, bigint] => [suffix, 10n ** BigInt(power + nano)]),
  ...binarySteps.map(({ suffix, size }): [string, bigint] => [suffix, size * nanosPerUnit]),
]);
const pattern =
  /^(?<sign>[+-]?)(?<integer>\d*)(?:\.(?<fraction>\d*))?(?:[eE](?<exponent>[+-]?\d{1,4})|(?<suffix>[KMGTPE]i|[numkMGTPE]?))$/;

/**
 * Parses a Kubernetes quantity (`42`, `0.5`, `500m`, `1k`, `1Gi`, `1e3`). Digits below a nano are rounded away from zero, as
 * Kubernetes does; larger numbers than 64 bits are kept exactly.
 */
export function parseQuantity(text: string): { readonly ok: true; readonly quantity: Quantity } | Failure {
  const quantity = text.length > maxTextLength ? undefined : (parseWhole(text) ?? parseAny(text));
  if (quantity !== undefined) return { ok: true, quantity };
  const shown = text.slice(0, maxTextLength);
  return failure('NotRepresentable', `"${shown}" is not a quantity such as 42, 0.5, 500m or 1k`);
}

/**
 * The canonical text of a quantity: no fraction, the largest suffix (or exponent) that allows for it. A binary quantity that
 * is no multiple of 1024 is written as a decimal one.
 */
export function printQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0';
  const binary = format === 'BinarySI' ? printBinary(nanos) : undefined;
  if (binary !== undefined) return binary;
  const { digits, exponent } = toThousands(nanos);
  if (format === 'DecimalExponent') return exponent === 0 ? `${digits}` : `${digits}e${exponent}`;
  const suffix = decimalSteps.find(({ power }) => power === exponent)?.suffix ?? '';
  return `${digits}${suffix}`;
}

/**
 * The quantity under which a value is served: exact but for digits below a nano, which are rounded away from zero.
 * `NotRepresentable` for NaN and infinities, `OutOfRange` from ±9.22e15, where the HorizontalPodAutoscaler would read 0 or
 * garbage and scale down.
 */
export function toQuantity(value: number): { readonly ok: true; readonly quantity: Quantity } | Failure {
  if (!Number.isFinite(value)) return failure('NotRepresentable', `the value ${printValue(value)} is not a number`);
  if (Math.abs(value) >= limit)
    return failure(
      'OutOfRange',
      `the value ${printValue(value)} is out of range; autoscalers read values below 9.22e15`,
    );
  return parseQuantity(printValue(value));
}

/** What the HorizontalPodAutoscaler reads: thousandths, rounded away from zero. */
export function toMillis({ nanos }: Quantity): bigint {
  return divideAwayFromZero(nanos, nanosPerMilli);
}

/** Adds up quantities; the sum is written as the first one is. */
export function sumQuantities(quantities: readonly Quantity[]): Quantity {
  return {
    nanos: quantities.reduce((sum, { nanos }) => sum + nanos, 0n),
    format: quantities[0]?.format ?? 'DecimalSI',
  };
}

/** A value as status.currentValue holds it: the shortest decimal, never with an exponent; NaN, +Inf, -Inf as Go writes them. */
export function printValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const text = Math.abs(value).toString();
  return (value < 0 ? '-' : '') + withoutExponent(text);
}

/** Reads back what `printValue` wrote, or any other decimal number; undefined when it is none. */
export function parseValue(text: string): number | undefined {
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** JavaScript writes an exponent from 1e21 up and below 1e-6; all its digits then stand left, or right, of the point. */
function withoutExponent(text: string): string {
  const [mantissa = '', exponent] = text.split('e');
  if (exponent === undefined) return text;
  const digits = mantissa.replace('.', '');
  const power = Number(exponent);
  return power < 0 ? `0.${'0'.repeat(-power - 1)}${digits}` : digits.padEnd(power + 1, '0');
}

/** Digits with a suffix or none, such as `100m` or `128Mi`: nearly every quantity, without the cost of all that may be written. */
function parseWhole(text: string): Quantity | undefined {
  let end = 0;
  while (isDigit(text, end)) end += 1;
  if (end === 0) return undefined;
  const suffix = text.slice(end);
  const size = nanosOfSuffix.get(suffix);
  return size === undefined ? undefined : { nanos: BigInt(text.slice(0, end)) * size, format: formatOf('', suffix) };
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

function parseAny(text: string): Quantity | undefined {
  const parts = pattern.exec(text)?.groups;
  return parts === undefined ? undefined : toExact(parts);
}

function toExact({
  sign,
  integer = '',
  fraction = '',
  exponent = '',
  suffix = '',
}: Readonly<Record<string, string | undefined>>): Quantity | undefined {
  const digits = integer + fraction;
  const power = Number(exponent);
  if (digits === '' || Math.abs(power) > maxExponent) return undefined;
  const unsigned = toNanos(BigInt(digits), fraction.length, suffix, power);
  return { nanos: sign === '-' ? -unsigned : unsigned, format: formatOf(exponent, suffix) };
}

function toNanos(digits: bigint, fractionLength: number, suffix: string, exponent: number): bigint {
  const binary = binarySuffixes[suffix];
  if (binary !== undefined) return shift(digits * binary, nano - fractionLength);
  return shift(digits, nano - fractionLength + exponent + (decimalSuffixes[suffix] ?? 0));
}

/** `value`·10ˢ, rounded away from zero. */
function shift(value: bigint, powers: number): bigint {
  return powers >= 0 ? value * 10n ** BigInt(powers) : divideAwayFromZero(value, 10n ** BigInt(-powers));
}

function divideAwayFromZero(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  if (quotient * divisor === value) return quotient;
  return value < 0n ? quotient - 1n : quotient + 1n;
}

function formatOf(exponent: string, suffix: string): Quantity['format'] {
  if (exponent !== '') return 'DecimalExponent';
  return suffix.endsWith('i') ? 'BinarySI' : 'DecimalSI';
}

function printBinary(nanos: bigint): string | undefined {
  if (nanos % nanosPerKibi !== 0n) return undefined;
  const units = nanos / nanosPerUnit;
  const { suffix = '', size = 1n } = binarySteps.findLast((step) => units % step.size === 0n) ?? {};
  return `${units / size}${suffix}`;
}

function toThousands(nanos: bigint): { readonly digits: bigint; readonly exponent: number } {
  let digits = nanos;
  let exponent = -nano;
  while (digits % 1000n === 0n && exponent < 18) {
    digits /= 1000n;
    exponent += 3;
  }
  return { digits, exponent };
}

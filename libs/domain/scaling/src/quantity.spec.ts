import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseQuantity,
  parseValue,
  printQuantity,
  printValue,
  type Quantity,
  sumQuantities,
  toMillis,
  toQuantity,
} from './quantity.js';

function parse(text: string): Quantity {
  const parsed = parseQuantity(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.quantity;
}

describe('the text of a quantity', () => {
  test.each([
    ['0.0', '0'],
    ['12', '12'],
    ['+12.50', '12500m'],
    ['-0.25', '-250m'],
    ['.5', '500m'],
    ['5.', '5'],
    ['7000', '7k'],
    ['3e6', '3e6'],
    ['3E-3', '3e-3'],
    ['3E', '3E'],
    ['2Mi', '2Mi'],
    ['2048Ki', '2Mi'],
    ['1.5Gi', '1536Mi'],
    ['1000Ki', '1000Ki'],
    ['1.5Ki', '1536'],
    ['0.1Ki', '102400m'],
    ['0.0000000001', '1n'],
    ['-0.0000000001', '-1n'],
    ['4u', '4u'],
    ['100000000000000000000', '100E'],
  ])('%s is printed as %s', (text, canonical) => {
    expect(printQuantity(parse(text))).toBe(canonical);
  });

  test.each([
    '',
    '.',
    'm',
    '1 k',
    '1K',
    '1ki',
    '0x1',
    '1e',
    '1e99999',
    '1e500',
    'NaN',
    '1,5',
    '1kk',
    '12__proto__',
    '9'.repeat(500),
  ])('%j is refused', (text) => {
    expect(parseQuantity(text)).toMatchObject({ ok: false, reason: 'NotRepresentable' });
  });

  test('whole amounts, which are read in a shorter way, mean the same as with a sign', () => {
    const suffixes = ['', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.constantFrom(...suffixes), (digits, suffix) => {
        expect(parse(`${digits}${suffix}`)).toEqual(parse(`+${digits}${suffix}`));
      }),
    );
  });

  test('printing keeps the amount', () => {
    const anyQuantity = fc.record({
      nanos: fc.bigInt(),
      format: fc.constantFrom('BinarySI', 'DecimalExponent', 'DecimalSI'),
    });
    fc.assert(
      fc.property(anyQuantity, (quantity) => {
        expect(parse(printQuantity(quantity)).nanos).toBe(quantity.nanos);
      }),
    );
  });
});

describe('a value', () => {
  test.each([
    [0, '0'],
    [-0, '0'],
    [7.125, '7125m'],
    [2e-10, '1n'],
    [-2e-10, '-1n'],
    [3e6, '3M'],
    [9.2e15, '9200T'],
  ])('%d is served as %s', (value, text) => {
    const quantity = toQuantity(value);
    expect(quantity.ok && printQuantity(quantity.quantity)).toBe(text);
  });

  test.each([
    [Number.NaN, 'NotRepresentable'],
    [Number.POSITIVE_INFINITY, 'NotRepresentable'],
    [9.22e15, 'OutOfRange'],
    [-1e300, 'OutOfRange'],
  ])('%d is refused: %s', (value, reason) => {
    expect(toQuantity(value)).toMatchObject({ ok: false, reason });
  });

  test.each([
    [123.456, '123.456'],
    [-4e-7, '-0.0000004'],
    [1.25e-9, '0.00000000125'],
    [3e21, '3000000000000000000000'],
    [-1.5e22, '-15000000000000000000000'],
    [-0, '0'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
  ])('%d is written as %s', (value, text) => {
    expect(printValue(value)).toBe(text);
  });

  test('that was written is read back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = printValue(value);
        expect(text).not.toContain('e');
        expect(parseValue(text)).toBe(value + 0);
      }),
    );
  });

  test.each(['', 'x', '1x', 'NaN', '+Inf', '0x10', '1e999', ' 1'])('%j is no value', (text) => {
    expect(parseValue(text)).toBeUndefined();
  });
});

test('thousandths are rounded away from zero', () => {
  expect(toMillis(parse('1.0001'))).toBe(1001n);
  expect(toMillis(parse('-1.0001'))).toBe(-1001n);
  expect(toMillis(parse('1.001'))).toBe(1001n);
});

test('a sum is exact and written as its first member', () => {
  expect(printQuantity(sumQuantities([parse('1k'), parse('500m'), parse('500m')]))).toBe('1001');
  expect(printQuantity(sumQuantities([]))).toBe('0');
});

import { describe, expect, it } from 'vitest';
import type { LogsEnvironment } from '../environment.js';
import { parseDate } from './parse-date.js';

const environment: LogsEnvironment = {
  nowMillis: () => Date.parse('2024-03-10T12:00:00Z'),
  zoneOffsetMillis: () => undefined,
};

describe('parseDate', () => {
  it.each([
    ['2023-05-06T07:08:09Z', '2023-05-06T07:08:09.000Z'],
    ['2023-05-06T07:08:09.1Z', '2023-05-06T07:08:09.100Z'],
    ['2023-05-06t07:08:09.123456789z', '2023-05-06T07:08:09.123Z'],
    ['2023-05-06 07:08:09', '2023-05-06T07:08:09.000Z'],
    [' 2023-05-06 07:08:09,5 +0200 ', '2023-05-06T05:08:09.500Z'],
    ['2023-05-06T07:08:09-01:30', '2023-05-06T08:38:09.000Z'],
    ['2023-05-06T07:08+02', '2023-05-06T05:08:00.000Z'],
    ['2023-05-06', '2023-05-06T00:00:00.000Z'],
    ['Nov  3 14:05:00', '2023-11-03T14:05:00.000Z'],
    ['Mar 10 11:00:00', '2024-03-10T11:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(parseDate(text, environment)).toBe(Date.parse(expected));
  });

  it('takes integers and digits as milliseconds, whatever they look like', () => {
    expect(parseDate(1_700_000_000, environment)).toBe(1_700_000_000);
    expect(parseDate('1700000000123', environment)).toBe(1_700_000_000_123);
    expect(parseDate('-5', environment)).toBe(-5);
    expect(parseDate(1_700_000_000_123n, environment)).toBe(1_700_000_000_123);
  });

  it('cuts the fraction of a number', () => {
    expect(parseDate(1_700_000_000_000.9, environment)).toBe(1_700_000_000_000);
  });

  it.each(
    [
      '1747684829.85',
      '',
      '99999999999999999999',
      2n ** 63n,
      '2023-13-06T07:08:09Z',
      '2023-02-29T07:08:09Z',
      '2023-05-06T25:08:09Z',
      '2023-05-06T07:08:09Zulu',
      '2023-05-06T07:08:09.Z',
      '2023-05-06X07:08:09',
      'Nov 33 14:05:00',
      'Nov  3 14:05:00 and more',
      'yesterday',
      true,
      null,
      ['2023-05-06T07:08:09Z'],
      { date: '2023-05-06' },
    ].map((value) => ({ value })),
  )('does not read $value', ({ value }) => {
    expect(parseDate(value, environment)).toBeUndefined();
  });
});

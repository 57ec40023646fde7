import { expect, it } from 'vitest';
import { fromSeverityNumber, toLogStatus } from './status.js';

it.each([
  [0, 'emergency'],
  ['4', 'warn'],
  [BigInt(7), 'debug'],
  [8, 'info'],
  [-1, 'info'],
  [3.5, 'info'],
  [' Emerg ', 'emergency'],
  ['fatal', 'emergency'],
  ['Alert', 'alert'],
  ['CRIT', 'critical'],
  ['E', 'error'],
  ['warning', 'warn'],
  ['notice', 'notice'],
  ['Information', 'info'],
  ['TRACE', 'debug'],
  ['verbose', 'debug'],
  ['success', 'ok'],
  ['OK', 'ok'],
  ['panic', 'info'],
  ['', 'info'],
  [true, 'debug'],
])('takes %s for %s', (value, status) => {
  expect(toLogStatus(value)).toBe(status);
});

it('takes objects, arrays and null for nothing', () => {
  expect([{ a: 1 }, ['error'], null].map(toLogStatus)).toEqual([undefined, undefined, undefined]);
});

it('knows the severity numbers of OpenTelemetry', () => {
  expect([1, 4, 5, 8, 9, 12, 13, 17, 21, 24].map(fromSeverityNumber)).toEqual([
    'debug',
    'debug',
    'debug',
    'debug',
    'info',
    'info',
    'warn',
    'error',
    'emergency',
    'emergency',
  ]);
  expect([0, 25, 1.5, -3, Number.NaN].map(fromSeverityNumber)).toEqual(Array(5).fill(undefined));
});

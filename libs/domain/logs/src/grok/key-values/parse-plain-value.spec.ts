import { expect, it } from 'vitest';
import { parsePlainValue } from './parse-plain-value.js';

it.each([
  ['true', true],
  ['false', false],
  ['True', 'True'],
  ['null', undefined],
  ['trueish', 'trueish'],
  ['12', 12],
  ['-12', -12],
  ['07', 7],
  ['08', '08'],
  ['-1.50', -1.5],
  ['.5', 0.5],
  ['1.', '1.'],
  ['1e5', '1e5'],
  ['10.1.2.3', '10.1.2.3'],
  ['9007199254740993', 9007199254740993n],
  ['99999999999999999999', '99999999999999999999'],
  ['263ms', 263],
  ['10.013s', 10_013],
  ['0s', 0],
  ['1m3.3s', '1m3.3s'],
  ['5us', '5us'],
  ['2024-05-06', '2024-05-06'],
])('%s means %s', (text, expected) => {
  expect(parsePlainValue(text)).toBe(expected);
});
